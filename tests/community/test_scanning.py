"""A virus scanner beside the house: what waits, what passes, what nobody ever sees."""

import socket
import struct
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from community.discussion import services
from community.discussion.choices import Checked
from community.discussion.events import FileRefused
from community.discussion.models import PostFile
from core.models import OutboxEvent
from tests.community.test_files import PDF, answers, post_with, signed_in, uploaded
from tests.factories.community import space_in

if TYPE_CHECKING:
    from tests.conftest import Cast

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd:
    """A scanner on loopback that speaks INSTREAM and knows one virus: the test file of EICAR."""

    def __init__(self) -> None:
        self.door = socket.create_server(("127.0.0.1", 0))
        self.address = f"clamd://127.0.0.1:{self.door.getsockname()[1]}"
        self.sizes: list[int] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self.door.accept()
            except OSError:
                return
            with line, line.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                content = b""
                while length := struct.unpack("!L", stream.read(4))[0]:
                    content += stream.read(length)
                self.sizes.append(len(content))
                found = EICAR in content
                line.sendall(b"stream: Eicar-Test-Signature FOUND\0" if found else b"stream: OK\0")


@pytest.fixture(autouse=True)
def clamd(settings: Any, tmp_path: Any) -> Iterator[Clamd]:
    scanner = Clamd()
    settings.MEDIA_ROOT, settings.SCANNER, settings.SCANNER_AWAY = tmp_path, scanner.address, "wait"
    yield scanner
    scanner.door.close()


def test_only_its_author_sees_a_file_before_it_is_checked(cast: "Cast", clamd: Clamd) -> None:
    post, file = post_with(cast)
    cleo, fay = signed_in(cast.cleo), signed_in(cast.fay)
    url = reverse("community:thread-short", args=[post.thread_id])
    assert answers(file, cleo, fay) == [404, 200]
    assert "guide.pdf" not in cleo.get(url, follow=True).content.decode()
    assert "Being checked: only you see it" in fay.get(url, follow=True).content.decode()
    assert services.check_files() == 1
    assert clamd.sizes == [len(PDF)]
    assert answers(file, cleo, fay) == [200, 200]
    assert "guide.pdf" in cleo.get(url, follow=True).content.decode()
    assert services.check_files() == 0


@pytest.mark.django_db(transaction=True)
def test_infected_file_is_gone_and_its_author_is_told_kindly(cast: "Cast") -> None:
    post, file = post_with(cast, EICAR, "marks.txt")
    assert file.stored is not None
    services.check_files()
    cleo, fay = signed_in(cast.cleo), signed_in(cast.fay)
    assert answers(file, cleo, fay) == [404, 404]
    assert not default_storage.exists(file.stored.key)
    assert OutboxEvent.objects.filter(name=FileRefused.name).count() == 1
    url = reverse("community:thread-short", args=[post.thread_id])
    assert "marks.txt" not in cleo.get(url, follow=True).content.decode()
    assert "was not kept: the virus scanner" in fay.get(url, follow=True).content.decode()


def test_infected_file_in_a_draft_cannot_be_posted(cast: "Cast") -> None:
    space = space_in(cast)
    file = uploaded(cast.cleo, space, EICAR, "marks.txt")
    services.check_files()
    start = {"space": space.pk, "kind": "question", "source": "What is this?", "file": file.key}
    answer = signed_in(cast.cleo).post(reverse("community:thread-start"), start)
    assert answer.status_code == 422
    assert "so it cannot be posted" in answer.content.decode()


@pytest.mark.parametrize(("away", "state"), [("wait", Checked.WAITING), ("pass", Checked.CLEAN)])
def test_silent_scanner_means_what_the_installation_says(
    cast: "Cast", settings: Any, away: str, state: Checked
) -> None:
    settings.SCANNER, settings.SCANNER_AWAY = "clamd://127.0.0.1:1", away
    uploaded(cast.cleo, space_in(cast))
    for minutes in range(0, 70, 10):
        with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
            services.check_files()
    assert PostFile.objects.get().checked == state


def test_command_may_be_the_scanner(cast: "Cast", settings: Any) -> None:
    settings.SCANNER = "command:sh -c '! grep -q EICAR'"
    files = [uploaded(cast.cleo, space_in(cast), content, "a.txt") for content in (EICAR, b"Good words.")]
    services.check_files()
    states = [PostFile.objects.get(pk=file.pk).checked for file in files]
    assert states == [Checked.INFECTED, Checked.CLEAN]
