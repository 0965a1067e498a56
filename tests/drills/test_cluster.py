"""PostgreSQL itself is killed while people write, and comes back from its log: nothing is lost, and nothing told twice."""

import os
import subprocess
import sys

import pytest

from tests.drills.cluster import own_cluster, program
from tests.drills.place import ROOT
from tests.harness.needs import REQUIRED

DRILL = "tests/drills/test_nothing_lost.py"


@pytest.mark.workers
@pytest.mark.redis
def test_database_that_is_killed_comes_back_with_everything() -> None:
    if not program("initdb"):
        absent = pytest.fail if "postgres" in REQUIRED else pytest.skip
        absent("initdb is not here; install PostgreSQL's server.")
    with own_cluster() as (data, address):
        ours = {"DATABASE_URL": address, "COLLOQUY_DRILL_CLUSTER": data, "COLLOQUY_DRILL_DAYS": "database_is_restarted"}
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", DRILL]
        done = subprocess.run(
            command, cwd=ROOT, env={**os.environ, **ours}, capture_output=True, text=True, check=False, timeout=500
        )
    print(done.stdout[-600:])  # noqa: T201
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "1 passed" in done.stdout
