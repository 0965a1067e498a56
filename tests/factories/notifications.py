"""Notices as if an event had happened, without the event's own app."""

import factory
from factory.django import DjangoModelFactory

from notifications.choices import Category, Level
from notifications.models import Happening, Mail, Notice
from tests.factories.accounts import UserFactory


class HappeningFactory(DjangoModelFactory[Happening]):
    class Meta:
        model = Happening

    id = factory.Sequence(lambda n: 1_000_000 + n)
    name = "tests.Waved"
    payload = factory.LazyFunction(dict)


class NoticeFactory(DjangoModelFactory[Notice]):
    class Meta:
        model = Notice

    event = factory.SubFactory(HappeningFactory)
    recipient = factory.SubFactory(UserFactory)
    kind = "tests.wave"
    category = Category.FOR_ME
    level = Level.DIGEST
    fold = factory.LazyAttribute(lambda notice: f"{notice.kind}:{notice.event.pk}")


class MailFactory(DjangoModelFactory[Mail]):
    class Meta:
        model = Mail

    recipient = factory.SubFactory(UserFactory)
    kind = "tests.wave"
    fold = factory.Sequence(lambda n: f"tests.wave:{n}")
    message_id = factory.Sequence(lambda n: f"<{n}@localhost>")
