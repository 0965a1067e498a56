"""Queryset and policy give the same answer about policies and their versions, whoever asks."""

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.choices import Role
from accounts.rights import rights_of
from accounts.services import grant
from ethics import policies
from ethics.choices import VersionState
from ethics.models import Acceptance, Policy, PolicyVersion
from tests.factories.ethics import VersionFactory, published

PEOPLE = ["ada", "cleo", "dan", "eve", "hana", "ivo", "jo", "kim", "lea"]
PLACES = ["site", "institution", "programme", "course_scope"]
place = st.sampled_from(PLACES)
roles = st.lists(st.tuples(st.sampled_from(PEOPLE), place, st.sampled_from(list(Role))), max_size=4)
drafts = st.lists(st.tuples(place, st.sampled_from(PEOPLE), st.booleans()), max_size=3)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(roles=roles, drafts=drafts)
def test_queryset_and_policy_agree(cast, roles, drafts):
    with transaction.atomic():
        for who, where, role in roles:
            grant(user=getattr(cast, who), scope=getattr(cast, where), role=role)
        for where, author, asked in drafts:
            version = published(getattr(cast, where))
            state = VersionState.IN_REVIEW if asked else VersionState.DRAFT
            VersionFactory(policy=version.policy, number=2, state=state, author=getattr(cast, author))
            Acceptance.objects.get_or_create(user=getattr(cast, author), version=version)
        for who in PEOPLE:
            agree(rights_of(getattr(cast, who)))
        agree(rights_of(AnonymousUser()))
        transaction.set_rollback(True)


def agree(rights):
    agreed = Acceptance.objects.all()
    assert set(agreed.visible_to(rights)) == {each for each in agreed if each.user_id == rights.user_id}
    every, versions = Policy.objects.all(), PolicyVersion.objects.all()
    assert set(Policy.objects.visible_to(rights)) == {each for each in every if policies.can_read(rights, each)}
    assert set(Policy.objects.edited_by(rights)) == {each for each in every if policies.can_edit(rights, each)}
    readable = {each for each in versions if policies.can_read_version(rights, each)}
    assert set(PolicyVersion.objects.visible_to(rights)) == readable
    waiting = {each for each in versions if policies.can_approve(rights, each)}
    assert set(PolicyVersion.objects.waiting_for(rights)) == waiting
