"""Under which name somebody appears in a thread, and what staff may see of it."""

import secrets
from collections.abc import Collection
from itertools import count

from django.db import transaction

from accounts.choices import Role
from accounts.models import Membership, User
from accounts.rights import rights_of
from community.discussion import policies
from community.discussion.choices import UNLESS_SAID, Anonymity, State
from community.discussion.models import Persona, Post, Space, Thread, Unveiling
from core.people import HUES
from courses.models import Placement
from moderation.choices import Act
from moderation.services.audit import record

MANNERS = (
    "Amber", "Blue", "Brisk", "Bright", "Calm", "Clear", "Coral", "Early", "Fair", "Gentle", "Golden", "Green",
    "Grey", "Ivory", "Keen", "Late", "Light", "Merry", "Mild", "Olive", "Pale", "Plain", "Quick", "Quiet",
    "Red", "Ready", "Silver", "Steady", "Still", "Swift", "Violet", "Warm",
)  # fmt: skip
ANIMALS = (
    "Badger", "Beaver", "Crane", "Curlew", "Deer", "Dove", "Eider", "Falcon", "Finch", "Fox", "Hare", "Heron",
    "Ibis", "Kestrel", "Lark", "Linnet", "Lynx", "Marten", "Moth", "Newt", "Otter", "Owl", "Plover", "Robin",
    "Seal", "Shrew", "Stoat", "Swan", "Swallow", "Teal", "Vole", "Wren",
)  # fmt: skip
TRIES = 20
ROLES_BY_WEIGHT = (Role.EDUCATOR, Role.ASSISTANT, Role.MENTOR, Role.LEARNER)


def draw(taken: Collection[str]) -> tuple[str, int]:
    """A label that nobody has in this thread, and a hue: both by lot, so that they say nothing of who, or when."""
    for tries in count():
        label = f"{secrets.choice(MANNERS)} {secrets.choice(ANIMALS)}"
        label = label if tries < TRIES else f"{label} {secrets.randbelow(10**6)}"
        if label not in taken:
            return label, secrets.randbelow(HUES) + 1
    raise AssertionError


def persona_of(thread: Thread, user: User, *, anonymous: bool) -> Persona:
    """How this person appears here; the first time, as what they are in this place now."""
    known = known_persona(thread, user, anonymous=anonymous)
    if known is None:
        thread.people_count += 1
        return new_persona(thread, user, anonymous=anonymous)
    if not Post.objects.filter(thread=thread, persona=known, state=State.POSTED).exists():
        thread.people_count += 1
    return known


def known_persona(thread: Thread, user: User, *, anonymous: bool) -> Persona | None:
    known = Persona.objects.filter(thread=thread, user=user, anonymous=anonymous).first()
    if known is not None:
        known.user = user
    return known


def new_persona(thread: Thread, user: User, *, anonymous: bool) -> Persona:
    if anonymous:
        label, hue = draw(set(Persona.objects.filter(thread=thread, anonymous=True).values_list("label", flat=True)))
        return Persona.objects.create(thread=thread, user=user, anonymous=True, label=label, hue=hue)
    held = list(Membership.objects.live().filter(user=user, scope__in=thread.scope.ancestor_ids))
    best = min(held, key=_weight, default=None)
    role = best.role if best else Role.LEARNER
    return Persona.objects.create(thread=thread, user=user, role=role, title=best.title if best else "", hue=user.hue)


def _weight(membership: Membership) -> int:
    role = Role(membership.role)
    return ROLES_BY_WEIGHT.index(role) if role in ROLES_BY_WEIGHT else len(ROLES_BY_WEIGHT)


def names_locked(placement: Placement) -> bool:
    """Somebody has written here: under which names stays as it was then."""
    return Post.objects.filter(space__placement=placement).exclude(state=State.DELETED).exists()


def names_of(placement: Placement) -> dict[str, object]:
    """What holds in a block that somebody has written in: its options as they were then."""
    return dict(Space.objects.filter(placement=placement).order_by("pk").values("anonymity", "veiled")[0])


def settle_names(placement: Placement, spaces: Collection[Space]) -> None:
    """What the config says of names, in all spaces of a block; nothing changes once somebody has written in one."""
    list(Space.objects.filter(pk__in=[space.pk for space in spaces]).select_for_update(no_key=True).order_by("pk"))
    if names_locked(placement):
        names = names_of(placement)
    else:
        said = placement.config.get("anonymity") or UNLESS_SAID.get(placement.block_key, Anonymity.OFF)
        names = {"anonymity": said, "veiled": bool(placement.config.get("veiled"))}
    for space in spaces:
        Space.objects.filter(pk=space.pk).update(**names)
        space.anonymity, space.veiled = str(names["anonymity"]), bool(names["veiled"])


@transaction.atomic
def open_names(*, actor: User, thread: Thread) -> None:
    """Lift the veil of a thread for this member of staff, with a line in the log and in the audit chain; twice is once."""
    policies.can_open_names(rights_of(actor), thread).require()
    _line, is_new = Unveiling.objects.get_or_create(thread=thread, by=actor)
    if is_new:
        record(actor=actor, case=None, act=Act.NAMES_SHOWN, thread=thread.pk)
