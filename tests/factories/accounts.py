"""People and places without surprises."""

import factory
from allauth.account.models import EmailAddress
from django.utils.text import slugify
from factory.django import DjangoModelFactory

from accounts.choices import ScopeKind, UserState
from accounts.models import Placeholder, Scope, User
from accounts.services import Newcomer, plant, site, take_in
from accounts.services.people import hue_of


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.LazyAttribute(lambda person: f"{person.name.lower().replace(' ', '.')}@example.org")
    state = UserState.ACTIVE
    handle = factory.LazyAttributeSequence(lambda person, n: f"{slugify(person.name) or 'person'}-{n}")
    hue = factory.Sequence(hue_of)


class ScopeFactory(DjangoModelFactory[Scope]):
    """A scope planted under the site (or under `parent`), with its path right."""

    class Meta:
        model = Scope

    kind = ScopeKind.COURSE
    name = factory.Sequence(lambda n: f"Place {n}")

    @classmethod
    def _create(cls, model_class: type[Scope], *args: object, **kwargs: object) -> Scope:
        parent = kwargs.pop("parent", None) or site()
        return plant(kind=kwargs["kind"], name=kwargs["name"], parent=parent)  # type: ignore[arg-type]


def placeholder_for(person: User, *, name: str = "Somebody") -> Placeholder:
    """Somebody from an earlier course, offered to a person who holds their address."""
    EmailAddress.objects.get_or_create(user=person, email=person.email, defaults={"verified": True})
    take_in(issuer="moodle:x@0", people=[Newcomer("1", name, person.email or "")], came_with="Nursing")
    return Placeholder.objects.get(user__name=name)
