"""What an author says of their words, before they are carried over and at any time after it."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.rights import rights_of
from accounts.services import stand_in
from community.discussion.choices import Consent, State
from community.discussion.models import CarryConsent, Endorsement, Persona, Post, PostRevision, Thread
from community.discussion.policies import carrying as policies
from community.discussion.services import ledger
from community.discussion.services.carrying.veil import Veil
from community.discussion.services.editing import take_away
from community.discussion.services.names import new_persona
from community.discussion.services.search import index
from community.discussion.services.steady import steady
from core.text import render_markdown


@transaction.atomic
def answer_carrying(*, actor: User, consent: CarryConsent, answer: Consent) -> None:
    """Yes with the name, yes without it, or no; what was carried over already follows at once."""
    policies.can_answer_carrying(rights_of(actor), consent, answer).require()
    if answer == consent.answer:
        return
    consent.answer, consent.answered_at = answer, timezone.now()
    consent.save(update_fields=["answer", "answered_at"])
    _follow(consent)


def forget_carrying(user: User) -> None:
    """Part of erasing a person: their copied words go, and their name out of those of others."""
    for consent in CarryConsent.objects.filter(user=user).select_related("carrying", "user", "stand_in"):
        consent.answer = Consent.NO
        _follow(consent)
        consent.delete()


def _follow(consent: CarryConsent) -> None:
    """Bring what was carried over in line with what its author says now."""
    if consent.carrying.carried_id is None or consent.answer == Consent.NAMED:
        return
    if consent.together and consent.answer == Consent.NO:
        _dissolve(consent)
    if consent.stand_in is not None:
        posts = Post.objects.filter(author=consent.stand_in, state__in=[State.POSTED, State.HELD, State.REMOVED])
        disguises: dict[int, Persona] = {}
        for post in posts.select_related("persona"):
            if consent.answer == Consent.NO:
                take_away(post)
            elif not post.persona.anonymous:
                _mask(post, disguises)
    if consent.may_name:
        _unname(consent)


def _dissolve(consent: CarryConsent) -> None:
    """An answer of several goes with the yes of one of them, unless people of the new run have written at it since: then
    only what it said before goes."""
    authors = CarryConsent.objects.filter(carrying=consent.carrying_id, stand_in__isnull=False).values("stand_in")
    there = Post.objects.filter(thread=consent.carrying.carried_id, version__gt=0)
    PostRevision.objects.filter(post__in=there, author__in=authors).delete()
    for post in there.filter(author__in=authors, state__in=[State.POSTED, State.HELD, State.REMOVED]):
        take_away(post)


@steady
def _mask(post: Post, disguises: dict[int, Persona]) -> None:
    """What stood there with their name gets a label of its own, not that of what they wrote without it."""
    post, thread = ledger.lock_post(post)
    if thread.pk not in disguises:
        disguises[thread.pk] = new_persona(thread, stand_in(), anonymous=True)
    post.persona = disguises[thread.pk]
    ledger.touch(post, thread, "persona")
    if post.is_opening:
        thread.persona = post.persona
    ledger.settle(thread)
    ledger.save(thread)


def _unname(consent: CarryConsent) -> None:
    """No line of theirs endorses there any more, and nobody's copied words name them."""
    person, veil = consent.user, Veil([consent.user])
    authors = CarryConsent.objects.filter(carrying=consent.carrying_id, stand_in__isnull=False).values("stand_in")
    posts = Post.objects.filter(author__in=authors, state=State.POSTED)
    endorsed = Endorsement.objects.filter(post__in=posts, by=person, withdrawn_at=None)
    endorsed.update(withdrawn_at=timezone.now())
    for post in posts.select_related("thread"):
        if veil(post.source) != post.source:
            _veil(post, veil)
    for thread in Thread.objects.filter(pk__in=posts.values("thread")):
        _settle(thread, veil)
    Persona.objects.filter(thread__posts__author__in=authors, user=person, anonymous=False, posts=None).delete()


@steady
def _veil(post: Post, veil: Veil) -> None:
    post, thread = ledger.lock_post(post)
    post.source = veil(post.source)
    rendered = render_markdown(post.source)
    post.html, post.text = rendered.html, rendered.text
    ledger.touch(post, thread, "source", "html", "text")
    ledger.save(thread)
    index(post)


@steady
def _settle(thread: Thread, veil: Veil) -> None:
    thread = ledger.lock_thread(thread.pk, thread.space_id)
    thread.title = veil(thread.title)
    ledger.settle(thread)
    ledger.save(thread)
