"""Cases without surprises, and a kind of content to report that belongs to nobody else."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

import factory
from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import Scope, User
from accounts.rights import Rights
from moderation.choices import Outcome
from moderation.extensions import ContentKind, Snapshot
from moderation.models import Case, Decision, Evidence, Report
from moderation.services.audit import canonical


class Leaf:
    """A piece of content that lives in memory: who wrote it, where, what it says, whether it can be seen."""

    def __init__(self, pk: int, author: User, scope: Scope, text: str) -> None:
        self.pk, self.author, self.scope, self.text, self.hidden, self.asked = pk, author, scope, text, False, False


class LeafContent(ContentKind):
    key, label = "test.leaf", "Leaf"
    leaves: dict[int, Leaf] = {}

    @classmethod
    def grow(cls, author: User, scope: Scope, text: str = "Only an idiot would say that.") -> Leaf:
        leaf = Leaf(len(cls.leaves) + 1, author, scope, text)
        cls.leaves[leaf.pk] = leaf
        return leaf

    def get(self, object_id: int) -> Leaf:
        if object_id not in self.leaves:
            raise ObjectDoesNotExist
        return self.leaves[object_id]

    def may_see(self, rights: Rights, content: Leaf) -> bool:
        return not content.hidden and content.scope.pk in rights.around

    def author(self, content: Leaf) -> User:
        return content.author

    def scope(self, content: Leaf) -> Scope:
        return content.scope

    def snapshot(self, content: Leaf) -> Snapshot:
        return Snapshot(
            title="A leaf",
            text=content.text,
            html=f"<p>{content.text}</p>",
            author_id=content.author.pk,
            persona=content.author.name,
            audience_line="42 students and 3 staff can read this.",
            url=f"/leaves/{content.pk}/",
        )

    def url(self, content: Leaf) -> str:
        return f"/leaves/{content.pk}/"

    def hide(self, content: Leaf) -> None:
        content.hidden = True

    def restore(self, content: Leaf) -> None:
        content.hidden = False

    def ask_to_edit(self, content: Leaf) -> None:
        content.asked = True


class CaseFactory(DjangoModelFactory[Case]):
    class Meta:
        model = Case

    kind = "test.leaf"
    object_id = factory.Sequence(lambda n: n + 1)
    due_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=1))


class DecisionFactory(DjangoModelFactory[Decision]):
    class Meta:
        model = Decision

    case = factory.SubFactory(CaseFactory)
    outcome = Outcome.NO_BREACH
    reasons = "It quotes the reading."


def report_by(reporter: User, case: Case, **fields: Any) -> Report:
    """A report with evidence of a short text."""
    report = Report.objects.create(case=case, reporter=reporter, **fields)
    body = canonical(
        {"title": "A post", "text": "We saw bed 14.", "html": "<p>We saw bed 14.</p>", "before": [], "after": []}
    )
    Evidence.objects.create(report=report, body=body, sha256=sha256(body.encode()).hexdigest())
    return report


def case_about(author: User, scope: Scope, **fields: Any) -> Case:
    """An open case about something this person wrote there."""
    return CaseFactory(author=author, scope=scope, **fields)
