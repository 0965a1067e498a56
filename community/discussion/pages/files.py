"""The part of a composer that stands beside the words, as it is before anybody fills it in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from community.discussion.choices import Checked
from community.discussion.forms.beside import BesideForm
from community.discussion.models import Post, Space, Thread

Place = Thread | Space | Post


@dataclass(frozen=True, slots=True)
class Attached:
    """A file beside a post, as a page shows it."""

    name: str
    kind: str
    alt: str
    size: int
    width: int | None
    height: int | None
    url: str
    checked: str

    @property
    def is_picture(self) -> bool:
        return self.kind == "image"

    @property
    def is_sound(self) -> bool:
        return self.kind == "audio"

    @property
    def is_waiting(self) -> bool:
        return self.checked == Checked.WAITING

    @property
    def is_refused(self) -> bool:
        return self.checked == Checked.INFECTED


def attached(post: Post, *, mine: bool, rows: Iterable[Mapping[str, Any]] | None = None) -> list[Attached]:
    """The files of a post that this reader sees (or those of an earlier version of it)."""
    names = ("name", "kind", "alt", "size", "width", "height", "checked")
    return [
        Attached(**{name: each[name] for name in names}, url=reverse("community:file", args=[each["key"]]))
        for each in (post.attached if rows is None else rows)
        if mine or each["checked"] == Checked.CLEAN
    ]


def picker_of(place: Place, use: str = "") -> str:
    """Where a script uploads files while somebody writes here."""
    if isinstance(place, Post):
        return reverse("community:post-files", args=[place.thread_id, place.pk])
    name = "community:thread-files" if isinstance(place, Thread) else "community:space-files"
    return reverse(name, args=[place.pk]) + (f"?for={use}" if use else "")


def asks_ai(place: Place) -> bool:
    """Whether the block, or the course, asks how AI was used."""
    thread = place.thread if isinstance(place, Post) else place
    space = thread if isinstance(thread, Space) else thread.space
    by_block = space.placement is not None and bool(space.placement.config.get("ask_ai"))
    return by_block or (space.course is not None and bool(space.course.setting("ask_ai", False)))


def about(place: Place, use: str = "") -> dict[str, Any]:
    """What a form has to know of where it stands; several composers may stand on one page."""
    uid = f"{place._meta.model_name}{place.pk}"
    return {"picker": picker_of(place, use), "asks_ai": asks_ai(place), "uid": uid, "auto_id": f"{uid}-%s"}


def fresh_beside(place: Place, files: Iterable[Mapping[str, Any]] = (), *, use: str = "", **initial: Any) -> BesideForm:
    return BesideForm(initial=initial, files=files, **about(place, use))


def beside_of_post(post: Post) -> BesideForm:
    """For an edit: what stands there now."""
    initial = {name: getattr(post, name) for name in ("warnings", "warning_words", "ai", "ai_words")}
    return fresh_beside(post, [{**each, "posted": True} for each in post.attached], **initial)
