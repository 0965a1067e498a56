"""The copy of a thread in a new run: what its authors agreed to, in the old order, with empty places where answers need them."""

from collections import Counter
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rights import rights_of
from community.discussion.choices import ENDORSEMENT_KEEPS, OPENING, Checked, Consent, State
from community.discussion.models import (
    Anchor,
    Carrying,
    Endorsement,
    Origin,
    Post,
    PostFile,
    PostRevision,
    Space,
    Thread,
)
from community.discussion.policies import carrying as policies
from community.discussion.services import ledger
from community.discussion.services.carrying.cast import Cast
from community.discussion.services.carrying.veil import Veil, others_of, people_in
from community.discussion.services.labels import labels_of, labels_on
from community.discussion.services.search import index_many
from core.bulk import update_each
from core.policy import no
from core.text import render_markdown
from courses.extensions import Found
from courses.models import Part
from courses.services.copying import add_check

SOURCE = "run"
OLD_ENDORSEMENT, LEFT_NAMES = "community.endorsed", "community.names"


@transaction.atomic
def carry_over(*, actor: User, carrying: Carrying, space: Space, replies: bool = True) -> Thread:
    """Into this place, open for answers or only to read; carried over already, it is not carried again."""
    space = ledger.lock_space(space.pk)
    rows = Carrying.objects.select_related("thread__course", "thread__space__placement", "thread__scope", "course")
    carrying = rows.select_for_update(of=("self",), no_key=True).get(pk=carrying.pk)
    policies.can_carry_over(rights_of(actor), carrying, space).require()
    if carrying.carried is not None:
        return carrying.carried
    thread = _Carrier(carrying, space).write()
    if not replies:
        thread.closed_at, thread.closed_by = timezone.now(), actor
    ledger.settle(thread)
    space.thread_count += 1
    ledger.save(thread)
    carrying.carried, carrying.carried_at = thread, timezone.now()
    carrying.save(update_fields=["carried", "carried_at"])
    return thread


class _Carrier:
    def __init__(self, carrying: Carrying, space: Space) -> None:
        self._carrying, self._space, self._old = carrying, space, carrying.thread
        consents = {each.user_id: each for each in carrying.consents.select_related("stand_in") if each.agrees}
        self._consents = consents
        named = {pk for pk, each in consents.items() if each.answer == Consent.NAMED and each.may_name}
        people = people_in(self._old)
        self._veil = Veil(people, named=named, others=others_of(self._old, people))
        self._named, self._veiled = named, False
        self._new: dict[int, Post] = {}
        came = Origin.objects.filter(course=carrying.course, source=SOURCE, post__isnull=False)
        self._there = set(came.values_list("source_id", flat=True))
        self._wrote: dict[int, set[int]] = {}

    def write(self) -> Thread:
        thread = self._thread = self._begin()
        self._cast = Cast(thread, self._space, self._consents)
        posts = list(Post.objects.filter(thread=self._old).select_related("persona", "thread").order_by("seq"))
        if not self._agreed(posts[0]):
            no(_("Its first post was carried over before, with another thread.")).require()
        rows = [(post, self._post(post)) for post in posts if post.pk in self._kept(posts)]
        Post.objects.bulk_create(new for _old, new in rows)
        self._hang(rows)
        opening = rows[0][1]
        thread.author_id, thread.persona = opening.author_id, opening.persona
        self._remember(rows)
        self._bind(rows)
        self._files(rows)
        self._endorsements()
        self._anchor()
        index_many(new for _old, new in rows if new.state == State.POSTED)
        self._note(LEFT_NAMES if self._veiled else "")
        return thread

    def _begin(self) -> Thread:
        old, space, course = self._old, self._space, self._carrying.course
        assert old.course is not None
        names = {label.name.casefold() for label in labels_on(old)}
        labels = [label.number for label in labels_of(course) if label.name.casefold() in names and not label.archived]
        return Thread.objects.create(
            space=space,
            course=course,
            scope=space.scope,
            audience=space.audience,
            kind=old.kind,
            title=self._without(old.title),
            author_id=old.author_id,
            created_at=old.created_at,
            last_post_at=old.last_post_at,
            labels="".join(f"|{number}" for number in labels) + "|" if labels else "",
            from_run=str((old.course.starts_on or old.created_at).year),
        )

    def _agreed(self, post: Post) -> bool:
        """Everybody whose words they are: of an answer that several wrote each of them. What came along with another
        thread, out of which it was taken since, is there already."""
        if post.state != State.POSTED or f"post/{post.pk}" in self._there:
            return False
        return self._writers(post) <= self._consents.keys()

    def _writers(self, post: Post) -> set[int]:
        if not post.is_shared:
            return {post.author_id}
        if post.pk not in self._wrote:
            before = PostRevision.objects.filter(post=post, author__isnull=False).values_list("author", flat=True)
            self._wrote[post.pk] = {post.author_id, *before}
        return self._wrote[post.pk]

    def _kept(self, posts: list[Post]) -> set[int]:
        """What its authors agreed to, and what that answers."""
        if not hasattr(self, "_ids"):
            by_pk, self._ids = {post.pk: post for post in posts}, set[int]()
            for post in filter(self._agreed, posts):
                above: Post | None = post
                while above is not None and above.pk not in self._ids:
                    self._ids.add(above.pk)
                    above = by_pk.get(above.reply_to_id or 0)
        return self._ids

    def _post(self, old: Post) -> Post:
        """One post, or the empty place of one; its answers come after it."""
        thread = self._thread
        thread.last_seq += 1
        there = self._agreed(old)
        persona = self._cast.of(old) if there else self._cast.nobody()
        new = Post(
            thread=thread,
            space=self._space,
            audience_id=thread.audience_id,
            seq=thread.last_seq,
            root_seq=thread.last_seq,
            author_id=self._cast.author(old).pk if there else persona.user_id,
            persona=persona,
            state=State.POSTED if there else State.LEFT,
            first_revision=self._space.revision,
            revision=self._space.revision,
            created_at=old.created_at,
            due_at=old.created_at,
            gone_at=None if there else timezone.now(),
            version=int(there and old.is_shared),
            writers=old.writers if there else 0,
            **(self._words(old) if there else {}),
        )
        self._new[old.pk] = new
        return new

    def _words(self, old: Post) -> dict[str, Any]:
        said = {"source": old.source, "html": old.html, "text": old.text, "renderer": old.renderer}
        if (source := self._without(old.source)) != old.source:
            rendered = render_markdown(source)
            said = {"source": source, "html": rendered.html, "text": rendered.text, "renderer": rendered.version}
        beside = {"warnings": old.warnings, "warning_words": self._without(old.warning_words)}
        beside |= {"follow_up": old.follow_up}
        return said | beside | {"ai": old.ai, "ai_words": self._without(old.ai_words)}

    def _without(self, text: str) -> str:
        veiled = self._veil(text)
        self._veiled = self._veiled or veiled != text
        return veiled

    def _hang(self, rows: list[tuple[Post, Post]]) -> None:
        """What each answers, below what it hangs, and how many answers stand below each."""
        opening, below, links = rows[0][1], Counter[int](), []
        for old, new in rows[1:]:
            parent = self._new.get(old.reply_to_id or 0, opening)
            new.reply_to = parent
            new.root = None if parent.seq == OPENING else parent.root or parent
            new.root_seq = new.root.root_seq if new.root else OPENING if new.is_shared else new.seq
            links.append((parent.pk, new.root_id, new.root_seq, new.pk))
            if new.state == State.POSTED:
                below.update({each.pk for each in (parent, new.root, opening) if each is not None})
        update_each(Post, "reply_to_id = %s, root_id = %s, root_seq = %s", links)
        update_each(Post, "answer_count = %s", [(number, pk) for pk, number in below.items()])

    def _remember(self, rows: list[tuple[Post, Post]]) -> None:
        """Where each came from: so it is new to nobody, and not carried twice."""
        same = {"course": self._carrying.course, "source": SOURCE, "thread": self._thread}
        Origin.objects.create(source_id=str(self._old.pk), **same)
        fresh = [(f"post/{old.pk}", new) for old, new in rows]
        Origin.objects.bulk_create(
            Origin(source_id=key, post=new, **same) for key, new in fresh if key not in self._there
        )

    def _bind(self, rows: list[tuple[Post, Post]]) -> None:
        """Whoever wrote at an answer of several can take it back, whoever of them saved it last."""
        wrote = set[int]().union(*(self._writers(old) for old, new in rows if new.is_shared))
        self._carrying.consents.filter(user__in=wrote).update(together=True)

    def _files(self, rows: list[tuple[Post, Post]]) -> None:
        """The same bytes beside the copy, under an address of their own."""
        for old, new in rows:
            if new.state != State.POSTED or not old.attached:
                continue
            found = old.files.filter(removed_at=None, checked=Checked.CLEAN, stored__isnull=False)
            files = [self._file(each, new) for each in found.select_related("stored").order_by("pk")]
            PostFile.objects.bulk_create(files)
            new.attached = [each.shown() for each in files]
            new.save(update_fields=["attached"])

    def _file(self, old: PostFile, new: Post) -> PostFile:
        same = {name: getattr(old, name) for name in ("stored", "kind", "person", "place", "permitted")}
        veiled = {"name": self._without(old.name), "alt": self._without(old.alt)}
        return PostFile(user_id=new.author_id, post=new, **same, **veiled)

    def _endorsements(self) -> None:
        """Of those who agreed to be named, with the day on which they last checked it."""
        live = Endorsement.objects.filter(post__in=self._new, withdrawn_at=None, by__in=self._named)
        for old in live:
            new = self._new[old.post_id]
            if new.state != State.POSTED:
                continue
            dates = {"checked_at": old.checked_at, "created_at": old.created_at}
            Endorsement.objects.create(post=new, by_id=old.by_id, reason=self._without(old.reason), **dates)
            if old.checked_at + ENDORSEMENT_KEEPS < timezone.now():
                self._note(OLD_ENDORSEMENT)

    def _anchor(self) -> None:
        """What it hangs on, where that text came along: texts keep their keys from run to run."""
        old = Anchor.objects.filter(thread=self._old).first()
        here = Part.objects.live().filter(unit__course=self._carrying.course)
        part = here.filter(key=old.part_key).first() if old is not None else None
        if old is not None and part is not None:
            old.pk, old.thread, old.part = None, self._thread, part
            old.save(force_insert=True)

    def _note(self, kind: str) -> None:
        """For the list of what staff look at in the new run, once."""
        if kind:
            found = Found(number=self._thread.pk, what=self._thread.title)
            add_check(self._carrying.course, kind, found)
