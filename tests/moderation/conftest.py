from collections.abc import Callable, Iterator
from typing import Any

import pytest

from accounts.choices import Role
from accounts.models import User
from accounts.services import grant
from moderation import services
from moderation.extensions import kinds
from moderation.models import Case
from moderation.services.evidence import rules_for
from tests.conftest import Cast
from tests.factories.accounts import UserFactory
from tests.factories.moderation import Leaf, LeafContent


@pytest.fixture(autouse=True)
def _leaves() -> Iterator[None]:
    LeafContent.leaves = {}
    with kinds.temporarily(LeafContent):
        yield


@pytest.fixture
def third_moderator(cast: Cast) -> User:
    """With Dan and Gil the third: the independent desk decides."""
    person = UserFactory(name="Third")
    grant(user=person, scope=cast.institution, role=Role.MODERATOR)
    return person


@pytest.fixture
def leaf(cast: Cast) -> Leaf:
    """Cleo wrote it in the course."""
    return LeafContent.grow(cast.cleo, cast.course_scope)


@pytest.fixture
def case(cast: Cast, leaf: Leaf, third_moderator: User) -> Case:
    """Fay reported Cleo's leaf; three moderators are there."""
    return services.report(actor=cast.fay, kind="test.leaf", object_id=leaf.pk, clause=None, words="Rude.").case


Finding = Callable[..., dict[str, Any]]


@pytest.fixture
def finding() -> Finding:
    """What is filled in at the desk: a breach of the third rule unless said otherwise."""

    def fill(case: Case, outcome: str = "hide", **fields: Any) -> dict[str, Any]:
        clause = next(rule for rule in rules_for(case) if rule.key == "idea-not-person")
        given = {"outcome": outcome, "clause": clause, "reasons": "It is aimed at a person.", "quote": "only an idiot"}
        return {**given, **({"pause_days": 3} if outcome == "pause" else {}), **fields}

    return fill
