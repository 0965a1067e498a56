"""What people do in a history that is told twice: by x and y with their names, by X and Y without."""

from contextlib import suppress
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import time_machine
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from community.discussion import services
from community.discussion.choices import OPENING, Anonymity, Consent, FollowUp, Reaction, State, ThreadKind
from community.discussion.models import Approval, FirstLook, Post, Space, Thread
from core.policy import Refused
from courses.models import Part

if TYPE_CHECKING:
    from tests.conftest import Cast

Step = tuple[str, str, int]
"""What is done, by whom (x and y by name, X and Y without), with which of the posts there are."""
WORDS, VIDEO = "Her chest sounds clear on both sides", "https://www.youtube.com/watch?v=kXqUHH2mkA0"
CALLS = ("@max", "@xaver", "@yara")
ACTS = {
    "start", "reply", "call", "ask_on", "resolve", "edit", "late", "delete", "undo", "hide", "endorse", "back", "answer",
    "helped", "react", "share", "poll", "vote", "about", "label", "point", "file", "warn", "move", "merge", "split",
    "ask", "show", "convert",
}  # fmt: skip


class Teller:
    """`swapped`: in which threads X and Y are the other one: in none, in all, or in every other (odd)."""

    def __init__(self, cast: "Cast", space: Space, people: dict[str, User], swapped: str) -> None:
        self.cast, self.space, self.people, self.swapped = cast, space, people, swapped
        self.always = space.anonymity == Anonymity.ALWAYS
        self.letters: dict[int, str] = {}
        self.numbers: dict[int, int] = {}
        self.mixed: set[int] = set()

    def live(self, step: Step) -> None:
        """One step; what is not possible just then is left out, in both histories alike."""
        act, who, which = step
        nothing_there = (IndexError, ZeroDivisionError, ObjectDoesNotExist)
        with suppress(Refused, ValidationError, services.Overtaken, *nothing_there), transaction.atomic():
            getattr(self, f"_{act}")(who.upper() if self.always else who, which)
        self.approve()

    def approve(self) -> None:
        """What waits is looked at before the next step."""
        for approval in Approval.objects.undecided().select_related("post"):
            services.approve(actor=self.cast.ada, post=approval.post)

    def person(self, who: str, thread: Thread | None = None) -> User:
        number = self._number(thread)
        is_other = who.isupper() and (self.swapped == "all" or (self.swapped == "odd" and number % 2 == 1))
        return self.people["xy"["xy".index(who.lower()) ^ is_other]]

    def _number(self, thread: Thread | None) -> int:
        """Which of the threads it is; without one, the next."""
        for pk in Thread.objects.order_by("pk").values_list("pk", flat=True):
            self.numbers.setdefault(pk, len(self.numbers))
        return self.numbers[thread.pk] if thread is not None else len(self.numbers)

    @property
    def posts(self) -> list[Post]:
        found = Post.objects.filter(state=State.POSTED, thread__privacy="")
        return list(found.select_related("thread__space", "author", "persona").order_by("pk"))

    def mine(self, who: str) -> list[Post]:
        return [post for post in self.posts if self.letters.get(post.pk) == who]

    def threads(self, **fields: Any) -> list[Thread]:
        found = Thread.objects.filter(state=State.POSTED, privacy="", **fields)
        return list(found.select_related("space", "course").order_by("pk"))

    def say(self, who: str, thread: Thread, source: str, **how: Any) -> None:
        """Nobody goes on without a name in what was put together: who is who there depends on the threads before."""
        if who.isupper() and thread.pk in self.mixed:
            return
        how = {"anonymous": who.isupper(), **how}
        post = services.reply(actor=self.person(who, thread), thread=thread, source=source, **how)
        self.letters[post.pk] = who

    def begin(self, who: str, source: str, **how: Any) -> None:
        actor = self.person(who)
        post = services.start_thread(actor=actor, space=self.space, source=source, anonymous=who.isupper(), **how)
        self.letters[post.pk] = who

    def _start(self, who: str, which: int) -> None:
        part = Part.objects.get(unit=self.space.placement.unit, kind="text")  # type: ignore[union-attr]
        spots = [None, services.Spot(part.pk, words=WORDS), services.Spot(part.pk, video=VIDEO, seconds=90 + which)]
        self.begin(who, f"What of {which}?", spot=spots[which % 3], labels=[1] if which % 2 else [])

    def _reply(self, who: str, which: int) -> None:
        to = self.posts[which % len(self.posts)]
        self.say(who, to.thread, f"Because of {which}.", to=to)

    def _call(self, who: str, which: int) -> None:
        to = self.posts[which % len(self.posts)]
        self.say(who, to.thread, f"Because {CALLS[which % 3]} says {which}.", to=to)

    def _ask_on(self, who: str, which: int) -> None:
        self.say(who, self.posts[which % len(self.posts)].thread, f"And because of {which}?", asks_on=True)

    def _resolve(self, who: str, which: int) -> None:
        asked = [post for post in self.mine(who) if post.follow_up == FollowUp.OPEN]
        if asked:
            services.resolve_follow_up(actor=asked[0].author, post=asked[0])

    def _back(self, who: str, which: int) -> None:
        self.say(who, self.posts[0].thread, f"Because of {which}.", to=self.posts[0])

    def _answer(self, who: str, which: int) -> None:
        thread = self.posts[-1].thread
        self.say(who, thread, f"Because of {which}.", to=thread.posts.get(seq=OPENING))

    def _edit(self, who: str, which: int) -> None:
        if mine := self.mine(who):
            services.edit(actor=mine[-1].author, post=mine[-1], source=f"Rather {which}.")

    def _late(self, who: str, which: int) -> None:
        with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
            self._edit(who, which)

    def _delete(self, who: str, which: int) -> None:
        if mine := self.mine(who):
            services.delete(actor=mine[-1].author, post=mine[-1])

    def _undo(self, who: str, which: int) -> None:
        if mine := self.mine(who):
            services.undo(actor=mine[-1].author, post=mine[-1])

    def _hide(self, who: str, which: int) -> None:
        services.hide_post(self.posts[which % len(self.posts)])

    def _endorse(self, who: str, which: int) -> None:
        services.endorse(actor=self.cast.ada, post=self.posts[-1], reason="It names the rivals.")

    def _presser(self, who: str, post: Post) -> User:
        """To a press there is no persona: x and y press what neither wrote, and Cleo what one of them did."""
        return self.cast.cleo if post.pk in self.letters or post.is_shared else self.people[who.lower()]

    def _helped(self, who: str, which: int) -> None:
        post = self.posts[which % len(self.posts)]
        services.mark_helped(actor=self._presser(who, post), post=post)

    def _react(self, who: str, which: int) -> None:
        post = self.posts[which % len(self.posts)]
        services.react(actor=self._presser(who, post), post=post, reaction=Reaction.THANKS, on=True)

    def _share(self, who: str, which: int) -> None:
        thread = self.threads(kind=ThreadKind.QUESTION)[which % 2 - 1]
        if who.isupper() and (thread.pk in self.mixed or FirstLook.objects.exists()):
            return
        services.share_answer(actor=self.cast.ada, thread=thread)
        known = services.shared_answer_of(thread)
        how = {"anonymous": who.isupper(), "version": known.version if known else 0}
        services.save_shared_answer(actor=self.person(who, thread), thread=thread, source=f"Because, {which}.", **how)

    def _poll(self, who: str, which: int) -> None:
        ballot = services.Ballot(choices=["Film", "Scan"], named=bool(which % 2))
        services.start_poll(actor=self.people[who.lower()], space=self.space, title=f"Which of {which}?", ballot=ballot)

    def _vote(self, who: str, which: int) -> None:
        for thread in self.threads(kind=ThreadKind.POLL)[-1:]:
            choice = thread.poll.choices.order_by("position")[which % 2]
            services.vote(actor=self.people[who.lower()], poll=thread.poll, choices=[choice.pk])

    def _about(self, who: str, which: int) -> None:
        part = Part.objects.get(unit=self.space.placement.unit, kind="text")  # type: ignore[union-attr]
        for post in [post for post in self.mine(who) if post.is_opening][-1:]:
            services.anchor_thread(actor=post.author, thread=post.thread, spot=services.Spot(part.pk, words=WORDS[:9]))

    def _label(self, who: str, which: int) -> None:
        for post in [post for post in self.mine(who) if post.is_opening][-1:]:
            services.label_thread(actor=post.author, thread=post.thread, numbers=[which % 2 + 1])

    def _point(self, who: str, which: int) -> None:
        for post in [post for post in self.mine(who) if post.is_opening][-1:]:
            services.point(actor=post.author, thread=post.thread, original=self.threads()[0])

    def _file(self, who: str, which: int) -> None:
        thread = self.posts[which % len(self.posts)].thread
        upload = services.Upload(BytesIO(b"%PDF-1.7"), f"because-{which}.pdf", 8)
        file = services.upload_file(actor=self.person(who, thread), place=thread, upload=upload)
        self.say(who, thread, "Because of this.", beside=services.Beside(files=[services.Described(file.key)]))

    def _warn(self, who: str, which: int) -> None:
        thread = self.posts[which % len(self.posts)].thread
        beside = services.Beside(warnings=["other"], warning_words="A wound", ai="language", ai_words="Grammar")
        self.say(who, thread, f"Because of {which}.", beside=beside)

    def _move(self, who: str, which: int) -> None:
        other = Space.objects.exclude(pk=self.space.pk).get(placement__unit=self.space.placement.unit)  # type: ignore[union-attr]
        services.move_thread(actor=self.cast.ada, thread=self.threads()[-1], space=other)

    def _merge(self, who: str, which: int) -> None:
        found = self.threads(kind=ThreadKind.QUESTION)
        services.merge_thread(actor=self.cast.ada, thread=found[-1], into=found[which % len(found)])
        self.mixed |= {thread.pk for thread in found}

    def _split(self, who: str, which: int) -> None:
        replies = [post for post in self.posts if not post.is_opening]
        post = replies[which % len(replies)]
        made = services.split_thread(actor=self.cast.ada, thread=post.thread, posts=[post.pk], title="By itself")
        self.mixed |= {made.pk, post.thread_id}

    def _convert(self, who: str, which: int) -> None:
        services.convert_thread(actor=self.cast.ada, thread=self.threads()[-1], kind=ThreadKind.CLAIM)

    def _wait(self, who: str, which: int) -> None:
        """Time passes, and nothing is done."""

    def _ask(self, who: str, which: int) -> None:
        asked = services.ask_staff(actor=self.person(who), space=self.space, source="What because of me?")
        services.reply(actor=self.cast.ada, thread=asked.thread, source="Because of that.")
        self.letters[asked.pk] = who

    def _show(self, who: str, which: int) -> None:
        """What was asked of the staff alone, shown as its author wants it."""
        for thread in Thread.objects.exclude(privacy="").select_related("space", "author").order_by("pk")[:1]:
            services.ask_to_show(actor=self.cast.ada, thread=thread)
            services.answer_showing(actor=thread.author, thread=thread, answer=Consent.HIDDEN)
