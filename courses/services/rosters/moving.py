"""What a roster puts under another organisation: inside an institution it goes there, over its walls no file brings anything."""

from django.utils.translation import gettext as _

from accounts.choices import ScopeKind
from accounts.models import Scope
from accounts.services import transplant
from courses.services.rosters.known import institution_of


def stays_an_organisation(place: Scope, *, above: Scope | None) -> str:
    """In words why an organisation stays where it is, or nothing where it is in its place.

    Inside an institution programmes stand side by side, however deep the file goes: only the walls can be in the way.
    """
    if place.kind == ScopeKind.INSTITUTION:
        return _stays(_("an institution of its own")) if above is not None else ""
    home = institution_of(place)
    return _stays(_name_of(home)) if above is None or institution_of(above) != home else ""


def carry_class(place: Scope, *, school: Scope) -> str:
    """A course goes where it is taught now, with its groups; in words why it does not, or nothing where it has gone."""
    home = institution_of(place)
    if institution_of(school) != home:
        return _stays(_name_of(home))
    transplant(scope=place, parent=school)
    return ""


def _stays(where: str) -> str:
    return _(
        "It stays what and where it was (%(where)s): no roster brings people, and what they wrote, "
        "into another institution. Under a new sourcedId it begins there anew."
    ) % {"where": where}


def _name_of(institution: int | None) -> str:
    found = Scope.objects.filter(pk=institution or 0).values_list("name", flat=True)
    return found.first() or _("the site")
