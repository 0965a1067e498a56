from django import template
from django.template.context import Context

from core.seals import seal_number
from notifications.extensions import seen_by

register = template.Library()


@register.simple_tag(takes_context=True)
def live_mark(context: Context, channel: str, object_id: int, revision: int) -> str:
    """For `data-live`: what this page listens to, and how far it shows it."""
    about = seen_by(context["request"].user.pk, channel, object_id)
    return f"{channel}.{object_id}.{seal_number(revision, about=about)}"
