"""docker-compose.yml at work: its own commands and environment on loopback, and people who do what they came for."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from playwright.sync_api import Page

from accounts.models import User
from accounts.rights import rights_of
from core.models import OutboxEvent
from courses import services
from moderation.models import Decision
from notifications.models import Notice
from tests.conftest import Cast
from tests.factories.ethics import agreed
from tests.harness.browser import PHONE, OpenPage
from tests.harness.production import Production, wait_until
from tests.harness.site import LiveSite
from tests.journeys import test_a_student as journey_a
from tests.journeys import test_c_mentors as journey_c
from tests.journeys import test_courses as arrival
from tests.journeys import test_e_f_decisions as journey_e

pytestmark = [pytest.mark.postgres, pytest.mark.browser, pytest.mark.workers]
HOUSE = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", ".venv", "__pycache__", ".pytest_cache", ".hypothesis", "test-artifacts", "var"}


def files_of_the_house() -> set[str]:
    return {str(path) for path in HOUSE.rglob("*") if not NOT_OURS & set(path.parts)}


@pytest.fixture
def production(transactional_db: None, tmp_path: Path) -> Iterator[Production]:
    if shutil.which("redis-server") is None or shutil.which("openssl") is None:
        pytest.fail("This drill starts redis-server and openssl itself; install them.", pytrace=False)
    with Production(tmp_path) as site:
        yield site


@pytest.fixture
def live_site(production: Production, settings: Any) -> LiveSite:
    """Pages are opened through the proxy, over TLS."""
    settings.BASE_URL = production.proxy.url
    return LiveSite(url=production.proxy.url)


@pytest.fixture
def window(open_page: OpenPage) -> OpenPage:
    """A window that takes the proxy's own certificate."""

    def make(user: User | None = None, **options: Any) -> Page:
        return open_page(user, ignore_https_errors=True, **options)

    return make


def test_student_mentor_and_reporter_go_through_several_processes(
    production: Production, window: OpenPage, cast: Cast
) -> None:
    before = files_of_the_house()
    _student_arrives_and_talks(production, window, cast)
    _mentor_and_student_meet(window, cast)
    _report_becomes_a_decision(production, window, cast)
    wait_until(lambda: not OutboxEvent.objects.filter(handled_at=None).exists(), "every event to be heard")
    assert production.well()
    assert min(production.proxy.answered[port] for port in production.proxy.ports) > 50
    told = "".join(production.log(name) for name in production.running)
    assert "Traceback" not in told, told
    assert files_of_the_house() == before
    assert list(production.home.iterdir()) == []


def _student_arrives_and_talks(production: Production, window: OpenPage, cast: Cast) -> None:
    """A: by a join link with a code that comes by mail; then a question and its answers, in two windows."""
    course = arrival.opened(cast)
    link = services.make_join_link(actor=cast.ada, course=course, domain="northmoor.ac.uk", places=40)
    page = window(viewport=PHONE)
    arrival.arrive(page, link.get_absolute_url(), lambda: production.letters.last_to("noor@northmoor.ac.uk"))
    assert rights_of(User.objects.get(email="noor@northmoor.ac.uk")).is_member(course.scope)
    agreed(User.objects.all())
    journey_a.talk(window(cast.cleo, viewport=PHONE), window(cast.fay), journey_a.placed(cast))
    assert all(production.proxy.answered[port] for port in production.proxy.ports), "both web processes had a part"


def _mentor_and_student_meet(window: OpenPage, cast: Cast) -> None:
    """C: and the worker, not this process, tells the mentor that there is a message."""
    journey_c.walk(window, cast, journey_c.placed(cast), scripts=True)
    told = Notice.objects.filter(recipient=cast.ben, kind="mentoring.message")
    wait_until(told.exists, "the mentor's notice")
    assert told.count() == 1


def _report_becomes_a_decision(production: Production, window: OpenPage, cast: Cast) -> None:
    """E: while one of the two web processes is away. In production a moderator has a second factor."""
    TOTP.activate(cast.dan, "JBSWY3DPEHPK3PXP")
    production.running.pop("web-1").terminate()
    post = journey_e.written(cast)
    fay, dan = window(cast.fay), window(cast.dan)
    journey_e.report(fay, post, scripts=True)
    journey_e.decide(dan, scripts=True)
    assert journey_e.WORDS not in journey_e.texts(fay, post)
    assert Decision.objects.get().outcome
