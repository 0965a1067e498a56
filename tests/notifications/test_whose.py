"""A notice is its recipient's, whatever else anybody is."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.choices import Role
from accounts.rights import rights_of
from accounts.services import grant
from notifications.models import Notice
from tests.conftest import Cast
from tests.factories.notifications import NoticeFactory

person = st.sampled_from(["ada", "cleo", "dan", "gil", "jo", "kim"])
place = st.sampled_from(["site", "institution", "course_scope"])


@pytest.mark.django_db
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    roles=st.lists(st.tuples(person, place, st.sampled_from(list(Role))), max_size=4), told=st.lists(person, max_size=6)
)
def test_everybody_sees_their_own_and_no_other(cast: Cast, roles: list[tuple[str, str, Role]], told: list[str]) -> None:
    with transaction.atomic():
        for who, where, role in roles:
            grant(user=getattr(cast, who), scope=getattr(cast, where), role=role)
        for who in told:
            NoticeFactory(recipient=getattr(cast, who))
        for who in ("ada", "cleo", "dan", "gil", "jo", "kim"):
            user = getattr(cast, who)
            mine = Notice.objects.visible_to(rights_of(user))
            assert mine.count() == told.count(who)
            assert all(notice.recipient == user for notice in mine)
        assert not Notice.objects.visible_to(rights_of(AnonymousUser())).exists()
        transaction.set_rollback(True)
