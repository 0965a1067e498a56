"""Where imported threads and posts came from, so that a second import finds them again and an undo knows what to take."""

from django.db import models
from django.db.models import Q

from community.discussion.models.places import Thread
from community.discussion.models.posts import Post
from courses.models import Course, Import


class Origin(models.Model):
    """A thread (without `post`) or a post, under the id that its source gave it."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="+", db_index=False)
    source = models.CharField(max_length=64)
    source_id = models.CharField(max_length=255)
    source_hash = models.CharField(max_length=16, blank=True)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="origins")
    post = models.OneToOneField(Post, on_delete=models.CASCADE, null=True, blank=True, related_name="origin")
    arrived_with = models.ForeignKey(Import, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            # A second import looks up every id of the file.
            models.UniqueConstraint(fields=["course", "source", "source_id"], name="origin_once"),
            models.UniqueConstraint(fields=["thread"], condition=Q(post__isnull=True), name="origin_of_thread_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.source_id}"
