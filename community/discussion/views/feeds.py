"""A unit in a reader program: Atom under a secret address, with the rights that its owner has at that moment."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.rights import Rights, rights_of
from accounts.services import base_url
from community.discussion.choices import State
from community.discussion.models import Feed, Post
from community.discussion.pages.about import NOT_OF_POSTS, OF_POSTS, about_for
from community.discussion.pages.words import permalink, teaser
from courses.policies import can_read_unit

NEWEST = 50


@require_safe
@cache_control(private=True, max_age=300)
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The newest fifty posts that the owner of the address may read; nothing else tells that it exists."""
    found = Feed.objects.select_related("user", "unit__course__scope").filter(token=token, user__is_active=True).first()
    if found is None:
        raise Http404
    rights = rights_of(found.user)
    if not can_read_unit(rights, found.unit):
        raise Http404
    posts = (
        Post.objects.visible_to(rights).heard_by(rights).filter(state=State.POSTED, space__placement__unit=found.unit)
    )
    base = base_url(found.unit.course.scope)
    atom = Atom1Feed(
        title=_sound(f"{found.unit.course.title}: {found.unit.title}"),
        link=base + found.unit.get_absolute_url(),
        description=_("What is said in this unit"),
    )
    for post in (
        posts.select_related("persona__user", "thread", OF_POSTS)
        .defer(*NOT_OF_POSTS)
        .order_by("-created_at", "-pk")[:NEWEST]
    ):
        address = base + permalink(post)
        atom.add_item(
            title=_sound(post.thread.shown_title),
            link=address,
            unique_id=address,
            description=_sound(_about(rights, post) + _html_of(post)),
            author_name=_sound(post.persona.name),
            pubdate=post.created_at,
            updateddate=post.edited_at or post.created_at,
        )
    return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _sound(text: str) -> str:
    """Without the control characters that XML cannot hold: one of them would silence the whole feed."""
    return "".join(char for char in text if (char >= " " and char not in "\ufffe\uffff") or char in "\t\n\r")


def _about(rights: Rights, post: Post) -> str:
    about = about_for(rights, post)
    return f"<p>{escape(about)}</p>" if about else ""


def _html_of(post: Post) -> str:
    """What a reader program shows; of a post that asks first, only what it warns of."""
    return f"<p>{escape(teaser(post))}</p>" if post.warning_line else post.html
