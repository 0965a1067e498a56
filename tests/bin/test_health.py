"""bin/health: the exit code that a container's health check reads."""

import os
import subprocess
import sys
import time
from pathlib import Path

from tests.architecture.sources import ROOT


def health(asked: str) -> int:
    command = [sys.executable, str(ROOT / "bin/health"), asked]
    return subprocess.run(command, capture_output=True, check=False).returncode


def test_what_was_touched_just_now_is_well_and_what_rests_is_not(tmp_path: Path) -> None:
    sign = tmp_path / "alive"
    assert health(str(sign)) == 1
    sign.touch()
    assert health(str(sign)) == 0
    os.utime(sign, (time.time() - 90, time.time() - 90))
    assert health(str(sign)) == 1


def test_port_where_nobody_answers_is_not_well() -> None:
    assert health("9") == 1
