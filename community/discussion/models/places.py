"""Where people talk: a space of a placement (or of another app), and the threads in it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Audience, Scope, User
from community.discussion.choices import Anonymity, Answered, Privacy, State, ThreadKind
from community.discussion.querysets import SpaceQuerySet, ThreadQuerySet
from courses.models import Course, Placement


class Space(models.Model):
    """A place. Groups kept apart are several spaces of one placement; a copy to a new run gets a fresh one.

    `revision` is raised under the row lock of every change in it: it is ordered by commit, the id of the live stream.
    With `write_first` a learner reads what others wrote once they have written in this block themselves.
    """

    kind = models.CharField(max_length=60)
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, null=True, blank=True, related_name="spaces")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, null=True, blank=True, related_name="spaces")
    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="spaces")
    group = models.ForeignKey(Scope, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="spaces")
    title = models.CharField(max_length=200, blank=True)
    anonymity = models.CharField(max_length=10, choices=Anonymity, default=Anonymity.OFF)
    write_first = models.BooleanField(default=False)
    veiled = models.BooleanField(default=False)
    """Staff see the names only once they have opened them, which is logged."""
    revision = models.BigIntegerField(default=0)
    thread_count = models.PositiveIntegerField(default=0)
    post_count = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)

    objects = SpaceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["placement"], condition=Q(group__isnull=True), name="space_of_placement_once"
            ),
            models.UniqueConstraint(
                fields=["placement", "group"], condition=Q(group__isnull=False), name="space_of_group_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.kind} {self.pk}"


class Thread(models.Model):
    """One question, claim, resource, announcement or conversation. Its counters are kept under its row lock.

    `last_seq` is the last number given to a post; `post_count` the posts that are there (the opening one included).
    `labels` holds the numbers of the course's labels on it as "|3|7|".
    """

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="threads", db_index=False)
    course = models.ForeignKey(
        Course, on_delete=models.PROTECT, null=True, blank=True, related_name="threads", db_index=False
    )
    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+", db_index=False)
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=14, choices=ThreadKind, default=ThreadKind.QUESTION)
    title = models.CharField(_("title"), max_length=200)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="threads")
    persona = models.ForeignKey(
        "Persona", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    state = models.CharField(max_length=10, choices=State, default=State.POSTED)
    privacy = models.CharField(max_length=10, choices=Privacy, default=Privacy.OPEN, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    revision = models.BigIntegerField(default=0)

    pinned_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    publish_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    replies_off = models.BooleanField(default=False)
    urgent_reason = models.CharField(max_length=300, blank=True)
    labels = models.CharField(max_length=60, blank=True, db_default="")
    duplicate_of = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    split_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="splits")
    split_count = models.PositiveSmallIntegerField(default=0)
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    kept_at = models.DateTimeField(null=True, blank=True)
    """Worth showing to those who take the course next year."""
    from_run = models.CharField(max_length=20, blank=True, db_default="")
    """The year of the run it was carried over from, with its authors' consent."""
    settled_at = models.DateTimeField(null=True, blank=True)
    """Staff said that it needs no other answer."""

    shared_at = models.DateTimeField(null=True, blank=True)
    """Since when everybody who may write here may write at its common answer."""
    open_follow_ups = models.IntegerField(default=0, db_default=0)

    answered = models.CharField(max_length=10, choices=Answered, default=Answered.NO)
    answer_due_at = models.DateTimeField(null=True, blank=True)
    staff_replied_at = models.DateTimeField(null=True, blank=True)
    endorsed_post = models.ForeignKey(
        "Post", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )

    last_seq = models.PositiveIntegerField(default=0)
    post_count = models.PositiveIntegerField(default=0)
    people_count = models.PositiveIntegerField(default=0)
    helped_count = models.PositiveIntegerField(default=0)
    last_post_at = models.DateTimeField(default=timezone.now)
    last_persona = models.ForeignKey(
        "Persona", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )

    objects = ThreadQuerySet.as_manager()

    class Meta:
        indexes = [
            # The list of one space, and of a whole course: latest activity first, newest first.
            models.Index(fields=["space", "-last_post_at"], name="thread_space_latest"),
            models.Index(fields=["course", "-last_post_at"], name="thread_course_latest"),
            models.Index(fields=["course", "-created_at"], name="thread_course_newest"),
            # "Needs an answer": the oldest promise first.
            models.Index(
                fields=["course", "answer_due_at"],
                condition=Q(kind=ThreadKind.QUESTION, answered=Answered.NO, state=State.POSTED),
                name="thread_needs_answer",
            ),
            models.Index(
                fields=["course"],
                condition=Q(kind=ThreadKind.QUESTION, open_follow_ups__gt=0, state=State.POSTED),
                name="thread_follow_ups",
            ),
            # Announcements of a course, for its home.
            models.Index(
                fields=["course", "-publish_at"],
                condition=Q(kind=ThreadKind.ANNOUNCEMENT),
                name="thread_announcements",
            ),
            # Which thread names a persona or a post that goes with an import that is undone.
            models.Index(fields=["persona"], name="thread_persona"),
            models.Index(fields=["last_persona"], name="thread_last_persona"),
            models.Index(
                fields=["endorsed_post"], condition=Q(endorsed_post__isnull=False), name="thread_endorsed_post"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def shown_title(self) -> str:
        """The title; when its opening post is gone but people had answered, a sentence instead."""
        if self.state == State.DELETED:
            return _t("Its author took the opening post back")
        if self.state == State.LEFT:
            return _t("The opening post was not carried over")
        if self.state == State.REMOVED:
            return _t("The opening post is hidden")
        return self.title

    @property
    def reply_count(self) -> int:
        """Posts besides the opening one."""
        opening_is_there = self.state == State.POSTED and self.kind != ThreadKind.CONVERSATION
        return max(self.post_count - (1 if opening_is_there else 0), 0)
