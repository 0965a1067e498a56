from hashlib import sha256

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Scope, User
from mentoring.choices import AGREEMENT_LIMIT, MOST_PLACES, OWN_WORDS
from mentoring.querysets import OfferQuerySet, ProgrammeQuerySet


class Programme(models.Model):
    """One round of one mentoring programme, for the people of a scope and of everything below it."""

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="mentoring_programmes")
    slug = models.SlugField(_("short name in the address"), max_length=80, unique=True, allow_unicode=True)
    title = models.CharField(_("name"), max_length=200)
    about = models.TextField(_("what it is for"), max_length=2000, blank=True)
    agreement = models.TextField(_("agreement that both sign"), max_length=AGREEMENT_LIMIT)
    agreement_version = models.PositiveSmallIntegerField(default=1)
    opens_on = models.DateField(_("asks from"), null=True, blank=True)
    asks_until = models.DateField(_("asks until"), null=True, blank=True)
    ends_on = models.DateField(_("round ends on"), null=True, blank=True)
    open_asks = models.PositiveSmallIntegerField(_("open asks a student may have"), default=2)
    answer_days = models.PositiveSmallIntegerField(_("days a mentor has to answer"), default=5)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_on__isnull=True) | Q(ends_on__isnull=True) | Q(opens_on__lte=F("ends_on")),
                name="programme_opens_before_it_ends",
            ),
            models.CheckConstraint(condition=Q(open_asks__gte=1, answer_days__gte=1), name="programme_asks_and_days"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def agreement_hash(self) -> str:
        """What a signature is given to: this very text."""
        return text_hash(self.agreement)


class Offer(models.Model):
    """What one mentor offers in one round. `taken` counts running pairs; it never passes `places`."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="offers")
    mentor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="mentoring_offers")
    headline = models.CharField(_("your role, in a few words"), max_length=120, blank=True)
    words = models.CharField(_("in your own words"), max_length=OWN_WORDS, blank=True)
    topics = models.JSONField(default=list, blank=True)
    not_for = models.CharField(_("what you do not offer"), max_length=OWN_WORDS, blank=True)
    rhythm = models.CharField(_("how often, how long"), max_length=120, blank=True)
    modes = models.JSONField(default=list, blank=True)
    languages = models.JSONField(default=list, blank=True)
    times = models.JSONField(default=list, blank=True)
    answers_in = models.PositiveSmallIntegerField(_("days you need to answer"), null=True, blank=True)
    places = models.PositiveSmallIntegerField(_("places"), default=1)
    taken = models.PositiveSmallIntegerField(default=0)
    paused_at = models.DateTimeField(null=True, blank=True)
    offered_at = models.DateTimeField(default=timezone.now)

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "mentor"], name="offer_once"),
            models.CheckConstraint(condition=Q(taken__lte=F("places")), name="offer_never_overfull"),
            models.CheckConstraint(condition=Q(places__lte=MOST_PLACES), name="offer_most_places"),
        ]

    def __str__(self) -> str:
        return f"{self.mentor_id} in {self.programme_id}"

    @property
    def free(self) -> int:
        return max(self.places - self.taken, 0)


def text_hash(text: str) -> str:
    """The same for the same words, whichever line ends they came with."""
    return sha256("\n".join(text.split("\n")).replace("\r", "").strip().encode()).hexdigest()
