"""Moodle backups with people who talk, made for the case."""

from pathlib import Path
from xml.sax.saxutils import escape

from tests.courses.test_moodle import backup

PEOPLE = {"3": ("Ida", "Berg", "ida@example.org"), "4": ("Oto", "Ek", "oto@example.org"), "5": ("Una", "Lind", "")}


def post(number: int, parent: int, at: int, words: str = "<p>Hi</p>", *, who: str = "3", private: int = 0) -> str:
    return (
        f'<post id="{number}"><parent>{parent}</parent><userid>{who}</userid><created>{at}</created>'
        f"<modified>{at}</modified><subject>Re</subject><message>{escape(words)}</message>"
        f"<messageformat>1</messageformat><privatereplyto>{private}</privatereplyto></post>"
    )


def discussion(number: int, *posts: str, name: str = "Which dressing?", group: int = -1) -> str:
    return (
        f'<discussion id="{number}"><name>{name}</name><groupid>{group}</groupid>'
        f"<posts>{''.join(posts)}</posts></discussion>"
    )


def talking(place: Path, *discussions: str, kind: str = "general") -> Path:
    """A course of one section with one forum, and the people who wrote in it."""
    inner = f"<type>{kind}</type><intro>{escape('<p>Say why.</p>')}</intro><discussions>{''.join(discussions)}</discussions>"
    place.mkdir(parents=True, exist_ok=True)
    backup(place, ("forum", "Dressings", inner))
    users = "".join(
        f'<user id="{number}"><firstname>{first}</firstname><lastname>{last}</lastname><email>{email}</email></user>'
        for number, (first, last, email) in PEOPLE.items()
    )
    place.joinpath("users.xml").write_text(f"<users>{users}</users>")
    return place


CHAT = discussion(
    1,
    post(10, 0, 1_700_000_000, "<p>Film or foam?</p>"),
    post(11, 10, 1_700_000_100, "<p>Foam.</p>", who="4"),
    post(12, 11, 1_700_000_200, "<p>Why foam?</p>"),
    post(13, 12, 1_700_000_300, "<p>It holds more.</p>", who="5"),
    post(14, 10, 1_700_000_150, "<p>Film.</p>", who="5"),
)
