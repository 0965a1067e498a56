"""What the pages of courses show."""

from courses.pages.block import BlockPage
from courses.pages.course import CoursePage
from courses.pages.home import HomePage
from courses.pages.menus import course_menu
from courses.pages.unit import UnitPage

__all__ = ["BlockPage", "CoursePage", "HomePage", "UnitPage", "course_menu"]
