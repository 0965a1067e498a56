"""Where in a text words stand that are nearly these: the edit distance by the bits of a number (Myers 1999)."""

from collections.abc import Iterator


def distances(pattern: str, text: str, *, from_start: bool = False) -> Iterator[int]:
    """For each end in `text`, how many edits away `pattern` is from what ends there.

    What is compared begins wherever it is best; with `from_start` at the start of the text. A step for each character.
    """
    bits: dict[str, int] = {}
    for place, char in enumerate(pattern):
        bits[char] = bits.get(char, 0) | 1 << place
    every, top = (1 << len(pattern)) - 1, 1 << (len(pattern) - 1)
    more, less, distance = every, 0, len(pattern)
    for char in text:
        same = bits.get(char, 0)
        down = same | less
        across = (((same & more) + more) ^ more) | same
        rises, falls = less | (~(across | more) & every), more & across
        distance += bool(rises & top) - bool(falls & top)
        rises, falls = rises << 1 | from_start, falls << 1
        more, less = (falls | ~(down | rises)) & every, rises & down & every
        yield distance


def nearest(pattern: str, text: str) -> tuple[int, int, int]:
    """How many edits away the nearest words in `text` are, and where they begin and end."""
    ends = list(distances(pattern, text))
    fewest = min(ends)
    end = ends.index(fewest) + 1
    backwards = list(distances(pattern[::-1], text[:end][::-1], from_start=True))
    length = min(range(1, end + 1), key=lambda n: (backwards[n - 1], abs(n - len(pattern))))
    return fewest, end - length, end
