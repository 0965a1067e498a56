"""Threads of an old run in a new one, with the consent of those who wrote them."""

from community.discussion.services.carrying.answering import answer_carrying, forget_carrying
from community.discussion.services.carrying.asking import ask_to_carry, stop_carrying
from community.discussion.services.carrying.writing import carry_over

__all__ = ["answer_carrying", "ask_to_carry", "carry_over", "forget_carrying", "stop_carrying"]
