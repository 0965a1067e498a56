"""What a thread hangs on: set with it or later, and found again whenever the text changes."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rights import Rights, rights_of
from community.discussion import policies
from community.discussion.choices import AnchorKind, Found
from community.discussion.matching.passages import LONGEST, Page, Passage, Place, find, fingerprint, locate, passage_at
from community.discussion.matching.videos import LONGEST as LAST_SECOND
from community.discussion.matching.videos import videos_in
from community.discussion.models import Anchor, Thread
from community.discussion.services import ledger
from community.discussion.services.steady import steady
from courses.choices import PartKind
from courses.importers.tree import AnchorNode
from courses.models import Part

FOLLOWS = ["start", "end", "prefix", "suffix", "text_hash", "found"]


@dataclass(frozen=True, slots=True)
class Spot:
    """What somebody points at in a text: words (and what stands before them), or a second of one of its videos."""

    part_id: int
    words: str = ""
    before: str = ""
    video: str = ""
    seconds: int | None = None


@steady
def anchor_thread(*, actor: User, thread: Thread, spot: Spot | None) -> None:
    """It hangs on this, instead of what it hung on before; without a spot on nothing."""
    thread = ledger.lock_thread(thread.pk, thread.space_id)
    rights = rights_of(actor)
    policies.can_anchor(rights, thread).require()
    if spot is not None:
        hang(rights, thread, spot)
    else:
        Anchor.objects.filter(thread=thread).delete()
    ledger.save(thread)


def hang(rights: Rights, thread: Thread, spot: Spot) -> None:
    """Under the lock of the thread; the text is locked too, so that no edit of it passes unseen."""
    texts = Part.objects.select_for_update(of=("self",), no_key=True).select_related("unit__course__scope")
    part = texts.get(pk=spot.part_id)
    policies.can_anchor_at(rights, thread.course_id, part).require()
    fields = _moment(part, spot) if spot.seconds is not None else _passage(part, spot)
    empty = {"exact": "", "prefix": "", "suffix": "", "start": 0, "end": 0, "video": "", "seconds": None}
    known = {"part": part, "part_key": part.key, "text_hash": fingerprint(part.text), "found": Found.SAME}
    Anchor.objects.update_or_create(thread=thread, defaults={**empty, **known, **fields})


def _passage(part: Part, spot: Spot) -> dict[str, Any]:
    found = locate(spot.words, part.text, before=spot.before)
    if found is None or len(found.exact) > LONGEST:
        raise ValidationError(_("These words are not in the text. Please copy them from it."))
    names = ("exact", "prefix", "suffix", "start", "end")
    return {"kind": AnchorKind.PASSAGE, **{name: getattr(found, name) for name in names}}


def _moment(part: Part, spot: Spot) -> dict[str, Any]:
    there = {video.address for video in videos_in(part.html)}
    if spot.video not in there or not 0 <= (spot.seconds or 0) <= LAST_SECOND:
        raise ValidationError(_("There is no such video in the text."))
    return {"kind": AnchorKind.MOMENT, "video": spot.video, "seconds": spot.seconds}


@transaction.atomic
def find_again(parts: Collection[int]) -> None:
    """After these texts changed: every passage and every video in them is looked for once, and what was found is kept."""
    rows: dict[int, list[Anchor]] = defaultdict(list)
    for anchor in Anchor.objects.filter(part__in=parts).order_by("pk"):
        assert anchor.part_id is not None
        rows[anchor.part_id].append(anchor)
    texts = Part.objects.filter(pk__in=rows).values_list("pk", "text", "html")
    for pk, text, html in texts:
        changed = [anchor for anchor in rows[pk] if anchor.text_hash != fingerprint(text)]
        _seek(changed, text)
        there = {video.address for video in videos_in(html)}
        for anchor in rows[pk]:
            if anchor.kind == AnchorKind.MOMENT:
                anchor.found = Found.SAME if anchor.video in there else Found.CHANGED
        Anchor.objects.bulk_update(rows[pk], FOLLOWS)


def _seek(anchors: list[Anchor], text: str) -> None:
    """The same passage is looked for once, however many threads hang on it."""
    page, mark, places = Page(text), fingerprint(text), dict[Passage, Place | None]()
    for anchor in anchors:
        anchor.text_hash = mark
        if anchor.kind == AnchorKind.MOMENT:
            continue
        wanted = anchor.passage
        if wanted not in places:
            places[wanted] = find(wanted, page)
        place = places[wanted]
        if place is None:
            anchor.found = Found.CHANGED
            continue
        now = passage_at(text, place.start, place.end)
        anchor.start, anchor.end, anchor.prefix, anchor.suffix = now.start, now.end, now.prefix, now.suffix
        anchor.found = Found.SAME if place.same else Found.EDITED


def hang_arrived(threads: Sequence[tuple[Thread, AnchorNode]]) -> None:
    """Of threads from a file: the text of their course with that key, where it has one, and the words in it."""
    keys, course = {node.part for _thread, node in threads}, threads[0][0].course_id if threads else None
    texts = Part.objects.filter(unit__course=course, key__in=keys, kind=PartKind.TEXT).order_by("pk") if keys else ()
    parts = {part.key: part for part in texts}
    Anchor.objects.bulk_create(_arrived(thread, node, parts.get(node.part)) for thread, node in threads)
    find_again([part.pk for part in parts.values()])


def _arrived(thread: Thread, node: AnchorNode, part: Part | None) -> Anchor:
    """As the file says; whether it is there is looked at together."""
    if node.second is not None:
        said: dict[str, Any] = {"kind": AnchorKind.MOMENT, "video": node.video, "seconds": node.second}
    else:
        said = {"exact": node.exact, "prefix": node.prefix, "suffix": node.suffix}
    return Anchor(thread=thread, part=part, part_key=node.part, found=Found.CHANGED, **said)


def share(thread: Thread, made: Thread) -> None:
    """What is taken out of a thread is about the same."""
    anchor = Anchor.objects.filter(thread=thread).first()
    if anchor is not None:
        anchor.pk, anchor.thread = None, made
        anchor._state.adding = True  # noqa: SLF001
        anchor.save(force_insert=True)


def pass_on(source: Thread, target: Thread) -> bool:
    """What is merged takes along what it was about, unless the other thread is about something already."""
    if Anchor.objects.filter(thread=target).exists():
        return False
    return bool(Anchor.objects.filter(thread=source).update(thread=target))


def take_back(source: Thread, target: Thread) -> None:
    """The merge is undone: it goes back, unless somebody set another one there."""
    if not Anchor.objects.filter(thread=source).exists():
        Anchor.objects.filter(thread=target).update(thread=source)
