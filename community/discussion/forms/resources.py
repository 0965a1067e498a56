"""What a resource is asked for: where it is, and why it helps."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.discussion.choices import ThreadKind
from core.text import check_bounds


class ResourceFields(forms.Form):
    """Beside `kind` and `source`, which its heirs have."""

    link = forms.URLField(
        label=_("Link to the resource"),
        required=False,
        max_length=1000,
        assume_scheme="https",
        help_text=_("Then write why it helps."),
        error_messages={"invalid": _("This is not a link. It begins with https://, for instance.")},
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """A resource is a link (or a file, or a link among the words) and why it helps; the link closes the words."""
        data = super().clean() or self.cleaned_data
        if data.get("kind") != ThreadKind.RESOURCE or "source" not in data or "link" not in data:
            return data
        if not data["link"] and not self.data.get("file") and not re.search(r"https?://", data["source"]):
            self.add_error("link", _("Where is it? Give its link, and say below why it helps."))
            return data
        data["source"] = with_link(data["source"], data["link"])
        try:
            check_bounds(data["source"])
        except forms.ValidationError as error:
            self.add_error("source", error)
        return data


def with_link(source: str, link: str) -> str:
    """The words with the link to what they speak of, once."""
    safe = link.replace("<", "%3C").replace(">", "%3E")
    return f"{source.rstrip()}\n\n<{safe}>" if safe and safe not in source else source
