"""What does a page cost? Queries, CPU milliseconds and bytes of the main pages, on the data of a demo that was loaded.

    COLLOQUY_MODE=demo COLLOQUY_SECRET_KEY_FILE=var/secret .venv/bin/python benchmarks/pages.py [--rounds 30]

Pages are asked for in this process, signed in, with rights, marks and notices on them; CPU is this process alone.
"""

import argparse
import gzip
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_test_environment

from accounts.choices import Role
from accounts.models import Membership, User
from community.models import Thread
from courses.models import Course


def addresses() -> list[tuple[str, User, str]]:
    """(what, who, address) of the pages that people open most."""
    course = Course.objects.order_by("pk").first()
    if course is None:
        sys.exit("There is no course here. Start bin/demo once, so that there is something to measure.")
    student = _somebody(course, Role.LEARNER)
    educator = _somebody(course, Role.EDUCATOR)
    unit = course.units.filter(state="published", about=False).order_by("position").first()
    thread = Thread.objects.filter(scope=course.scope_id).order_by("-pk").first()
    found = [
        ("home", student, "/"),
        ("course home", student, course.get_absolute_url()),
        ("unit", student, unit.get_absolute_url() if unit else "/"),
        ("inbox", student, "/inbox/"),
        ("unit, educator", educator, unit.get_absolute_url() if unit else "/"),
    ]
    if thread is not None:
        found.append(("thread", student, f"/t/{thread.pk}/"))
    return found


def _somebody(course: Course, role: Role) -> User:
    return Membership.objects.live().filter(scope=course.scope_id, role=role).order_by("pk")[0].user


def measure(user: User, address: str, rounds: int) -> tuple[int, float, int, int]:
    """Status, queries, CPU ms (median) and compressed bytes of one page."""
    client = Client()
    client.force_login(user)
    response = client.get(address, follow=True)
    address = response.request["PATH_INFO"]
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    times = []
    for _ in range(rounds):
        started = time.process_time()
        client.get(address)
        times.append(time.process_time() - started)
    size = len(gzip.compress(response.content))
    return response.status_code, sorted(times)[rounds // 2] * 1000, len(queries), size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    rounds = parser.parse_args().rounds
    setup_test_environment()
    print(f"{connection.vendor}, {rounds} rounds each\n")
    print(f"{'page':<18}{'status':>7}{'queries':>9}{'CPU ms':>9}{'bytes gz':>10}")
    for what, who, address in addresses():
        status, cpu, queries, size = measure(who, address, rounds)
        print(f"{what:<18}{status:>7}{queries:>9}{cpu:>9.1f}{size:>10,}")


if __name__ == "__main__":
    main()
