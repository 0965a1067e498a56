"""What a field for writing needs beside its words: its helpers, whom one can name, how it will look."""

from typing import Any

from django.forms import Form
from django.forms.utils import flatatt
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from community.discussion.models import Space, Thread

HELPERS = ("bar", "people", "paste")


def pen(place: Thread | Space, *, people: bool = True) -> dict[str, Any]:
    """The attributes of a textarea that is written in here; without `people` it offers nobody to be named."""
    helpers = {"data-pen": " ".join(static(f"js/pen/{name}.js") for name in HELPERS if people or name != "people")}
    if not people:
        return helpers
    kind = "thread" if isinstance(place, Thread) else "space"
    return {
        **helpers,
        "data-people": reverse(f"community:{kind}-people", args=[place.pk]),
        "data-people-label": _("People you can name"),
    }


def pen_attributes(place: Thread | Space) -> SafeString:
    """The same, for a template that draws its field itself."""
    return flatatt(pen(place))


def with_pen(form: Form, place: Thread | Space, *, people: bool = True) -> None:
    """For a form whose fields are drawn one after the other."""
    form.fields["source"].widget.attrs.update(pen(place, people=people))
