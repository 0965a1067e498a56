"""What a machine may lack: a browser, PostgreSQL, Redis. Left out with one line, or a failure where COLLOQUY_REQUIRE names it."""

import os
import shutil
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from xdist.scheduler import LoadScopeScheduling

REQUIRED = {word.strip() for word in os.environ.get("COLLOQUY_REQUIRE", "").split(",") if word.strip()}
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
)
"""The first has no windows, and so does the same with a third less of computing."""
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/snap/bin/chromium",
)
HOW_TO_GET = (
    "a Chromium was not found. Install one (Debian, Ubuntu: apt install chromium) or name it in COLLOQUY_CHROMIUM"
)
LAST = ("workers", "browser")
TOGETHER = (
    "tests/demo/",
    "tests/workers/test_up.py",
    "tests/routes/test_costs.py",
    "tests/routes/test_institutions.py",
    "tests/drills/test_restore.py",
)
LONG = (
    "tests/bin/test_house.py",
    "tests/demo/test_load.py",
    "tests/demo/test_pages.py",
    "tests/routes/test_costs.py",
    "tests/routes/test_institutions.py",
    "tests/moderation/test_agreement.py",
    "tests/config/test_door.py",
    "tests/workers/test_kills.py",
    "tests/workers/test_up.py",
    "tests/front/test_walk.py",
    "tests/journeys/test_b_educator.py",
    "tests/journeys/test_e_f_decisions.py",
    "tests/journeys/test_c_mentors.py",
    "tests/journeys/test_a_student.py",
)
"""These begin first, of their kind, so that at the end no process waits for another that has just begun a long one."""

EVERYWHERE = bool(os.environ.get("COLLOQUY_DRILLS")) or os.environ.get("COLLOQUY_WALK") == "everywhere"
long_way = pytest.mark.skipif(
    not EVERYWHERE,
    reason="long ways (every page, and by keyboard alone) were left out: bin/drill takes them, and so does CI.",
)
"""The suite of every save has four minutes; CI's first suite goes the long ways too."""


@cache
def chromium() -> str | None:
    """The Chromium to drive: the one that COLLOQUY_CHROMIUM names, else one that is installed here."""
    if named := os.environ.get("COLLOQUY_CHROMIUM"):
        return named if Path(named).exists() else None
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or next((place for place in PLACES if Path(place).exists()), None) or _downloaded()


def _downloaded() -> str | None:
    """What `playwright install chromium` left behind, if somebody ran it."""
    home = Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "ms-playwright"
    built = sorted(home.glob("chromium-*/chrome-linux*/chrome")) + sorted(
        home.glob("chromium-*/chrome-mac*/*.app/Contents/MacOS/*")
    )
    return str(built[-1]) if built else None


def missing() -> dict[str, str]:
    """For each marker, why its tests cannot run here."""
    reasons = {}
    if chromium() is None:
        reasons["browser"] = HOW_TO_GET
    if connection.vendor != "postgresql":
        reasons["postgres"] = "DATABASE_URL does not name a PostgreSQL"
    if not os.environ.get("REDIS_URL"):
        reasons["redis"] = "REDIS_URL is not set"
    return reasons


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> "LoadScopeScheduling":
    """Tests that share something dear stay in one process; each of the others goes wherever there is room."""
    return Together(config, log)


class Together(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        return next((place for place in TOGETHER if nodeid.startswith(place)), nodeid)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what cannot run; let browsers and workers come last, for Playwright keeps an event loop in the main thread."""
    reasons = missing()
    for item in items:
        for name in reasons:
            if item.get_closest_marker(name) and name not in REQUIRED:
                item.add_marker(pytest.mark.skip(reason=f"{name} tests were left out: {reasons[name]}."))
    items.sort(key=turn)


def turn(item: pytest.Item) -> tuple[int, int]:
    """When a test comes: by its kind, and long ones first."""
    kind = max((LAST.index(name) + 1 for name in LAST if item.get_closest_marker(name)), default=0)
    return kind, next((n for n, place in enumerate(LONG) if item.nodeid.startswith(place)), len(LONG))


def pytest_runtest_setup(item: pytest.Item) -> None:
    reasons = missing()
    for name in REQUIRED & reasons.keys():
        if item.get_closest_marker(name):
            pytest.fail(f"{name} is required here (COLLOQUY_REQUIRE), but {reasons[name]}.", pytrace=False)


def pytest_sessionstart(session: pytest.Session) -> None:
    """A requirement is checked even where no test asks for it."""
    reasons = missing()
    if lacking := sorted(REQUIRED & reasons.keys()):
        pytest.exit("; ".join(f"{name} is required here, but {reasons[name]}" for name in lacking), returncode=3)


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One line for each kind of test that was left out, and how to get it."""
    reasons = [str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", [])]
    for reason, count in Counter(reasons).items():
        terminalreporter.write_line(f"{count} {reason.removeprefix('Skipped: ')}")
