"""Several acts at the same moment, each in a real connection of its own."""

import threading
from collections.abc import Callable

from django.db import connections

from core.policy import Refused


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run each in a thread and a connection of its own, let loose by one gate; "done" or the refusal, in order."""
    gate, outcomes = threading.Barrier(len(acts)), ["?"] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            gate.wait(timeout=10)
            act()
            outcomes[place] = "done"
        except Refused as refusal:
            outcomes[place] = str(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return outcomes
