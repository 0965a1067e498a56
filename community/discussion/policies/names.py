"""Who writes without their name, and who sees it all the same."""

from django.utils.translation import gettext_lazy as _

from accounts.choices import Role
from accounts.rights import Rights
from community.discussion.choices import Anonymity
from community.discussion.models import Space, Thread, Unveiling
from community.discussion.policies.reading import can_read_thread, speaks_for_staff
from core.policy import Verdict, hidden, no, yes

KEEPERS_OF_THE_LOG = (Role.SITE_ADMIN, Role.INSTITUTION_ADMIN)


def naming(rights: Rights, space: Space) -> Anonymity:
    """Under which names this person writes here. Staff always write with theirs."""
    return Anonymity.OFF if speaks_for_staff(rights, space.scope) else Anonymity(space.anonymity)


def goes_without_name(rights: Rights, space: Space, *, wanted: bool) -> bool:
    """Whether a post goes out without the name of its author; raises where they may not wish for that."""
    how = naming(rights, space)
    if wanted and how == Anonymity.OFF:
        no(_("Here you write with your name. Nothing was posted, and your words are kept.")).require()
    return wanted or how == Anonymity.ALWAYS


def can_see_names(rights: Rights, thread: Thread) -> Verdict:
    """Who wrote without their name: the staff of the place. Under a veil, once they have opened it."""
    if not can_read_thread(rights, thread) or not speaks_for_staff(rights, thread.scope):
        return hidden()
    if thread.space.anonymity == Anonymity.OFF or not thread.space.veiled:
        return yes()
    opened = getattr(thread, "names_opened", None)
    if opened is None:
        opened = Unveiling.objects.filter(thread=thread, by=rights.user_id).exists()
    return yes() if opened else no(_("The names are under a veil. You can open them, which is logged."))


def can_open_names(rights: Rights, thread: Thread) -> Verdict:
    """Staff of the place, where there is a veil."""
    readable = can_read_thread(rights, thread)
    if not readable:
        return readable
    if not speaks_for_staff(rights, thread.scope):
        return no(_("The staff of the course look after this."))
    return yes() if thread.space.veiled else no(_("There is no veil here."))


def can_read_names_log(rights: Rights) -> Verdict:
    """Who opened names: whoever administers the place, the institution or the site."""
    return yes() if rights.scopes_with(*KEEPERS_OF_THE_LOG) else hidden()
