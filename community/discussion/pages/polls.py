"""A poll as one reader sees it: to choose, or what people chose, each bar with its words."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.rights import Rights
from community.discussion import policies
from community.discussion.choices import Anonymity, ThreadKind
from community.discussion.forms import new_token
from community.discussion.forms.polls import PollForm
from community.discussion.models import Poll, PollChoice, Space, Thread, Vote
from community.discussion.pages.about import about_asked
from community.discussion.pages.words import audience_line
from core.menus import Menu
from core.policy import Verdict
from courses.pages import course_menu


@dataclass(frozen=True)
class Bar:
    choice: PollChoice
    mine: bool
    voters: int
    names: list[str]

    @property
    def share(self) -> int:
        """Of a hundred people who voted."""
        return round(100 * self.choice.votes / self.voters) if self.voters else 0

    @property
    def words(self) -> str:
        """ "12 of 30 people, 40 %"."""
        told = {"n": self.choice.votes, "all": self.voters, "share": self.share}
        return (
            ngettext("%(n)s of %(all)s person, %(share)s %%", "%(n)s of %(all)s people, %(share)s %%", self.voters)
            % told
        )


@dataclass(frozen=True)
class PollView:
    poll: Poll
    bars: list[Bar]
    may_vote: Verdict
    results: Verdict
    error: str = ""
    ticked: frozenset[int] = field(default_factory=frozenset)

    @classmethod
    def of(cls, request: HttpRequest, thread: Thread, error: str = "") -> "PollView | None":
        """One query; one more for staff who were announced to see names."""
        poll: Poll | None = getattr(thread, "poll", None) if thread.kind == ThreadKind.POLL else None
        if poll is None:
            return None
        poll.thread = thread
        rights: Rights = request.rights  # type: ignore[attr-defined]
        mine = Vote.objects.filter(choice=OuterRef("pk"), user=rights.user_id)
        choices = list(poll.choices.order_by("position").annotate(mine=Exists(mine)))
        ticked = frozenset(choice.pk for choice in choices if choice.mine)
        names = _names(poll) if policies.can_see_voters(rights, poll) else {}
        return cls(
            poll=poll,
            bars=[Bar(each, each.pk in ticked, poll.voters, names.get(each.pk, [])) for each in choices],
            may_vote=policies.can_vote(rights, poll),
            results=policies.can_see_results(rights, poll, voted=bool(ticked)),
            error=error,
            ticked=ticked,
        )

    @property
    def said_before(self) -> str:
        """Who will know what one chose, before one chooses."""
        if self.poll.named:
            return _("The staff of this course see who chose what. Nobody else does.")
        return _("Nobody sees who chose what, the staff included.")

    @property
    def last_moment(self) -> datetime | None:
        """Of its last day: midnight, when it closes, is already the next."""
        return self.poll.closes_at and self.poll.closes_at - timedelta(seconds=1)

    @property
    def voters_line(self) -> str:
        return ngettext("%(n)s person has voted", "%(n)s people have voted", self.poll.voters) % {"n": self.poll.voters}


def _names(poll: Poll) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for choice, name in (
        Vote.objects.filter(choice__poll=poll).order_by("user__name").values_list("choice", "user__name")
    ):
        found.setdefault(choice, []).append(name)
    return found


@dataclass(frozen=True)
class NewPollPage:
    space: Space
    form: PollForm
    menu: Menu | None
    naming: Anonymity
    template: str = "community/poll_new.html"

    @classmethod
    def build(cls, *, request: HttpRequest, space: Space, form: PollForm | None = None) -> "NewPollPage":
        assert space.course is not None
        rights: Rights = request.rights  # type: ignore[attr-defined]
        if form is None:
            form = PollForm(today=space.course.today, initial={"token": new_token()})
            form.about = about_asked(rights, space.placement, request.GET) if space.placement else None
        return cls(space, form, course_menu(request, space.course), policies.naming(rights, space))

    @property
    def audience(self) -> str:
        return audience_line(self.space, naming=self.naming)
