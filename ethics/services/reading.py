"""How old a reader has to be: Flesch and Kincaid's measure, for English; a hint to the writer, never a gate."""

import re

SENTENCE = re.compile(r"[.!?:;]+(?:\s|$)")
WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
VOWELS = re.compile(r"[aeiouy]+")
YOUNGEST, OLDEST = 6, 25


def reading_age(text: str) -> int | None:
    """In years; None for fewer than ten words, where the measure says nothing."""
    words = WORD.findall(text)
    if len(words) < 10:  # noqa: PLR2004
        return None
    sentences = max(1, len(SENTENCE.findall(text)))
    syllables = sum(_syllables(word.lower()) for word in words)
    grade = 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59
    return max(YOUNGEST, min(OLDEST, round(grade + 5)))


def _syllables(word: str) -> int:
    count = len(VOWELS.findall(word))
    if word.endswith("e") and not word.endswith("le") and count > 1:
        count -= 1
    return max(1, count)
