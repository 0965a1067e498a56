"""The mentoring round: offers, wishes, asks, and one pair that meets."""

from functools import partial
from typing import Any

from accounts.choices import Role
from community.discussion.services import reply
from config.demo.loader import files
from config.demo.loader.stage import Stage
from mentoring import services
from mentoring.choices import Reason
from mentoring.matching import Kind, Wish
from mentoring.models import Ask, Meeting, Offer, Pair, Programme

Told = dict[str, Any]


def open_round(stage: Stage) -> None:
    """The programme lead opens the round, mentors offer places, some students say what they look for."""
    told = files.read("mentoring")
    programme = _programme(stage, told["programme"])
    for offer in told["offer"]:
        services.offer_places(
            actor=stage.people[offer["by"]],
            programme=programme,
            places=offer["places"],
            headline=stage.people[offer["by"]].memberships.get(role=Role.MENTOR).title,
            words=offer["says"],
            topics=offer["offers"],
            not_for=offer["not_for"],
            rhythm=offer["meets"],
            modes=offer["modes"],
            languages=offer["languages"],
            times=offer["times"],
            answers_in=offer["answers_in_days"],
        )
    for wish in told["wish"]:
        services.keep_wishes(actor=stage.people[wish["by"]], programme=programme, wishes=_wishes(wish))


def _programme(stage: Stage, told: Told) -> Programme:
    return services.open_programme(
        actor=stage.people["catriona"],
        scope=stage.scopes["programme"],
        title=told["name"],
        slug=told["slug"],
        about=told["about"].strip(),
        agreement=told["agreement"].strip(),
        opens_on=stage.clock.day(told["starts"]),
        ends_on=stage.clock.day(told["ends"]),
        open_asks=told["open_asks"],
        answer_days=told["answer_within_days"],
    )


def _wishes(told: Told) -> list[Wish]:
    topics = [Wish(kind=Kind.TOPIC, values=(topic,)) for topic in told["wishes"]]
    return [
        *topics,
        Wish(kind=Kind.TIME, values=tuple(told["times"])),
        Wish(kind=Kind.LANGUAGE, values=tuple(told["languages"])),
    ]


def pair_up(stage: Stage) -> None:
    for told in files.read("mentoring")["ask"]:
        stage.when(told["at"], partial(_ask, stage, told))
        if told["state"] == "accepted":
            _accepted(stage, told)
        if told["state"] == "declined":
            stage.when(told["answered_at"], partial(_decline, stage, told))


def _accepted(stage: Stage, told: Told) -> None:
    pair = told["pair"]
    stage.when(told["answered_at"], partial(_accept, stage, told))
    stage.when(pair["signed_mentee"], partial(_sign, stage, told))
    for post in pair["post"]:
        stage.when(post["at"], partial(_write, stage, told, post))
    for meeting in pair["meeting"]:
        stage.when(meeting["agreed"], partial(_meet, stage, told, meeting))


def _offer(stage: Stage, mentor: str) -> Offer:
    return Offer.objects.select_related("programme__scope", "mentor").get(mentor=stage.people[mentor])


def _asked(stage: Stage, told: Told) -> Ask:
    asks = Ask.objects.select_related("programme__scope", "offer", "student", "mentor")
    return asks.get(student=stage.people[told["from"]], mentor=stage.people[told["to"]])


def _pair(stage: Stage, told: Told) -> Pair:
    pairs = Pair.objects.select_related("programme__scope", "offer", "student", "mentor", "space")
    return pairs.get(ask=_asked(stage, told))


def _ask(stage: Stage, told: Told) -> None:
    services.send_ask(actor=stage.people[told["from"]], offer=_offer(stage, told["to"]), text=told["text"])


def _accept(stage: Stage, told: Told) -> None:
    ask = _asked(stage, told)
    services.accept_ask(
        actor=stage.people[told["to"]], ask=ask, text_hash=ask.programme.agreement_hash, answer=told["answer"]
    )


def _sign(stage: Stage, told: Told) -> None:
    pair = _pair(stage, told)
    services.sign(actor=stage.people[told["from"]], pair=pair, text_hash=pair.agreement_hash)


def _decline(stage: Stage, told: Told) -> None:
    services.decline_ask(
        actor=stage.people[told["to"]],
        ask=_asked(stage, told),
        reason=Reason.OTHER,
        answer=told["answer"],
        suggests=_offer(stage, told["suggests"]),
    )


def _meet(stage: Stage, told: Told, meeting: Told) -> None:
    """One of the two proposes a time of their own, the other takes it."""
    pair = _pair(stage, told)
    proposed = services.propose_time(actor=stage.people[told["to"]], pair=pair, starts_at=stage.clock.at(meeting["at"]))
    services.pick_time(actor=stage.people[told["from"]], meeting=proposed)
    if note := meeting.get("note"):
        stage.when(meeting["noted"], partial(_note, stage, told, proposed, note))


def _note(stage: Stage, told: Told, meeting: Meeting, note: str) -> None:
    fresh = Meeting.objects.select_related("pair__programme__scope", "pair__student").get(pk=meeting.pk)
    services.keep_note(actor=stage.people[told["from"]], meeting=fresh, note=note)


def _write(stage: Stage, told: Told, post: Told) -> None:
    thread = _pair(stage, told).space.threads.get()
    reply(actor=stage.people[post["by"]], thread=thread, source=stage.clock.words(post["body"]).strip())
