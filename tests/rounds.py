"""What stands behind the addresses of mentoring and of people: everything in it is Cleo's, and Ben's where there are two."""

from datetime import timedelta
from typing import TYPE_CHECKING

from accounts.models import User
from community.discussion.services import look_first, read
from community.models import Suggestion
from community.people.services import suggest_for
from mentoring import services
from tests.factories.community import course_of, placement_in, reply_by, space_in, thread_by
from tests.factories.ethics import agreed
from tests.factories.mentoring import accepted, ask_by, offer_by, programme_of
from tests.factories.people import classmate, connected, hello_from, introduced

if TYPE_CHECKING:
    from tests.world import World


def mentors(world: "World") -> None:
    """Cleo and Ben are a pair since the spring; in the running round she has asked him, and a panel seats him."""
    cast = world.cast
    spring = services.open_programme(
        actor=cast.kim, scope=cast.programme, title="Spring", slug="spring", agreement="1."
    )
    pair = accepted(ask_by(cast.cleo, offer_by(cast.ben, spring)))
    programme = programme_of(cast)
    offer = offer_by(cast.ben, programme, places=2)
    ask = ask_by(cast.cleo, offer)
    panel = services.open_panel(placement_in(cast, block_key="mentoring.panel"))
    world.things |= {"slug": programme.slug, "offer_id": offer.pk, "placement_id": panel.placement_id}
    world.things["meeting_id"] = pair.meetings.all()[0].pk
    names = ("pair", "pair-sign", "pair-times", "pair-time", "pair-end", "meeting-pick", "meeting-note")
    world.own |= {f"mentoring:{name}": {"ref": pair.ref} for name in names}
    world.own |= {
        f"mentoring:{name}": {"ref": ask.ref} for name in ("ask", "ask-accept", "ask-decline", "ask-withdraw")
    }
    world.bodies["mentoring:ask-accept"] = {"text_hash": programme.agreement_hash}
    world.bodies["mentoring:pair-sign"] = {"text_hash": pair.agreement_hash}


def people(world: "World") -> None:
    """Cleo was suggested Fay, is connected to Vik, and Wen has said hello to her."""
    cast, scope = world.cast, world.cast.course_scope
    course_of(cast)
    mine = introduced(cast.cleo, scope)
    introduced(cast.fay, scope)
    suggest_for(mine)
    vik, wen = classmate(cast, "Vik"), classmate(cast, "Wen")
    agreed(User.objects.all(), scope=cast.institution)
    connection, hello = connected(vik, cast.cleo, scope), hello_from(wen, cast.cleo, scope)
    world.things |= {
        "suggestion_id": Suggestion.objects.filter(to=cast.cleo).order_by("pk")[0].pk,
        "connection_id": connection.pk,
    }
    world.own |= {f"community:hello-{verb}": {"ref": hello.ref} for verb in ("accept", "decline")}


def looked_at_first(world: "World") -> None:
    """A block in which Cleo's answer waits for Ada, who also looks first at what Ben writes."""
    cast = world.cast
    thread = thread_by(cast.ada, space_in(cast, config={"prompt": "Why?", "approval": "every"}))
    waits = reply_by(cast.cleo, thread)
    read(user_id=cast.cleo.pk, thread_id=thread.pk, seqs=[1])
    world.own["community:post-approve"] = {"thread_id": thread.pk, "post_id": waits.pk}
    world.own["community:post-return"] = world.own["community:post-approve"]
    until = course_of(cast).today + timedelta(days=7)
    look = look_first(actor=cast.ada, course=course_of(cast), person=cast.ben, reason="As agreed.", until=until)
    world.own["community:first-look-end"] = {"pk": look.pk}
