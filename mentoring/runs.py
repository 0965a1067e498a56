"""What a person looks at in a new run of a course where mentors answer."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from courses.extensions import Copied, Found, ToCheck, blocks, to_check
from mentoring.choices import PANEL_KIND


@to_check.register
class Panels(ToCheck):
    key, icon, order = "mentoring.panels", "mentor", 65
    label = _("Mentor panels")
    advice = _("Ask the mentors again, and choose who sits there.")

    def found(self, copied: Copied) -> Iterator[Found]:
        for _old, new in copied.placements:
            if new.block_key == PANEL_KIND:
                yield Found(unit_id=new.unit_id, part_id=new.part_id, what=blocks[PANEL_KIND].title(new))
