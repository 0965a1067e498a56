"""Sixty random histories, each told by one person and by another: a classmate gets the same bytes."""

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.community.histories import Step, compare, steps

if TYPE_CHECKING:
    from tests.conftest import Cast


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.generate],
)
@given(history=steps, anonymity=st.sampled_from(["choice", "always"]), shut=st.sampled_from(["", "x", "y"]))
def test_peers_get_the_same_bytes_whoever_wrote(cast: "Cast", history: list[Step], anonymity: str, shut: str) -> None:
    compare(cast, history, anonymity, shut)
