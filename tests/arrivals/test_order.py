"""Whatever a file says about who answered whom, the posts come out in an order that can be written."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from courses.importers.threads import grown
from courses.importers.tree import PostNode

IDS = st.integers(1, 12).map(str)
POSTS = st.lists(
    st.builds(
        lambda source_id, parent, at: PostNode(
            source_id, parent, "3", datetime.fromtimestamp(at, UTC), None, "<p>x</p>"
        ),
        IDS,
        st.one_of(st.just(""), IDS),
        st.integers(0, 5),
    ),
    max_size=14,
)


@given(posts=POSTS)
def test_every_post_comes_once_and_after_what_it_answers(posts: list[PostNode]) -> None:
    order = grown(posts)
    assert {each.source_id for each in order} == {each.source_id for each in posts}
    assert len(order) == len({each.source_id for each in order})
    seen: set[str] = set()
    for place, each in enumerate(order):
        assert each.parent in seen if place else each.parent == ""
        seen.add(each.source_id)


@given(posts=POSTS)
def test_true_parents_are_kept_where_they_lead_up(posts: list[PostNode]) -> None:
    first = {}
    for each in sorted(posts, key=lambda each: (each.at, int(each.source_id), each.source_id)):
        first.setdefault(each.source_id, each)
    order = grown(posts)
    assert all(each.at == first[each.source_id].at for each in order)
    moved = [each for each in order[1:] if each.parent != first[each.source_id].parent]
    assert all(each.parent == order[0].source_id for each in moved)


def test_ties_in_time_are_broken_by_the_number_of_the_source() -> None:
    at = datetime(2024, 1, 1, tzinfo=UTC)
    posts = [PostNode(number, "1" if number != "1" else "", "3", at, None, "") for number in ("10", "9", "1", "2")]
    assert [each.source_id for each in grown(posts)] == ["1", "2", "9", "10"]
