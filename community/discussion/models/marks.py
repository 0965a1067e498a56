"""What readers did: read, found helpful, endorsed, followed."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Scope, User
from community.discussion.models.places import Space, Thread
from community.discussion.models.posts import Post


class ReadChunk(models.Model):
    """Which of 60 posts a person has read: merged by OR, so tabs and devices never take anything back."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+")
    chunk = models.PositiveIntegerField()
    bits = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "thread", "chunk"], name="read_chunk_once")]

    def __str__(self) -> str:
        return f"{self.user_id} read {self.bits:b} of {self.thread_id}/{self.chunk}"


class LiveChunk(models.Model):
    """Which of 60 posts are there, the twin of ReadChunk: what is there and not read is new, one comparison of bits."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="live_chunks", db_index=False)
    chunk = models.PositiveIntegerField()
    bits = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "chunk"], name="live_chunk_once")]

    def __str__(self) -> str:
        return f"{self.bits:b} of {self.thread_id}/{self.chunk}"


class Helped(models.Model):
    """A post helped this person (under the opening post of a question: they have the same question)."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="helped", db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "user"], name="helped_once")]

    def __str__(self) -> str:
        return f"{self.post_id} helped {self.user_id}"


class Reacted(models.Model):
    """What one person said to a post with one press, as bits of `Reaction`. Nobody is shown whose they are."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reacted", db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    bits = models.PositiveSmallIntegerField(default=0)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "user"], name="reacted_once")]

    def __str__(self) -> str:
        return f"{self.user_id} said {self.bits:b} to {self.post_id}"


class Endorsement(models.Model):
    """Staff stand behind an answer, with the reason in words. It grows old a year after it was last checked."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="endorsements")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=600)
    checked_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post"], condition=Q(withdrawn_at__isnull=True), name="endorsement_live_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.by_id} endorses {self.post_id}"


class Following(models.Model):
    """A person wants to hear of a thread, a space or a whole course; or, muted, does not."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, null=True, blank=True, related_name="followings")
    space = models.ForeignKey(Space, on_delete=models.CASCADE, null=True, blank=True, related_name="followings")
    scope = models.ForeignKey(Scope, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    muted = models.BooleanField(default=False)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "thread"], name="following_thread_once"),
            models.UniqueConstraint(fields=["user", "space"], name="following_space_once"),
            models.UniqueConstraint(fields=["user", "scope"], name="following_scope_once"),
            models.CheckConstraint(
                condition=Q(thread__isnull=False, space__isnull=True, scope__isnull=True)
                | Q(thread__isnull=True, space__isnull=False, scope__isnull=True)
                | Q(thread__isnull=True, space__isnull=True, scope__isnull=False),
                name="following_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.user_id} {'mutes' if self.muted else 'follows'} {self.thread_id or self.space_id or self.scope_id}"
        )
