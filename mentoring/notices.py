"""Who is told what about asks, pairs and panels. Never more than the two of an ask or a pair."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.rights import Rights
from community.discussion.choices import State
from community.discussion.events import Replied, ThreadStarted
from community.discussion.models import Post
from community.discussion.pages.words import permalink, teaser
from core.moments import clock, weekday
from mentoring.choices import AskState
from mentoring.events import (
    AgreementSigned,
    AskAccepted,
    AskDeclined,
    AskLapsed,
    AskSent,
    MeetingPicked,
    PairEnded,
    PanelSeated,
    TimesProposed,
)
from mentoring.models import Ask, Meeting, Pair, Panel, PanelSeat
from mentoring.policies import can_read_ask, can_read_pair
from notifications.extensions import DIGEST, MENTORING, NOW, Message, NoticeKind, Place, Rows, notices

_ask = Rows("ask_id", lambda: Ask.objects.select_related("mentor", "student", "programme", "offer", "suggests__mentor"))
_pair = Rows("pair_id", lambda: Pair.objects.select_related("mentor", "student", "programme"))
_meeting = Rows("meeting_id", lambda: Meeting.objects.select_related("pair__mentor", "pair__student"))
_entry = Rows("post_id", lambda: Post.objects.select_related("author", "space__mentoring_pair"))
_question = Rows("post_id", lambda: Post.objects.select_related("thread"))
_panel = Rows("panel_id", lambda: Panel.objects.select_related("placement__unit__course", "placement__part", "space"))


class MentoringNotice(NoticeKind):
    category, level, icon, tone = MENTORING, NOW, "mentor", "mentor"


class AskNotice(MentoringNotice):
    """About one ask; told to one of its two people."""

    about = (_ask,)
    place = Place("ask_id", Ask.objects.all, "programme__scope__path")

    def ask(self, event: Any) -> Ask:
        return _ask(event)

    def still_allowed(self, rights: Rights, event: Any) -> bool:
        return bool(can_read_ask(rights, self.ask(event)))

    def recipients(self, event: Any) -> QuerySet[User]:
        """The student; the mentor where the kind says so."""
        return User.objects.filter(pk=self.ask(event).student_id)

    def message(self, user: User, event: Any) -> Message:
        ask = self.ask(event)
        subject, body = self.words(ask)
        return Message(subject, body, reverse("mentoring:ask", args=[ask.programme.slug, ask.ref]))

    def words(self, ask: Ask) -> tuple[str, str]:
        raise NotImplementedError


@notices.register
class AskReceived(AskNotice):
    """No button in the mail accepts anything: scanners of mail follow links."""

    key, label, event = "mentoring.ask", gettext_lazy("A student asks for one of my places"), AskSent

    def recipients(self, event: AskSent) -> QuerySet[User]:
        return User.objects.filter(pk=self.ask(event).mentor_id)

    def actor(self, event: AskSent) -> int | None:
        return self.ask(event).student_id

    def still_allowed(self, rights: Rights, event: Any) -> bool:
        ask = self.ask(event)
        return bool(can_read_ask(rights, ask)) and ask.standing != AskState.WITHDRAWN

    def words(self, ask: Ask) -> tuple[str, str]:
        n = ask.offer.places
        subject = ngettext(
            "%(name)s asks for your place. Answer by %(day)s.",
            "%(name)s asks for one of your %(n)s places. Answer by %(day)s.",
            n,
        ) % {"name": ask.student.name, "n": n, "day": weekday(ask.due_at)}
        return subject, ask.text


@notices.register
class AskWasAccepted(AskNotice):
    key, label, event = "mentoring.accepted", gettext_lazy("A mentor accepts my ask"), AskAccepted

    def actor(self, event: AskAccepted) -> int | None:
        return self.ask(event).mentor_id

    def words(self, ask: Ask) -> tuple[str, str]:
        subject = _("%(name)s said yes. The agreement waits for you.") % {"name": ask.mentor.name}
        return subject, ask.answer or _("Read it, sign it, and pick a first time.")


@notices.register
class AskWasDeclined(AskNotice):
    key, label, event = "mentoring.declined", gettext_lazy("A mentor cannot take my ask on"), AskDeclined

    def actor(self, event: AskDeclined) -> int | None:
        return self.ask(event).mentor_id

    def words(self, ask: Ask) -> tuple[str, str]:
        body = f"{ask.get_reason_display()} {ask.answer}".strip()
        if ask.suggests is not None:
            body += " " + _("They suggest %(name)s, who has a place.") % {"name": ask.suggests.mentor.name}
        return _("%(name)s cannot take this on in this round") % {"name": ask.mentor.name}, body


@notices.register
class AskHasLapsed(AskNotice):
    key, label, event = "mentoring.lapsed", gettext_lazy("Nobody answered my ask in time"), AskLapsed

    def words(self, ask: Ask) -> tuple[str, str]:
        subject = _("We are sorry: your ask to %(name)s was not answered in time") % {"name": ask.mentor.name}
        return subject, _("This is the programme's apology. Your ask is free again, for them or for somebody else.")


class PairNotice(MentoringNotice):
    """About one pair; told to the other of the two."""

    about = (_pair,)
    place = Place("pair_id", Pair.objects.all, "programme__scope__path")

    def pair(self, event: Any) -> Pair:
        return _pair(event)

    def still_allowed(self, rights: Rights, event: Any) -> bool:
        return bool(can_read_pair(rights, self.pair(event)))

    def recipients(self, event: Any) -> QuerySet[User]:
        people = self.pair(event).people
        return User.objects.filter(pk__in=[pk for pk in people if pk != self.actor(event)])

    def message(self, user: User, event: Any) -> Message:
        pair = self.pair(event)
        subject, body = self.words(pair, pair.other(user.pk), event)
        return Message(subject, body, reverse("mentoring:pair", args=[pair.ref]))

    def fold(self, event: Any) -> str:
        return str(event.pair_id)

    def words(self, pair: Pair, other: User, event: Any) -> tuple[str, str]:
        raise NotImplementedError


@notices.register
class AgreementComplete(PairNotice):
    """The first signature comes with the yes, so only the second one is told."""

    key, label, event = "mentoring.signed", gettext_lazy("My mentoring agreement is signed by both"), AgreementSigned

    def actor(self, event: AgreementSigned) -> int | None:
        return event.signer_id

    def recipients(self, event: AgreementSigned) -> QuerySet[User]:
        return super().recipients(event) if event.complete else User.objects.none()

    def words(self, pair: Pair, other: User, event: Any) -> tuple[str, str]:
        return _("%(name)s signed: you are a pair") % {"name": other.name}, _("Pick a first time, if you have not yet.")


@notices.register
class PairHasEnded(PairNotice):
    key, label, event = "mentoring.ended", gettext_lazy("My mentoring pair has ended"), PairEnded

    def actor(self, event: PairEnded) -> int | None:
        return event.ender_id

    def words(self, pair: Pair, other: User, event: Any) -> tuple[str, str]:
        subject = _("Your pair with %(name)s has ended") % {"name": other.name}
        return subject, _("Nobody has to say why. What you wrote stays there for you both to read.")


@notices.register
class OtherTimes(PairNotice):
    key, label, event = "mentoring.times", gettext_lazy("Other meeting times are proposed"), TimesProposed

    def actor(self, event: TimesProposed) -> int | None:
        return event.proposer_id

    def words(self, pair: Pair, other: User, event: Any) -> tuple[str, str]:
        return _("%(name)s proposes another time") % {"name": other.name}, _("One tap picks it.")


@notices.register
class MeetingIsPicked(MentoringNotice):
    key, label, event = "mentoring.meeting", gettext_lazy("A meeting time is picked"), MeetingPicked
    icon, about = "calendar", (_meeting,)
    place = Place("meeting_id", Meeting.objects.all, "pair__programme__scope__path")

    def meeting(self, event: Any) -> Meeting:
        return _meeting(event)

    def actor(self, event: MeetingPicked) -> int | None:
        return event.picker_id

    def recipients(self, event: MeetingPicked) -> QuerySet[User]:
        return User.objects.filter(pk__in=self.meeting(event).pair.people).exclude(pk=event.picker_id)

    def still_allowed(self, rights: Rights, event: Any) -> bool:
        meeting = self.meeting(event)
        return meeting.cancelled_at is None and bool(can_read_pair(rights, meeting.pair))

    def message(self, user: User, event: Any) -> Message:
        meeting = self.meeting(event)
        words = {"name": meeting.pair.other(user.pk).name, "time": clock(meeting.starts_at)}
        url = reverse("mentoring:pair", args=[meeting.pair.ref])
        return Message(_("You meet %(name)s: %(time)s") % words, _("It is on your page, with everything else."), url)


class PostNotice(MentoringNotice):
    """About one post: told as long as it is there and its reader may read it."""

    place = Place("post_id", Post.objects.all, "thread__scope__path")

    def still_allowed(self, rights: Rights, event: Any) -> bool:
        return self.allowed(rights, [event])[0]

    def allowed(self, rights: Rights, events: list[Any]) -> list[bool]:
        posts = Post.objects.visible_to(rights).filter(pk__in={event.post_id for event in events}, state=State.POSTED)
        found = set(posts.values_list("pk", flat=True))
        return [event.post_id in found for event in events]


@notices.register
class PairMessage(PostNotice):
    """An entry in a pair's conversation. Its words stay there: a mail may be read on other people's screens."""

    key, label, event = "mentoring.message", gettext_lazy("My mentoring partner writes"), Replied
    about = (_entry,)

    def recipients(self, event: Replied) -> QuerySet[User]:
        pair = Pair.objects.filter(space__threads=event.thread_id)
        people = Q(pk__in=pair.values("mentor")) | Q(pk__in=pair.values("student"))
        return User.objects.filter(people).exclude(pk=event.author_id)

    def message(self, user: User, event: Any) -> Message:
        post = _entry(event)
        subject = _("%(name)s wrote to you") % {"name": post.author.name}
        url = reverse("mentoring:pair", args=[post.space.mentoring_pair.ref])
        return Message(subject, _("It is on the page of your pair, which only you two read."), f"{url}#{post.anchor}")


@notices.register
class PanelQuestion(PostNotice):
    """A question put to all mentors of a panel, in the open."""

    key, label, event = "mentoring.question", gettext_lazy("A question to a panel I sit on"), ThreadStarted
    icon, about = "question", (_question,)

    def recipients(self, event: ThreadStarted) -> QuerySet[User]:
        seats = PanelSeat.objects.filter(panel__space__threads=event.thread_id)
        return User.objects.filter(pk__in=seats.values("offer__mentor")).exclude(pk=event.author_id)

    def message(self, user: User, event: Any) -> Message:
        post = _question(event)
        subject = _("A question to your panel: %(title)s") % {"title": post.thread.shown_title}
        return Message(subject, teaser(post), permalink(post))


@notices.register
class OnAPanel(MentoringNotice):
    key, label, event, level = "mentoring.panel", gettext_lazy("I sit on a mentor panel"), PanelSeated, DIGEST

    about = (_panel,)
    place = Place("panel_id", Panel.objects.all, "placement__unit__course__scope__path")

    def panel(self, event: Any) -> Panel:
        return _panel(event)

    def recipients(self, event: PanelSeated) -> QuerySet[User]:
        return User.objects.filter(pk__in=event.mentor_ids)

    def still_allowed(self, rights: Rights, event: Any) -> bool:
        return self.allowed(rights, [event])[0]

    def allowed(self, rights: Rights, events: list[Any]) -> list[bool]:
        seats = PanelSeat.objects.filter(offer__mentor=rights.user_id, panel__in={event.panel_id for event in events})
        mine = set(seats.values_list("panel", flat=True))
        return [event.panel_id in mine for event in events]

    def message(self, user: User, event: Any) -> Message:
        placement = self.panel(event).placement
        subject = _("You sit on the mentor panel of “%(unit)s”") % {"unit": placement.unit.title}
        body = _("Students put questions to you there, in the open. You may step down at any time.")
        return Message(subject, body, placement.get_absolute_url())
