from accounts.events import MembershipGranted
from accounts.models import Membership
from community.people import services
from community.people.events import IntroductionGiven
from community.people.models import Introduction
from core.events import listen


@listen(IntroductionGiven)
def suggest_people(event: IntroductionGiven) -> None:
    """Whoever answers meets up to three people at once, not on the next Monday."""
    introduction = Introduction.objects.open().filter(pk=event.introduction_id).first()
    if introduction is not None:
        services.suggest_for(introduction)


@listen(MembershipGranted)
def part(event: MembershipGranted) -> None:
    """People who grade a student are not connected to them."""
    granted = Membership.objects.live().filter(user=event.user_id, scope=event.scope_id, role=event.role, grades=True)
    for membership in granted.select_related("user", "scope"):
        services.part_from_graded(grader=membership.user, scope=membership.scope)
