from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

CHUNK = 60
OPENING = 1
"""The number of an opening post; in a conversation, which has none, it stays free."""
UNDO = timedelta(seconds=30)
FREE_EDIT = timedelta(minutes=15)
SETTLES = timedelta(seconds=60)
ENDORSEMENT_KEEPS = timedelta(days=365)
MOST_FILES = 10
"""Beside one post."""
MOST_WAITING = 30
"""Of one person, beside what is not posted yet."""
WAITING_KEEPS = timedelta(days=14)
POSTS_PER_PAGE = 30
THREADS_PER_PAGE = 20


class ThreadKind(TextChoices):
    QUESTION = "question", _("Question")
    CLAIM = "claim", _("Claim")
    RESOURCE = "resource", _("Resource")
    POLL = "poll", _("Poll")
    ANNOUNCEMENT = "announcement", _("Announcement")
    CONVERSATION = "conversation", _("Conversation")
    DISCUSSION = "discussion", _("Discussion")
    """From elsewhere, where nobody said what it was: it waits for no answer."""


CONVERTIBLE = (ThreadKind.QUESTION, ThreadKind.CLAIM, ThreadKind.RESOURCE, ThreadKind.DISCUSSION)
"""What staff may make of a thread that is one of these."""
UNDOABLE = timedelta(days=30)
WRITABLE = (ThreadKind.QUESTION, ThreadKind.CLAIM, ThreadKind.RESOURCE)
"""What a student may start from the composer of a block."""


OFFERED = (*WRITABLE, ThreadKind.POLL)
"""What an educator may let people start in a block."""


class Starters(TextChoices):
    """Who may start a thread in a place."""

    EVERYBODY = "", _("Everybody who reads here")
    MENTORS = "mentors", _("Staff and mentors")
    STAFF = "staff", _("Staff only")


class Approving(TextChoices):
    """What a member of staff looks at before others read it."""

    NONE = "", _("Nothing")
    FIRST = "first", _("The first post of each person in this course")
    EVERY = "every", _("Every post")


class WhyHeld(TextChoices):
    """Why a member of staff looks at a post before others read it."""

    FIRST = "first", _("First post")
    EVERY = "every", _("Every post here")
    PERSON = "person", _("Agreed for this person")


class Looked(TextChoices):
    """What became of a post that waited for approval."""

    WAITING = "waiting", _("Waits")
    RETURNED = "returned", _("Returned to its author")
    APPROVED = "approved", _("Approved")


WAITING_FROM = 2_000_000_000
"""Numbers of answers that wait for approval: apart, so that nobody sees a gap where one of them is."""
LONGEST_WAIT = timedelta(days=1)
"""Between two posts, where an educator slows a place down."""


class Marking(TextChoices):
    """How what is written in a block is marked: by a person, never by counting."""

    NONE = "", _("Not at all")
    DONE = "done", _("Done or not done")
    POINTS = "points", _("Points, by a person")
    SCALE = "scale", _("A scale of words, by a person")
    RUBRIC = "rubric", _("A short rubric, by a person")


class LabelTone(TextChoices):
    """The colour of a label, beside its word."""

    PLAIN = "", _("Grey")
    ACCENT = "accent", _("The accent of the site")
    POLICY = "policy", _("Violet")
    MENTOR = "mentor", _("Pink")
    ENDORSED = "endorsed", _("Green")
    HOLD = "hold", _("Amber")
    DANGER = "danger", _("Red")


MOST_LABELS = 12
LABELS_ON_A_THREAD = 3


class ResultsAfter(TextChoices):
    """When a poll shows what people chose."""

    VOTING = "voting", _("To whoever has voted")
    CLOSING = "closing", _("To everybody, after it has closed")


FEWEST_VOTERS = 5
"""With fewer, what one person chose could be guessed: nobody sees results yet."""


class State(TextChoices):
    """Of a post; a thread copies that of its opening post."""

    POSTED = "posted", _("Posted")
    SCHEDULED = "scheduled", _("Scheduled")
    HELD = "held", _("Held")
    REMOVED = "removed", _("Hidden by a moderator")
    DELETED = "deleted", _("Deleted by its author")
    LEFT = "left", _("Not carried over")
    """Its author did not agree, or took it back: an empty place in a thread that came from an earlier run."""
    MERGED = "merged", _("Merged into another thread")
    """Of a thread only: nothing is in it any more, and its address leads to where its posts are."""


class Answered(TextChoices):
    """Who answered a question so far: nobody else, a peer, the staff; or an answer was endorsed."""

    NO = "no", _("No answer yet")
    PEER = "peer", _("Answered by a peer")
    STAFF = "staff", _("Answered by staff")
    ENDORSED = "endorsed", _("Endorsed answer")


class FollowUp(TextChoices):
    """Of a reply that asks further: it waits, or somebody said that it is answered."""

    NONE = "", _("No follow-up question")
    OPEN = "open", _("Follow-up question: open")
    RESOLVED = "resolved", _("Follow-up question: resolved")


class Reaction(TextChoices):
    """A small word to a post, in the order in which a course offers them. Kept as bits, so the order is never changed."""

    THANKS = "thanks", _("Thank you")
    INTERESTING = "interesting", _("Interesting")
    THINK = "think", _("Made me think")
    DISAGREE = "disagree", _("I disagree, kindly")

    @property
    def bit(self) -> int:
        return 1 << list(Reaction).index(self)


class ContentWarning(TextChoices):
    """Why somebody may want to be asked before they read something."""

    CLINICAL = "clinical", _("Clinical picture")
    DEATH = "death", _("Death")
    SELF_HARM = "self-harm", _("Self-harm")
    VIOLENCE = "violence", _("Violence")
    OTHER = "other", _("Something else")


class AiUse(TextChoices):
    """How a program that writes helped with a post, as its author says."""

    NONE = "none", _("I wrote it without AI")
    IDEAS = "ideas", _("AI gave me ideas")
    LANGUAGE = "language", _("AI helped with the language")
    DRAFT = "draft", _("AI wrote a draft that I changed")
    OTHER = "other", _("In another way")


class Checked(TextChoices):
    """What the virus scanner said of a file; without a scanner everything is clean."""

    CLEAN = "clean"
    WAITING = "waiting"
    INFECTED = "infected"


class Privacy(TextChoices):
    """A question that its author put to the staff alone, and whether staff asked to show it to the others."""

    OPEN = "", _("Open")
    STAFF = "staff", _("Only staff and its author")
    ASKED = "asked", _("Staff asked to show it")
    DECLINED = "declined", _("Its author keeps it so")


class Consent(TextChoices):
    NAMED = "named", _("Yes, with my name")
    HIDDEN = "hidden", _("Yes, without my name")
    NO = "no", _("No, keep it as it is")


class Act(TextChoices):
    """What staff do with a thread."""

    PIN = "pin", _("Pinned")
    UNPIN = "unpin", _("No longer pinned")
    CLOSE = "close", _("Closed")
    REOPEN = "reopen", _("Opened again")
    MOVE = "move", _("Moved")
    SPLIT = "split", _("Posts moved to a thread of their own")
    MERGE = "merge", _("Merged into another thread")
    CONVERT = "convert", _("Made another kind")
    KEEP = "keep", _("Kept for next year")
    LEAVE = "leave", _("No longer kept for next year")
    ANSWERED = "answered", _("Marked as answered")
    WAITING = "waiting", _("Waits for an answer again")
    RESOLVE = "resolve", _("Follow-up question resolved")
    ASK_ON = "ask-on", _("Follow-up question open again")
    SHARE = "share", _("Shared answer opened to everybody")
    UNSHARE = "unshare", _("Shared answer left to the staff")


class AnchorKind(TextChoices):
    """What a thread hangs on, in a text of its course."""

    PASSAGE = "passage", _("A passage")
    MOMENT = "moment", _("A second of a video")


class Found(TextChoices):
    """Whether what a thread hangs on is still in its text."""

    SAME = "same", _("It stands there as it did")
    EDITED = "edited", _("It stands there, with other words")
    CHANGED = "changed", _("It is not there any more")


class Anonymity(TextChoices):
    """To peers, fixed before the first post of a block. Staff write with their names, and see those of others."""

    OFF = "off", _("Everybody writes with their name")
    CHOICE = "choice", _("The author may choose, post by post")
    ALWAYS = "always", _("Nobody's name is shown to peers")


UNLESS_SAID = {"community.questions": Anonymity.CHOICE}
"""The anonymity of a kind of block whose educator said nothing; of every other it is off."""
STAFF_ONLY, TOGETHER = "staff", "shared"
"""What is written in a place beside its composer: a question to the staff alone, an answer that several write."""


def edit_of(post_id: int) -> str:
    """The same for the change of a post."""
    return f"edit-{post_id}"
