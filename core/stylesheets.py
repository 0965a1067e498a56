"""One stylesheet out of many: a page asks once, and the layers stay what they are in the sources."""

import re
from collections.abc import Callable
from pathlib import PurePosixPath

IMPORT = re.compile(r'@import "([^"]+)" layer\((\w+)\);')
COMMENT = re.compile(r"(?s)/\*.*?\*/")
STRING = re.compile(r'"[^"]*"')


def flatten(entry: str, read: Callable[[str], str]) -> str:
    """The entry with each import in its place as a layer block; imported files import nothing themselves."""
    folder = PurePosixPath(entry).parent

    def inline(match: re.Match[str]) -> str:
        name, layer = match.groups()
        return f"@layer {layer}{{{read(str(folder / name))}}}"

    return minify(IMPORT.sub(inline, read(entry)))


def minify(css: str) -> str:
    """The same rules without comments and the blanks that only people need; strings are left alone."""
    strings: list[str] = []

    def keep(match: re.Match[str]) -> str:
        strings.append(match.group())
        return f'"{len(strings) - 1}"'

    css = STRING.sub(keep, COMMENT.sub("", css))
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,]) ?", r"\1", css)
    css = re.sub(r"(?<=[\w)]): ", ":", css).replace(";}", "}")
    css = re.sub(r"(?<![\w.])0(\.\d)", r"\1", css)
    return re.sub(r'"(\d+)"', lambda match: strings[int(match.group(1))], css).strip()
