from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from courses.pages.frames import Frame

register = template.Library()


@register.simple_tag(takes_context=True)
def render_block(context: Context, frame: Frame, *, level: int = 2, alone: bool = False) -> SafeString:
    """A block in its frame; its own template reads `block`, `placement` and `frame`."""
    inside = {
        **{key: context[key] for key in ("page", "csrf_token", "perms", "user") if key in context},
        "frame": frame,
        "placement": frame.placement,
        "block": frame.block,
        "level": level,
        "alone": alone,
    }
    return render_to_string("courses/_block.html", inside, request=context["request"])
