"""A poll is a thread whose opening post asks to choose. Who chose what is shown to nobody, unless it said so before."""

from django.db import models
from django.utils import timezone

from accounts.models import User
from community.discussion.choices import ResultsAfter
from community.discussion.models.places import Thread


class Poll(models.Model):
    """`named` was said before anybody voted: staff see who chose what. `voters` counts people, not ticks."""

    thread = models.OneToOneField(Thread, on_delete=models.CASCADE, related_name="poll")
    several = models.BooleanField(default=False)
    closes_at = models.DateTimeField(null=True, blank=True)
    results = models.CharField(max_length=10, choices=ResultsAfter, default=ResultsAfter.VOTING)
    named = models.BooleanField(default=False)
    voters = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"poll of {self.thread_id}"


class PollChoice(models.Model):
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="choices", db_index=False)
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=120)
    votes = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "position"], name="poll_choice_once")]

    def __str__(self) -> str:
        return self.text


class Vote(models.Model):
    """One tick of one person."""

    choice = models.ForeignKey(PollChoice, on_delete=models.CASCADE, related_name="ticks", db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["choice", "user"], name="vote_once")]

    def __str__(self) -> str:
        return f"{self.user_id} chose {self.choice_id}"
