"""Files beside posts: who sees them, what is taken, what becomes of pictures, and what goes with the post."""

from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.services import change_limits, erase
from community.discussion import services
from community.discussion.models import Draft, Post, PostFile
from community.discussion.services import Described
from core.models import StoredFile
from core.uploads import Limits
from moderation.extensions import kinds
from tests.costs import queries_of
from tests.factories.community import opening_of, reply_by, space_in, thread_by

if TYPE_CHECKING:
    from tests.conftest import Cast

PDF = b"%PDF-1.7 a short guide"
AGREED = {"alt": "A clear chest film", "person": False, "place": False}


@pytest.fixture(autouse=True)
def _uploads(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def cleo(cast: "Cast") -> Client:
    return signed_in(cast.cleo)


@pytest.fixture
def fay(cast: "Cast") -> Client:
    return signed_in(cast.fay)


def photograph(size: tuple[int, int] = (60, 40), *, kind: str = "JPEG", **kwargs: Any) -> bytes:
    """A picture whose left half is red; `kwargs` are for Pillow."""
    picture = Image.new("RGB", size, "blue")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    out = BytesIO()
    picture.save(out, kind, **kwargs)
    return out.getvalue()


def uploaded(actor: Any, place: Any, content: bytes = PDF, name: str = "guide.pdf") -> PostFile:
    upload = services.Upload(BytesIO(content), name, len(content))
    return services.upload_file(actor=actor, place=place, upload=upload)


def post_with(cast: "Cast", content: bytes = PDF, name: str = "guide.pdf", **said: Any) -> tuple[Post, PostFile]:
    """An answer of Fay to Cleo with one file."""
    thread = thread_by(cast.cleo, space_in(cast))
    file = uploaded(cast.fay, thread, content, name)
    beside = services.Beside(files=[Described(file.key, **said)])
    post = services.reply(actor=cast.fay, thread=thread, source="Here.", beside=beside)
    return post, PostFile.objects.get(pk=file.pk)


def answers(file: PostFile, *clients: Client) -> list[int]:
    return [client.get(file.get_absolute_url()).status_code for client in clients]


def test_whoever_reads_the_post_reads_its_file(cast: "Cast", cleo: Client, fay: Client) -> None:
    post, file = post_with(cast)
    ada, eve = signed_in(cast.ada), signed_in(cast.eve)
    assert answers(file, cleo, fay, ada, eve, Client()) == [200, 200, 200, 404, 302]
    page = cleo.get(reverse("community:thread-short", args=[post.thread_id]), follow=True).content.decode()
    assert file.get_absolute_url() in page
    assert "guide.pdf" in page


def test_file_that_is_not_posted_is_its_owners(cast: "Cast", cleo: Client, fay: Client) -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    file = uploaded(cast.fay, thread)
    assert answers(file, fay, cleo) == [200, 404]
    assert cleo.post(reverse("community:file-drop", args=[file.key])).status_code == 404
    assert fay.post(reverse("community:file-drop", args=[file.key])).status_code == 200
    assert not PostFile.objects.exists()
    assert not Draft.objects.exists()


def test_nobody_posts_what_another_uploaded(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    file = uploaded(cast.fay, thread)
    beside = services.Beside(files=[Described(file.key)])
    assert services.reply(actor=cast.cleo, thread=thread, source="Mine?", beside=beside).attached == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("end", ["hidden", "deleted", "erased"])
def test_file_goes_with_its_post(cast: "Cast", cleo: Client, fay: Client, end: str) -> None:
    post, file = post_with(cast)
    assert file.stored is not None
    if end == "hidden":
        services.hide_post(post)
        assert answers(file, cleo, fay) == [404, 200]
        services.restore_post(post)
        assert answers(file, cleo) == [200]
        return
    if end == "deleted":
        services.delete(actor=cast.fay, post=post)
    else:
        erase(actor=cast.fay)
    assert answers(file, cleo) == [404]
    assert not StoredFile.objects.exists()
    assert not default_storage.exists(file.stored.key)


@pytest.mark.django_db(transaction=True)
def test_same_bytes_of_another_stay(cast: "Cast", cleo: Client) -> None:
    post, _gone = post_with(cast)
    beside = services.Beside(files=[Described(uploaded(cast.cleo, post.thread).key)])
    other = services.reply(actor=cast.cleo, thread=post.thread, source="The same.", beside=beside)
    services.delete(actor=cast.fay, post=post)
    assert answers(other.files.get(), cleo) == [200]


def test_undo_brings_the_file_back_into_the_composer(cast: "Cast") -> None:
    post, file = post_with(cast)
    services.undo(actor=cast.fay, post=post)
    assert [each["key"] for each in Draft.objects.get(user=cast.fay).files] == [file.key]
    assert PostFile.objects.waiting().get() == file


def test_edit_adds_and_removes_and_history_keeps(cast: "Cast", cleo: Client) -> None:
    post, old = post_with(cast)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        new = uploaded(cast.fay, post, b"%PDF-2", "better.pdf")
        post = services.edit(
            actor=cast.fay, post=post, source=post.source, beside=services.Beside(files=[Described(new.key)])
        )
        history = cleo.get(reverse("community:post-history", args=[post.thread_id, post.pk])).content.decode()
    assert [each["name"] for each in post.attached] == ["better.pdf"]
    assert "guide.pdf" in history
    assert answers(old, cleo) == [200]


def test_free_edit_keeps_nothing(cast: "Cast", fay: Client) -> None:
    post, file = post_with(cast)
    services.edit(actor=cast.fay, post=post, source=post.source, beside=services.Beside())
    assert answers(file, fay) == [404]


def test_sweep_takes_what_nobody_posted(cast: "Cast") -> None:
    post, _kept = post_with(cast)
    uploaded(cast.fay, post.thread, b"%PDF-old", "old.pdf")
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        assert services.sweep_files() == 1
    assert [file.name for file in PostFile.objects.all()] == ["guide.pdf"]
    assert not Draft.objects.filter(user=cast.fay).exists()


def test_picture_without_words_or_permission_waits_with_the_text(cast: "Cast", cleo: Client, fay: Client) -> None:
    thread = thread_by(cast.fay, space_in(cast))
    url = reverse("community:thread-reply", args=[thread.pk])
    first = cleo.post(url, {"source": "Look.", "files": SimpleUploadedFile("ward.jpg", photograph())})
    assert first.status_code == 422
    file = PostFile.objects.get()
    assert file.key in first.content.decode()
    said = {"source": "Look.", "file": file.key, f"alt-{file.key}": "A ward", f"person-{file.key}": "no"}
    said |= {f"place-{file.key}": "yes", f"permitted-{file.key}": "no"}
    blocked = cleo.post(url, said)
    assert blocked.status_code == 422
    assert "it is better not shown here" in blocked.content.decode()
    assert cleo.post(url, said | {f"permitted-{file.key}": "yes"}).status_code == 302
    file.refresh_from_db()
    assert (file.alt, file.person, file.place, file.permitted) == ("A ward", False, True, True)
    assert 'alt="A ward"' in fay.get(reverse("community:thread-short", args=[thread.pk]), follow=True).content.decode()


def test_script_uploads_one_by_one_and_the_draft_follows(cast: "Cast", cleo: Client) -> None:
    space = space_in(cast)
    answer = cleo.post(reverse("community:space-files", args=[space.pk]), {"files": SimpleUploadedFile("a.pdf", PDF)})
    assert answer.status_code == 200
    file = PostFile.objects.get()
    assert space.placement is not None
    page = cleo.get(space.placement.unit.get_absolute_url()).content.decode()
    assert f'value="{file.key}"' in page
    start = {"space": space.pk, "kind": "question", "source": "What is this?", "file": file.key}
    assert cleo.post(reverse("community:thread-start"), start).status_code == 302
    assert Post.objects.get(seq=1, author=cast.cleo).attached[0]["name"] == "a.pdf"
    assert not Draft.objects.exists()


def test_institution_decides_what_is_taken(cast: "Cast", cleo: Client) -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    institution = thread.scope.parent
    while institution is not None and institution.kind != "institution":
        institution = institution.parent
    assert institution is not None
    change_limits(actor=cast.lea, scope=institution, limits=Limits(frozenset({"image"}), 5))
    sent = {"source": "So.", "files": SimpleUploadedFile("a.pdf", PDF)}
    answer = cleo.post(reverse("community:thread-reply", args=[thread.pk]), sent)
    assert "Pictures, up to 5 MB each." in answer.content.decode()


def test_bytes_run_nowhere(cast: "Cast", cleo: Client) -> None:
    _post, file = post_with(cast, b"<script>alert(1)</script> is text", "page.html")
    answer = cleo.get(file.get_absolute_url())
    assert file.name == "page.html.txt"
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-cache"
    assert cleo.get(file.get_absolute_url(), headers={"If-None-Match": answer["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("asked", "status", "content"),
    [
        ("bytes=0-3", 206, b"ID3\x03"),
        ("bytes=10-", 206, b"5678"),
        ("bytes=-2", 206, b"78"),
        ("bytes=99-", 416, b""),
        ("bytes=0-1,3-4", 200, b"ID3\x03\0\x0012345678"),
    ],
)
def test_sound_is_played_from_anywhere(cast: "Cast", cleo: Client, asked: str, status: int, content: bytes) -> None:
    sound = b"ID3\x03\0\x0012345678"
    _post, file = post_with(cast, sound, "murmur.mp3")
    answer: Any = cleo.get(file.get_absolute_url(), headers={"Range": asked})
    assert answer.status_code == status
    assert (b"".join(answer.streaming_content) if answer.streaming else answer.content) == content


def test_snapshot_and_own_copy_name_the_file(cast: "Cast") -> None:
    post, file = post_with(cast)
    assert file.stored is not None
    kind = kinds["community.post"]
    assert kind.snapshot(kind.get(post.pk)).files == [f"guide.pdf {file.stored.sha256}"]
    assert [each["sha256"] for each in services.files_of(cast.fay)] == [file.stored.sha256]


def test_files_cost_no_query(cast: "Cast", cleo: Client) -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    reply_by(cast.fay, thread)
    url = cleo.get(reverse("community:thread-short", args=[thread.pk]))["Location"]
    before = queries_of(cleo, url)
    for number in range(3):
        beside = services.Beside(files=[Described(uploaded(cast.fay, thread, PDF + bytes([48 + number])).key)])
        services.reply(actor=cast.fay, thread=thread, source="More.", beside=beside)
    assert queries_of(cleo, url) == before
    assert opening_of(thread).attached == []
