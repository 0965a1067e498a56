"""What a thread hangs on: words of a text of its course, or a second of a video that the text links to."""

from django.db import models
from django.db.models import Q

from community.discussion.choices import AnchorKind, Found
from community.discussion.matching.passages import Passage
from community.discussion.models.places import Thread
from courses.models import Part


class Anchor(models.Model):
    """At most one of each thread.

    `exact` is kept as it was when somebody pointed at it; `start`, `end` and what stands around it follow the text, whose
    `text_hash` says for which words they are true. A text that goes for good leaves its `part_key`, and the words.
    """

    thread = models.OneToOneField(Thread, on_delete=models.CASCADE, related_name="anchor")
    part = models.ForeignKey(Part, on_delete=models.SET_NULL, null=True, blank=True, related_name="anchors")
    part_key = models.CharField(max_length=12)
    kind = models.CharField(max_length=10, choices=AnchorKind, default=AnchorKind.PASSAGE)
    exact = models.CharField(max_length=500, blank=True)
    prefix = models.CharField(max_length=32, blank=True)
    suffix = models.CharField(max_length=32, blank=True)
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    text_hash = models.CharField(max_length=16, blank=True)
    video = models.CharField(max_length=1000, blank=True)
    seconds = models.PositiveIntegerField(null=True, blank=True)
    found = models.CharField(max_length=10, choices=Found, default=Found.SAME)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind=AnchorKind.PASSAGE, seconds__isnull=True) & ~Q(exact=""))
                | (Q(kind=AnchorKind.MOMENT, seconds__isnull=False) & ~Q(video="")),
                name="anchor_of_one_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.part_key}"

    @property
    def passage(self) -> Passage:
        return Passage(self.exact, self.prefix, self.suffix, self.start, self.end)
