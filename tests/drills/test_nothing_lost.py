"""What goes wrong one fine day, one after the other, while people write; afterwards everything was told and mailed once.

On files and SQLite, or on Redis and PostgreSQL, whichever the run has. The Redis that is flushed and goes away is one that
this drill starts itself. A wait that is two minutes in life is `AWAY` here: the sweeper looks ten times as often, too.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import pytest
from django.db import connection, connections

from accounts.choices import Role
from accounts.models import User
from accounts.services import grant
from core.models import OutboxEvent
from notifications.models import DigestSchedule, Mail
from tests.conftest import Cast
from tests.drills.cluster import control
from tests.factories.accounts import UserFactory
from tests.factories.community import space_in, thread_by
from tests.factories.ethics import agreed
from tests.harness.site import session_of
from tests.workers.posting import Poster
from tests.workers.running import House, address_of_test_database, free_port
from tests.workers.test_kills import everything_arrived_once, still_owed

pytestmark = [pytest.mark.workers, pytest.mark.django_db(transaction=True)]
REDIS = bool(os.environ.get("REDIS_URL"))
AWAY = float(os.environ.get("COLLOQUY_DRILL_AWAY", "12"))
CLUSTER = os.environ.get("COLLOQUY_DRILL_CLUSTER", "")
FIVE_MINUTES = 300


class Broker:
    """A Redis of our own, or a folder of files: it can be emptied, and it can be away."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def surroundings(self) -> dict[str, str]:
        if not REDIS:
            return {}
        return {"REDIS_URL": f"redis://127.0.0.1:{self.port}/0", "CACHE_URL": os.environ["REDIS_URL"]}

    def start(self) -> None:
        if REDIS:
            self.folder.mkdir(parents=True, exist_ok=True)
            command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--appendonly", "yes"]
            command += ["--maxmemory-policy", "noeviction", "--dir", str(self.folder), "--logfile", "redis.log"]
            self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def flush(self) -> None:
        """Every message that waits is gone."""
        if REDIS:
            subprocess.run(["redis-cli", "-p", str(self.port), "flushall"], check=True, stdout=subprocess.DEVNULL)
            return
        for message in (self.folder / "house" / "broker").glob("*.msg"):
            message.unlink(missing_ok=True)

    @contextmanager
    def away(self) -> Iterator[None]:
        """It does not answer; a Redis forgets nothing meanwhile that it had written down."""
        there, gone = self.folder / "house" / "broker", self.folder / "gone"
        if REDIS:
            self.stop()
        else:
            there.rename(gone)
        yield
        if REDIS:
            self.start()
        else:
            shutil.rmtree(there, ignore_errors=True)
            gone.rename(there)


@contextmanager
def database_away() -> Iterator[None]:
    """PostgreSQL ends every connection at once and takes no new one; SQLite is locked by somebody who does not let go.

    A cluster that is this drill's own (`tests/drills/test_cluster.py`) is killed, and recovers from its log.
    """
    if connection.vendor == "sqlite":
        with sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, timeout=30) as other:
            other.execute("BEGIN EXCLUSIVE")
            yield
            other.execute("ROLLBACK")
        other.close()
        return
    connections.close_all()
    if CLUSTER:
        control(CLUSTER, "-m", "immediate", "stop")
        yield
        control(CLUSTER, "start")
        return
    name = connection.settings_dict["NAME"]
    door = psycopg2.connect(address_of_test_database().rsplit("/", 1)[0] + "/postgres")
    door.autocommit = True
    with door.cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false')
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        yield
        cursor.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS true')
    door.close()


@pytest.fixture
def askers(cast: Cast) -> list[User]:
    """People who have asked something, and whose mail may come at night."""
    people = [UserFactory(name=f"Asker {number}") for number in range(6)]
    agreed([*people, cast.fay])
    for person in people:
        grant(user=person, scope=cast.course_scope, role=Role.LEARNER)
        DigestSchedule.objects.update_or_create(user=person, defaults={"quiet_from": None, "quiet_until": None})
    return people


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    broker = Broker(tmp_path)
    broker.start()
    yield broker
    broker.stop()


@pytest.fixture
def poster(cast: Cast, askers: list[User], broker: Broker, tmp_path: Path) -> Iterator[tuple[House, Poster]]:
    """Fay, who answers three times a second whatever happens."""
    space = space_in(cast)
    threads = [thread_by(person, space).pk for person in askers]
    Mail.objects.all().delete()
    OutboxEvent.objects.update(handled_at=None)
    with House(tmp_path / "house", **broker.surroundings) as house:
        poster = Poster(house.port, session_of(cast.fay), threads, pause=0.3)
        poster.patience = FIVE_MINUTES
        poster.start()
        yield house, poster
        poster.enough.set()


def beat_is_doubled(house: House, broker: Broker) -> None:
    """Two workers, each with a clock of its own, from here on to the end."""
    house.start("second")


def one_message_comes_five_times(house: House, broker: Broker) -> None:
    house.run("five")
    house.run("five")


def web_dies_between_commit_and_bell(house: House, broker: Broker) -> None:
    for _ in range(2):
        house.kill("web")
        house.begin("fragile")
        until = time.monotonic() + 30
        while not house.died("fragile"):
            assert time.monotonic() < until, "nobody posted"
            time.sleep(0.05)
        house.start("web")


def broker_is_flushed(house: House, broker: Broker) -> None:
    for _ in range(3):
        broker.flush()
        time.sleep(0.5)


def broker_is_away(house: House, broker: Broker) -> None:
    with broker.away():
        tended(house, AWAY)


def database_is_restarted(house: House, broker: Broker) -> None:
    house.incidents.append(time.monotonic())
    with database_away():
        tended(house, 5)
    house.incidents.append(time.monotonic())


def tended(house: House, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        house.tend()
        time.sleep(0.2)


DAYS: list[Callable[[House, Broker], None]] = [
    web_dies_between_commit_and_bell,
    broker_is_flushed,
    broker_is_away,
    database_is_restarted,
    beat_is_doubled,
    one_message_comes_five_times,
]


def test_a_bad_week_loses_nothing(
    poster: tuple[House, Poster], broker: Broker, capsys: pytest.CaptureFixture[str]
) -> None:
    house, fay = poster
    took: dict[str, float] = {}
    wanted = os.environ.get("COLLOQUY_DRILL_DAYS", "").split(",")
    for day in [day for day in DAYS if wanted == [""] or day.__name__ in wanted]:
        began = time.monotonic()
        day(house, broker)
        tended(house, 1)
        took[day.__name__] = round(time.monotonic() - began, 1)
    fay.enough.set()
    fay.join(90)
    assert not fay.is_alive()
    began = time.monotonic()
    while (owed := still_owed()) and time.monotonic() - began < FIVE_MINUTES:
        tended(house, 0.3)
    took["settled"] = round(time.monotonic() - began, 1)
    with capsys.disabled():
        sys.stdout.write(f"\n{len(fay.sent)} answers, {len(house.office.arrivals)} mails; seconds: {took}\n")
    assert owed == {}, house.log("worker")
    everything_arrived_once(fay, house)
