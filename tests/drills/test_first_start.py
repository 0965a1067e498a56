"""The first start in an empty folder: tables, cache, styles and both halves, by the one command."""

from pathlib import Path

from tests.workers.test_up import begin


def test_first_start_makes_what_it_needs(tmp_path: Path) -> None:
    process, _port = begin(tmp_path, seconds=500)
    try:
        assert "Preparing the database" in (tmp_path / "told.log").read_text()
        assert (tmp_path / "static" / "staticfiles.json").exists()
    finally:
        process.terminate()
    assert process.wait(30) == 0
