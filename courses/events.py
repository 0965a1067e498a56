from core.events import Event


class CourseCreated(Event):
    course_id: int
    actor_id: int | None


class CoursePublished(Event):
    course_id: int
    actor_id: int | None


class UnitPublished(Event):
    unit_id: int
    course_id: int
    actor_id: int


class UnitChanged(Event):
    """Its title, text or state is another one now (for what can be searched)."""

    unit_id: int
    course_id: int


class BlockPlaced(Event):
    placement_id: int
    unit_id: int
    course_id: int
    actor_id: int


class BlockClosed(Event):
    placement_id: int
    course_id: int
    actor_id: int


class PersonEnrolled(Event):
    course_id: int
    user_id: int
    role: str


class PeopleEnrolled(Event):
    """So many people came in together, by a list or a roster."""

    course_id: int
    count: int


class PersonLeft(Event):
    course_id: int
    user_id: int


class PersonInvited(Event):
    invitation_id: int
    course_id: int
    actor_id: int


class CourseImported(Event):
    import_id: int
    course_id: int
    actor_id: int | None


class CourseCopied(Event):
    """The course `old_id` was copied to a new run."""

    course_id: int
    old_id: int
    actor_id: int | None
