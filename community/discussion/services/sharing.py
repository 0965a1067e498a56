"""The answer that several people write: one post under a question, of which no version is ever lost."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rights import rights_of
from community.discussion import policies
from community.discussion.choices import OPENING, TOGETHER, State
from community.discussion.events import SharedAnswerSaved
from community.discussion.models import Post, PostRevision, Thread
from community.discussion.services import ledger
from community.discussion.services.drafts import drop_draft
from community.discussion.services.holding import refuse_where_held
from community.discussion.services.marks import follow_quietly
from community.discussion.services.mentions import call, render
from community.discussion.services.names import known_persona, new_persona
from community.discussion.services.posting import Sending, append
from community.discussion.services.replying import tell_of_reply
from community.discussion.services.steady import steady
from core.outbox import emit


class Overtaken(Exception):
    """Somebody has saved another version since; `post` is what stands there now."""

    def __init__(self, post: Post) -> None:
        super().__init__("saved meanwhile")
        self.post = post


def shared_answer_of(thread: Thread) -> Post | None:
    """The answer that several write under a question; after a merge of two, the one that was there first."""
    there = Post.objects.filter(thread=thread, root_seq=OPENING, version__gt=0).exclude(
        state__in=[State.DELETED, State.LEFT]
    )
    return there.select_related("persona__user").order_by("seq").first()


@steady
def save_shared_answer(
    *, actor: User, thread: Thread, source: str, version: int, anonymous: bool = False, draft: int | None = None
) -> Post:
    """Begin it, or save the next version of it; `version` is the one that the actor saw. `Overtaken` when that is not the
    one that stands there now: then nothing is written, and both texts are there to be brought together. `draft` is the
    version of the draft that they knew."""
    thread = ledger.lock_thread(thread.pk, thread.space_id)
    post, rights = shared_answer_of(thread), rights_of(actor)
    policies.can_write_shared(rights, thread, post).require()
    refuse_where_held(rights, thread)
    anonymous = policies.goes_without_name(rights, thread.space, wanted=anonymous)
    if not source.strip():
        raise ValidationError(_("There is nothing written here. Staff can bring back what it said before."))
    if post is not None and source != post.source and version != post.version:
        raise Overtaken(post)
    drop_draft(actor, thread, posted=source, version=draft, use=TOGETHER)
    if post is None:
        return _begin(thread, actor, source, anonymous=anonymous)
    post.thread = thread
    return _save(post, thread, actor, source, anonymous=anonymous)


@steady
def bring_back_version(*, actor: User, post: Post, revision: PostRevision, version: int) -> Post:
    """What it said then is what it says now, as a version of its own: nothing is lost by that either."""
    post, thread = ledger.lock_post(post)
    policies.can_bring_back(rights_of(actor), post).require()
    if version != post.version:
        raise Overtaken(post)
    old = PostRevision.objects.get(pk=revision.pk, post=post, hidden_at=None)
    return _save(post, thread, actor, old.source, anonymous=False)


def _begin(thread: Thread, actor: User, source: str, *, anonymous: bool) -> Post:
    """The first version. Where staff begin it, it is open to everybody who may write here."""
    opening = Post.objects.filter(thread=thread, seq=OPENING).first()
    post, people = append(thread, Sending(author=actor, source=source, anonymous=anonymous), parent=opening, version=1)
    thread.shared_at = thread.shared_at or post.created_at
    ledger.settle(thread)
    ledger.save(thread)
    call(post, thread, people, told=[tell_of_reply(post, thread)])
    return post


def _save(post: Post, thread: Thread, actor: User, source: str, *, anonymous: bool) -> Post:
    if source == post.source:
        return post
    rendered, people = render(source, thread.space, thread.audience)
    _keep(post)
    persona = known_persona(thread, actor, anonymous=anonymous) or new_persona(thread, actor, anonymous=anonymous)
    before = PostRevision.objects.filter(post=post).values_list("persona", flat=True)
    post.author, post.persona, post.token = actor, persona, ""
    post.source, post.html, post.text, post.renderer = source, rendered.html, rendered.text, rendered.version
    post.version, post.writers, post.edited_at = post.version + 1, len({*before, persona.pk}), timezone.now()
    words = ("source", "html", "text", "renderer", "edited_at")
    ledger.touch(post, thread, "author", "persona", "token", "version", "writers", *words)
    ledger.settle(thread)
    ledger.save(thread)
    follow_quietly(user_id=actor.pk, thread_id=thread.pk)
    emit(SharedAnswerSaved(thread_id=thread.pk, post_id=post.pk, author_id=actor.pk, masked=anonymous))
    call(post, thread, people)
    return post


def _keep(post: Post) -> None:
    """What it says now, and who said so."""
    PostRevision.objects.create(
        post=post,
        source=post.source,
        html=post.html,
        text=post.text,
        said_at=post.edited_at or post.created_at,
        author_id=post.author_id,
        persona_id=post.persona_id,
    )


def forget_versions(person: User) -> None:
    """Part of erasing a person: the versions that they saved go out of the history."""
    PostRevision.objects.filter(author=person).delete()
