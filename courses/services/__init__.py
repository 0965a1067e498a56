"""Verbs of courses, one module for each noun."""

from courses.services.about import furnish
from courses.services.courses import archive_course, change_course, create_course, publish_course, reopen_course
from courses.services.doors import (
    accept_invitation,
    can_accept,
    can_join,
    invite,
    join,
    make_join_link,
    revoke_invitation,
    revoke_join_link,
)
from courses.services.facts import Facts, facts_of, forget_facts
from courses.services.files import add_file
from courses.services.groups import fill_group, groups_of, make_group, rename_group
from courses.services.letters import send_due_invitations, send_invitation
from courses.services.parts import add_text, change_text, move_part, restore_part, retire_part, with_picture
from courses.services.people import admit, change_role, come_back, enrol, leave, remove
from courses.services.placements import (
    can_use_tool,
    change_block,
    close_block,
    pause_block,
    place_block,
    publish_block,
    reopen_block,
    retire_block,
    says_why,
    tools_in_use,
)
from courses.services.sections import combine
from courses.services.units import (
    add_outcome,
    add_unit,
    change_outcome,
    change_unit,
    move_unit,
    publish_unit,
    remove_outcome,
    restore_unit,
    retire_unit,
    unpublish_unit,
)
from courses.services.visits import finish_unit, note_visit

__all__ = [
    "Facts",
    "accept_invitation",
    "add_file",
    "add_outcome",
    "add_text",
    "add_unit",
    "admit",
    "archive_course",
    "can_accept",
    "can_join",
    "can_use_tool",
    "change_block",
    "change_course",
    "change_outcome",
    "change_role",
    "change_text",
    "change_unit",
    "close_block",
    "combine",
    "come_back",
    "create_course",
    "enrol",
    "facts_of",
    "fill_group",
    "finish_unit",
    "forget_facts",
    "furnish",
    "groups_of",
    "invite",
    "join",
    "leave",
    "make_group",
    "make_join_link",
    "move_part",
    "move_unit",
    "note_visit",
    "pause_block",
    "place_block",
    "publish_block",
    "publish_course",
    "publish_unit",
    "remove",
    "remove_outcome",
    "rename_group",
    "reopen_block",
    "reopen_course",
    "restore_part",
    "restore_unit",
    "retire_block",
    "retire_part",
    "retire_unit",
    "revoke_invitation",
    "revoke_join_link",
    "says_why",
    "send_due_invitations",
    "send_invitation",
    "tools_in_use",
    "unpublish_unit",
    "with_picture",
]
