"""What an author does with their own post."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rights import rights_of
from community.discussion import policies
from community.discussion.choices import State, edit_of
from community.discussion.events import PostEdited, PostTakenBack
from community.discussion.models import Draft, Poll, Post, PostRevision, Thread
from community.discussion.services import ledger
from community.discussion.services.beside import COLUMNS, Beside, change_beside
from community.discussion.services.drafts import bring_back, drop_draft
from community.discussion.services.files import take_back
from community.discussion.services.holding import hold_again, let_go
from community.discussion.services.mentions import call, render
from community.discussion.services.names import persona_of
from community.discussion.services.search import forget
from community.discussion.services.steady import steady
from core.outbox import emit
from core.text import Rendered, excerpt


@steady
def edit(
    *, actor: User, post: Post, source: str, title: str = "", beside: Beside | None = None, draft: int | None = None
) -> Post:
    """Change the words. In the first 15 minutes nothing is kept; after that what it said before stays readable."""
    post, thread = ledger.lock_post(post)
    policies.can_edit(rights_of(actor), post).require()
    if not source.strip():
        raise ValidationError(_("There is nothing written here. To take the post back, delete it."))
    rendered, people = render(source, thread.space, thread.audience)
    new_title = title.strip() or thread.title
    at = None if policies.edits_freely(post) else timezone.now()
    drop_draft(actor, thread, posted=source, version=draft, use=edit_of(post.pk))
    kept_title = not post.is_opening or new_title == thread.title
    differs = beside is not None and change_beside(post, beside, at=at)
    if source == post.source and kept_title and not differs:
        hold_again(post, thread)
        return post
    if at is not None:
        _keep(post, thread, at=at)
    if post.is_opening:
        thread.title = excerpt(new_title, 200)
    _say(post, thread, source, rendered)
    hold_again(post, thread)
    emit(PostEdited(thread_id=thread.pk, post_id=post.pk))
    call(post, thread, people)
    return post


def _say(post: Post, thread: Thread, source: str, rendered: Rendered) -> None:
    post.source, post.html, post.text, post.renderer = source, rendered.html, rendered.text, rendered.version
    ledger.touch(post, thread, "source", "html", "text", "renderer", "edited_at", "attached", *COLUMNS)
    ledger.save_around(post, thread, held=post.state == State.HELD)


def _keep(post: Post, thread: Thread, *, at: datetime) -> None:
    PostRevision.objects.create(
        post=post,
        source=post.source,
        html=post.html,
        text=post.text,
        title=thread.title if post.is_opening else "",
        said_at=post.edited_at or post.created_at,
        replaced_at=at,
    )
    post.edited_at = at


@steady
def undo(*, actor: User, post: Post) -> None:
    """Within 30 seconds, and unanswered: as if it had never been. The words stand in the composer again."""
    post, thread = ledger.lock_post(post)
    policies.can_undo(rights_of(actor), post).require()
    _take_back(post, thread, draft=bring_back(post, thread))


@steady
def delete(*, actor: User, post: Post) -> None:
    """The words go for good. Where somebody answered an empty place says so; otherwise nothing is left."""
    post, thread = ledger.lock_post(post)
    policies.can_delete(rights_of(actor), post).require()
    _take_back(post, thread)


@steady
def erase(post: Post) -> None:
    """Part of erasing a person, which was decided elsewhere: as if its author had deleted it."""
    post, thread = ledger.lock_post(post)
    if post.state != State.DELETED and not stays_shared(post):
        _take_back(post, thread)


def stays_shared(post: Post) -> bool:
    """What others wrote, too, is not only theirs to take away: it stays, without a name of theirs."""
    return post.is_shared and post.revisions.exclude(author=post.author_id).exists()


@steady
def take_away(post: Post) -> None:
    """A post that was carried over goes again, with everything that said whose it was."""
    post, thread = ledger.lock_post(post)
    post.persona = persona_of(thread, post.author, anonymous=True)
    post.save(update_fields=["persona"])
    if post.is_opening:
        thread.persona = post.persona
    _take_back(post, thread, into=State.LEFT)


def _take_back(post: Post, thread: Thread, *, draft: Draft | None = None, into: State = State.DELETED) -> None:
    was_there, was_held = post.is_there, post.state == State.HELD
    take_back(post, draft=draft)
    post.state, post.gone_at, post.token = into, timezone.now(), ""
    post.source = post.html = post.text = ""
    post.reactions = {}
    ledger.touch(post, thread, "state", "gone_at", "token", "source", "html", "text", "attached", "reactions")
    post.revisions.all().delete()
    post.helped.all().delete()
    post.reacted.all().delete()
    post.mentions.all().delete()
    Draft.objects.filter(use=edit_of(post.pk)).delete()
    post.endorsements.filter(withdrawn_at__isnull=True).update(withdrawn_at=timezone.now())
    forget(post)
    if post.is_opening:
        thread.state, thread.title = into, ""
        Poll.objects.filter(thread=thread).delete()
    if was_there:
        ledger.vanish(post, thread)
    let_go(post)
    ledger.save_around(post, thread, held=was_held)
    emit(PostTakenBack(thread_id=thread.pk, post_id=post.pk))
