"""What somebody put beside a post, or has ready for one that is not posted yet."""

import secrets
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from community.discussion.choices import Checked
from community.discussion.models.posts import Post
from community.discussion.querysets import PostFileQuerySet
from core.models import StoredFile


def new_key() -> str:
    """A part of an address that nobody guesses."""
    return secrets.token_urlsafe(16)


class PostFile(models.Model):
    """A file of a post; without `post` it waits for its author to post it, and nobody else sees it.

    `person`, `place` and `permitted` are the answers about a picture: whether somebody can be recognised in it, whether
    a place can, and whether they agreed. `removed_at` is when an edit took it away; it stays with what was said before.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, null=True, blank=True, related_name="files")
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    key = models.CharField(max_length=32, unique=True, default=new_key)
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=10)
    alt = models.CharField(max_length=500, blank=True)
    person = models.BooleanField(null=True, blank=True)
    place = models.BooleanField(null=True, blank=True)
    permitted = models.BooleanField(null=True, blank=True)
    checked = models.CharField(max_length=10, choices=Checked, default=Checked.CLEAN)
    finding = models.CharField(max_length=100, blank=True)
    check_after = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    added_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = PostFileQuerySet.as_manager()

    class Meta:
        indexes = [
            # What waits to be posted: of one person, and what nobody came back to.
            models.Index(fields=["user", "added_at"], condition=Q(post__isnull=True), name="post_file_waiting"),
            # What the scanner has to look at next.
            models.Index(fields=["check_after"], condition=Q(checked=Checked.WAITING), name="post_file_unchecked"),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.post_id or self.user_id}"

    def get_absolute_url(self) -> str:
        return reverse("community:file", args=[self.key])

    def shown(self) -> dict[str, Any]:
        """What a page needs of it, kept in a column of the post that is read anyway."""
        stored = self.stored
        return {
            "key": self.key,
            "name": self.name,
            "kind": self.kind,
            "alt": self.alt,
            "size": stored.size if stored else 0,
            "width": stored.width if stored else None,
            "height": stored.height if stored else None,
            "checked": self.checked,
            "person": self.person,
            "place": self.place,
            "permitted": self.permitted,
        }
