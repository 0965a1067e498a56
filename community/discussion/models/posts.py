"""What is said: personas, posts, and what a post said before it was edited."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import STAFF, Role
from accounts.models import Audience, User
from community.discussion.choices import CHUNK, OPENING, AiUse, ContentWarning, FollowUp, State, ThreadKind
from community.discussion.models.places import Space, Thread
from community.discussion.querysets import PostQuerySet
from core import people


class Persona(models.Model):
    """How one person appears in one thread: by name, or by a label and a hue drawn at random.

    `role` and `title` say as what they spoke there. After a merge a post may keep the disguise of the thread it came from,
    for one disguise would tell who was who. Pages for peers read this, never the author; counts of people count these.
    """

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="personas", db_index=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    anonymous = models.BooleanField(default=False)
    label = models.CharField(max_length=60, blank=True)
    hue = models.PositiveSmallIntegerField(default=1)
    role = models.CharField(max_length=20, choices=Role, default=Role.LEARNER)
    title = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "user", "anonymous"], name="persona_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The words above a post."""
        return self.label if self.anonymous else self.user.name

    @property
    def short_name(self) -> str:
        return self.label if self.anonymous else self.user.short_name

    @property
    def initials(self) -> str:
        """In the avatar."""
        return people.initials(self.name)

    @property
    def shape(self) -> str:
        """The form of the avatar, which carries the role."""
        if self.role in STAFF:
            return "staff"
        return "mentor" if self.role == Role.MENTOR else "student"


class Post(models.Model):
    """`seq` counts the posts of a thread as they came; `reply_to` is the true parent; `root` its first-level reply.

    Reading order is (thread, root_seq, seq): keys that no later post changes. The opening post has seq 1.
    `first_revision` is that of the space when it was written, `revision` that of its last change. `token` makes a repeated
    send harmless; `due_at` is when notices and mail about it may go out.
    """

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="posts", db_index=False)
    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="+", db_index=False)
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+", db_index=False)
    seq = models.PositiveIntegerField()
    reply_to = models.ForeignKey("self", on_delete=models.RESTRICT, null=True, blank=True, related_name="answers")
    root = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, blank=True, related_name="branch", db_index=False
    )
    root_seq = models.PositiveIntegerField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="posts", db_index=False)
    persona = models.ForeignKey(Persona, on_delete=models.RESTRICT, related_name="posts", db_index=False)
    source = models.TextField()
    html = models.TextField()
    text = models.TextField()
    renderer = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.POSTED)
    first_revision = models.BigIntegerField(default=0)
    revision = models.BigIntegerField(default=0)
    token = models.CharField(max_length=40, blank=True)
    attached = models.JSONField(default=list, blank=True)
    """What `PostFile.shown` says of its files, so that a page of posts needs no query for them."""
    warnings = models.JSONField(default=list, blank=True)
    """Kinds of `ContentWarning`: what is under them stays folded until its reader opens it."""
    warning_words = models.CharField(max_length=120, blank=True, default="")
    warned_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """Staff or a moderator, where they added the warning; then its author cannot take it away."""
    ai = models.CharField(max_length=10, choices=AiUse, blank=True, default="")
    ai_words = models.CharField(max_length=200, blank=True, default="")
    follow_up = models.CharField(max_length=10, choices=FollowUp, blank=True, default=FollowUp.NONE, db_default="")
    version = models.IntegerField(default=0, db_default=0)
    """0 for the words of one person. Of an answer that several write, how often it was saved; its author and persona are
    those of whoever saved what stands there now, and it is read right after the opening post."""
    writers = models.IntegerField(default=0, db_default=0)
    """Under how many names such an answer was saved so far."""
    reactions = models.JSONField(default=dict, blank=True)
    """How many said each `Reaction`, so that a page of posts needs no query for them."""
    helped_count = models.PositiveIntegerField(default=0)
    answer_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread", "seq"], name="post_seq_once"),
            models.UniqueConstraint(fields=["author", "token"], condition=~Q(token=""), name="post_token_once"),
        ]
        indexes = [
            # A page of a thread, by key.
            models.Index(fields=["thread", "root_seq", "seq"], name="post_reading"),
            # What happened in a space after a revision (live stream, replay).
            models.Index(fields=["space", "revision"], name="post_replay"),
            # What a person wrote (their own copy of their data).
            models.Index(fields=["author", "-created_at"], name="post_author"),
            # Whether anything hangs below a post, or was said as a persona, that goes with an import that is undone.
            models.Index(fields=["root"], condition=Q(root__isnull=False), name="post_root"),
            models.Index(fields=["persona"], name="post_persona"),
        ]

    def __str__(self) -> str:
        return f"post {self.seq} of {self.thread_id}"

    @property
    def anchor(self) -> str:
        return f"p{self.seq}"

    @property
    def chunk(self) -> int:
        return self.seq // CHUNK

    @property
    def bit(self) -> int:
        return 1 << self.seq % CHUNK

    @property
    def is_opening(self) -> bool:
        return self.seq == OPENING

    @property
    def asks(self) -> bool:
        """The opening post of a question: under it one says that one has the same question."""
        return self.is_opening and self.thread.kind == ThreadKind.QUESTION

    @property
    def is_shared(self) -> bool:
        """An answer that several people write."""
        return self.version > 0

    @property
    def asks_on(self) -> bool:
        """It asks something further; the opening post of a thread asks for itself."""
        return bool(self.follow_up) and not self.is_opening

    @property
    def is_there(self) -> bool:
        return self.state == State.POSTED

    @property
    def ai_line(self) -> str:
        """What its author says about AI, as a reader reads it."""
        lines = {
            AiUse.NONE: _("Written without AI, says the author."),
            AiUse.IDEAS: _("AI gave ideas, says the author."),
            AiUse.LANGUAGE: _("AI helped with the language, says the author."),
            AiUse.DRAFT: _("AI wrote a first draft, says the author."),
            AiUse.OTHER: _("AI helped, says the author."),
        }
        return " ".join(filter(None, [lines[AiUse(self.ai)] if self.ai else "", self.ai_words]))

    @property
    def warning_line(self) -> str:
        """ "Death, Self-harm": what one is warned of before reading; "" where nobody needs to be."""
        kinds = [str(ContentWarning(kind).label) for kind in self.warnings if kind != ContentWarning.OTHER]
        return ", ".join([*kinds, *filter(None, [self.warning_words])])


class PostRevision(models.Model):
    """What a post said before an edit; kept once its author had 15 minutes to set it right.

    Of an answer that several write every version is kept, with who saved it (`author`) and under which name.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="revisions")
    source = models.TextField()
    html = models.TextField()
    text = models.TextField()
    title = models.CharField(max_length=200, blank=True)
    said_at = models.DateTimeField()
    replaced_at = models.DateTimeField(default=timezone.now)
    hidden_at = models.DateTimeField(null=True, blank=True)
    """A moderator hid this version; whoever saved it still reads it."""
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    persona = models.ForeignKey(
        Persona, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        indexes = [
            # Which versions of common answers a person wrote (their own copy of their data), or stand under a persona.
            models.Index(fields=["author"], condition=Q(author__isnull=False), name="post_revision_author"),
            models.Index(fields=["persona"], condition=Q(persona__isnull=False), name="post_revision_persona"),
        ]

    def __str__(self) -> str:
        return f"what {self.post_id} said until {self.replaced_at:%H:%M}"


class Mention(models.Model):
    """Who was named by @ in a post, each once; kept when an edit takes the name out, so that nobody is told twice."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="mentions", db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "user"], name="mention_once")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.post_id}"
