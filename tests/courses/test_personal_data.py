from accounts.choices import Role
from accounts.extensions import personal_data
from courses import services
from courses.models import Course, Invitation, UnitVisit
from tests.conftest import Cast
from tests.factories.courses import UnitFactory


def test_export_has_the_person_s_own_traces_and_erasing_removes_them(cast: Cast, course: Course) -> None:
    data, unit = personal_data["courses"], UnitFactory(course=course, title="Alpha")
    services.finish_unit(actor=cast.cleo, unit=unit)
    services.invite(actor=cast.ada, course=course, emails=[str(cast.cleo.email), "x@example.org"], role=Role.MENTOR)
    found = data.export(cast.cleo)
    assert [visit["unit"] for visit in found["visits"]] == ["Alpha"]
    assert found["invitations_received"] == [course.title]
    assert len(data.export(cast.ada)["invitations_sent"]) == 2
    for _ in range(2):
        data.erase(cast.cleo)
    assert not UnitVisit.objects.filter(user=cast.cleo).exists()
    assert [each.email for each in Invitation.objects.all()] == ["x@example.org"]
    assert data.export(cast.cleo)["visits"] == []
