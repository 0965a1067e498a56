"""What the parts of the loader share: the clock, the plot, and what has been made so far under the keys of the files."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from accounts.models import Scope, User
from community.models import Post
from config.demo.loader.clock import Clock
from config.demo.loader.script import Script
from courses.models import Course, Placement


@dataclass
class Stage:
    clock: Clock
    script: Script = field(default_factory=Script)
    people: dict[str, User] = field(default_factory=dict)
    scopes: dict[str, Scope] = field(default_factory=dict)
    placements: dict[str, Placement] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    courses: dict[str, Course] = field(default_factory=dict)

    @property
    def course(self) -> Course:
        return self.courses["course"]

    def when(self, words: str, act: Callable[[], object]) -> datetime:
        """Write an act into the plot; the moment it will be played at."""
        moment = self.clock.at(words)
        self.script.add(moment, act)
        return moment
