"""Files beside posts: uploaded, described, posted, taken away again. Bytes are written before the transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rights import rights_of
from accounts.services import limits_of
from community.discussion import policies
from community.discussion.choices import MOST_FILES, MOST_WAITING, WAITING_KEEPS, Checked, ThreadKind
from community.discussion.models import Draft, Post, PostFile, Space, Thread
from community.discussion.services.drafts import key_of
from core import scanning
from core.files import discard, store
from core.models import StoredFile
from core.policy import Verdict
from core.uploads import Limits, take


@dataclass(frozen=True, slots=True)
class Described:
    """One file as its author describes it: what is in a picture, who and what can be recognised, whether they agreed."""

    key: str
    alt: str = ""
    person: bool | None = None
    place: bool | None = None
    permitted: bool | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """The bytes of an upload and what its sender calls them."""

    stream: IO[bytes]
    name: str
    size: int


def limits_in(place: Thread | Space | Post) -> Limits:
    """What the institution of this place takes."""
    return limits_of(place.thread.scope if isinstance(place, Post) else place.scope)


def may_add(user: User, place: Thread | Space | Post) -> Verdict:
    """Whoever may write here may add files here."""
    rights = rights_of(user)
    if isinstance(place, Post):
        return policies.can_edit(rights, place)
    if isinstance(place, Thread):
        return policies.can_reply(rights, place)
    return policies.can_start_thread(rights, place, ThreadKind.QUESTION)


def upload_file(*, actor: User, place: Thread | Space | Post, upload: Upload, use: str = "") -> PostFile:
    """Keep a file for what is being written in a thread or block, or for an edit of a post. Raises ValidationError."""
    may_add(actor, place).require()
    if PostFile.objects.waiting().filter(user=actor).count() >= MOST_WAITING:
        raise ValidationError(_("Many files of yours wait to be posted. Post or remove some of them first."))
    taken = take(upload.stream, name=upload.name, size=upload.size, limits=limits_in(place))
    stored = store(taken.stream, width=taken.width, height=taken.height, mime=taken.mime)
    with transaction.atomic():
        file = PostFile.objects.create(
            user=actor,
            stored=stored,
            name=taken.name,
            kind=taken.kind,
            checked=Checked.WAITING if scanning.is_on() else Checked.CLEAN,
        )
        if not isinstance(place, Post):
            _remember(actor, place, file, use)
    return file


def _remember(person: User, place: Thread | Space, file: PostFile, use: str) -> None:
    """With the draft of the place, which follows the person to another device."""
    if isinstance(place, Space) and place.placement_id is None:
        return
    drafts = Draft.objects.select_for_update(no_key=True)
    draft, _made = drafts.get_or_create(user=person, **key_of(place, use), defaults={"version": 0})
    draft.files = [*draft.files, file.shown()]
    draft.saved_at = timezone.now()
    draft.save(update_fields=["files", "saved_at"])


@transaction.atomic
def drop_file(*, actor: User, key: str) -> None:
    """Remove a file that waits; another person's, or one that is posted, is left alone."""
    drop_waiting(actor, [key])
    for draft in Draft.objects.select_for_update(no_key=True).filter(user=actor).exclude(files=[]):
        left = [each for each in draft.files if each["key"] != key]
        if len(left) == len(draft.files):
            continue
        if left or draft.source.strip() or draft.title.strip():
            draft.files = left
            draft.save(update_fields=["files"])
        else:
            draft.delete()


def drop_waiting(person: User, keys: Iterable[str]) -> None:
    let_go(PostFile.objects.waiting().filter(user=person, key__in=list(keys)))


def let_go(files: Iterable[PostFile]) -> None:
    """Delete rows, and their bytes after the commit where nobody else has the same."""
    files = list(files)
    PostFile.objects.filter(pk__in=[file.pk for file in files]).delete()
    let_go_of_bytes({file.stored_id for file in files if file.stored_id is not None})


def let_go_of_bytes(stored: set[int]) -> None:
    """After the commit, and only what nobody else has."""
    if stored:
        transaction.on_commit(lambda: _discard(stored))


def _discard(ids: Iterable[int]) -> None:
    for stored in StoredFile.objects.filter(pk__in=ids):
        discard(stored)


def attach(post: Post, described: Sequence[Described]) -> None:
    """Put what waits beside a post, in the order given. Part of posting; the caller has authorised and holds the locks."""
    keys = [each.key for each in described]
    found = {file.key: file for file in _locked(post.author_id, keys)}
    check_many(len(described))
    limits = limits_in(post) if found else Limits()
    for each in described:
        if (file := found.get(each.key)) is None:
            continue
        if file.kind not in limits.kinds:
            raise ValidationError(_("“%(name)s” is of a kind that is not taken here.") % {"name": file.name})
        describe(file, each)
        file.post, file.added_at = post, timezone.now()
        file.save()
    post.attached = [found[key].shown() for key in keys if key in found]


def check_many(number: int) -> None:
    if number > MOST_FILES:
        raise ValidationError(_("These are %(n)s files; %(most)s are possible.") % {"n": number, "most": MOST_FILES})


def _locked(user_id: int, keys: Iterable[str]) -> list[PostFile]:
    waiting = PostFile.objects.waiting().filter(user=user_id, key__in=list(keys))
    return list(waiting.select_related("stored").select_for_update(of=("self",), no_key=True).order_by("pk"))


def describe(file: PostFile, said: Described) -> None:
    """What its author says of it. A picture is not shown without words, nor against anybody's will."""
    if file.kind == "image":
        if not said.alt.strip():
            raise ValidationError(_("Please say in words what “%(name)s” shows.") % {"name": file.name})
        if said.person is None or said.place is None or ((said.person or said.place) and not said.permitted):
            raise ValidationError(_("“%(name)s” cannot be shown without permission.") % {"name": file.name})
    file.alt = said.alt.strip()[:500]
    file.person, file.place, file.permitted = said.person, said.place, said.permitted


def change_files(post: Post, described: Sequence[Described], *, at: datetime | None) -> bool:
    """What an edit says should be beside the post from now on; whether that is something else than before.

    `at` is when a version of the post is kept that had what is removed now; without it nothing is kept.
    """
    before, wanted = list(post.attached), {each.key: each for each in described}
    check_many(len(described))
    there = {file.key: file for file in post.files.filter(removed_at=None).select_related("stored")}
    gone = [file for key, file in there.items() if key not in wanted]
    for key in there.keys() & wanted.keys():
        describe(there[key], wanted[key])
        there[key].save(update_fields=["alt", "person", "place", "permitted"])
    attach(post, [each for each in described if each.key not in there])
    fresh = {each["key"]: each for each in post.attached}
    post.attached = [
        there[key].shown() if key in there else fresh[key] for key in wanted if key in there or key in fresh
    ]
    if at is not None:
        PostFile.objects.filter(pk__in=[file.pk for file in gone]).update(removed_at=at)
    else:
        let_go(gone)
    return bool(post.attached != before)


def take_back(post: Post, *, draft: Draft | None) -> None:
    """The post goes: its files stand in the composer again, or go with it."""
    files = list(post.files.select_related("stored"))
    here = [file for file in files if file.removed_at is None and draft is not None]
    PostFile.objects.filter(pk__in=[file.pk for file in here]).update(post=None, added_at=timezone.now())
    if draft is not None and here:
        draft.files = [*draft.files, *(file.shown() for file in here)]
        draft.save(update_fields=["files"])
    kept = {file.pk for file in here}
    let_go(file for file in files if file.pk not in kept)
    post.attached = []


def sweep_files() -> int:
    """Files that nobody posted for two weeks; how many went."""
    old = list(PostFile.objects.waiting().filter(added_at__lt=timezone.now() - WAITING_KEEPS)[:500])
    for file in old:
        drop_file(actor=file.user, key=file.key)
    return len(old)


def files_of(user: User) -> list[dict[str, Any]]:
    """Everything that a person uploaded here and that is still kept, for their own copy of their data."""
    rows = PostFile.objects.filter(user=user).select_related("stored").order_by("added_at", "pk")
    return [
        {
            **row.shown(),
            "address": row.get_absolute_url(),
            "sha256": row.stored.sha256 if row.stored else "",
            "post": row.post_id,
            "added_at": row.added_at.isoformat(),
            "removed_at": row.removed_at.isoformat() if row.removed_at else None,
        }
        for row in rows
    ]


def forget_files(user: User) -> None:
    """Whatever a person still has here; their posts have let go of theirs."""
    let_go(PostFile.objects.filter(user=user))
