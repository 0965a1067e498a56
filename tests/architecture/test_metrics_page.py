"""Every number that /metrics tells is explained, and nothing is explained that is not told."""

import re

import pytest

from core import metrics
from tests.architecture.sources import ROOT


@pytest.mark.django_db
def test_every_number_is_in_the_docs() -> None:
    metrics.note_request("core:healthz", 200, 0.01)
    told = set(re.findall(r"^(colloquy_\w+)", metrics.page().decode(), re.MULTILINE))
    rows = re.findall(r"^\| `(colloquy_\w+)`", (ROOT / "docs/metrics.md").read_text("utf-8"), re.MULTILINE)
    assert set(rows) == told
    assert len(rows) == len(told)
