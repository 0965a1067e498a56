"""Texts made to be slow to read: each repeats a small piece until a field is full."""

from collections.abc import Iterator

PIECES = (
    "[", "![", "]", "](", "[a](", "[a](b)", "<", "<a", "<a>", "<a href=x>", "</a>", "&", "&amp;", "&#x41;", "&#", "*", "**", "***", "_", "__",
    "*a ", "**a", "*a **b ", "_a_", "a*b_c", "`", "``", "`a``b", "~", "~~a", "~~a~~ ", "$", "$a$ ", "$$", "$$a$$\n", "$\\frac{a}{b}$ ", "\\", "\\[",
    "> ", ">", "- ", "* ", "1. ", "1) ", "- a\n", " - a\n", "+ + ", ">- ", "# ", "#", "| ", "|a|b\n", "|-|-\n", "|a|\n|-|\n|b|\n", "[^1]", "[^1]: a\n", "[a]: b\n",
    "[a][b] ", "^[a]", ": a\n", "a\n: b\n", "http://a.b ", "http://", "www.a.b ", "a@b.c ", "@fay ", "@a@b", "@", "\n", "\n\n", "\t", " ", "a ", "a", '"', "'", '"a" ', "--",
    "...", "(c)", "```\na\n```\n", "```", "```python\nx=1\n", "    a\n", "<!--", "<!-- a", "<?", "<![CDATA[", "<div>", "<p>", "<b><i>", "<table>", "<svg>", "<math>", "<style>",
    "<script>", '<x a="', "<img src=x>", "<td>", "<li>", "<b>a", "<form>", "</p>", "<br>", "{", "}", "{%", "{{", "=", "a\n=\n", "-\n", "a\n-\n", "\u202e", "\u0301", "\u1d57\ufe0f",
    "\u5b57", "x^2", "\\text{a}", "$\\text{$", "$\\sqrt{", "${", "$a_{", "$\\left(", "$a^{b^{c}}$ ", "![a](b) ", "[![a](b)](c) ", "<https://a.b>", "<a@b.c>", "*[a]: b\n", "- [ ] a\n",
)  # fmt: skip
ENDS = ("", "]" * 40, ")" * 40, "*" * 40, "\n\n[a]: x", "$", "`", ">")


def full(limit: int) -> Iterator[str]:
    for number, piece in enumerate(PIECES):
        body = piece * (limit // len(piece))
        yield body[:limit]
        end = ENDS[number % len(ENDS)]
        yield ("a " + body)[: limit - len(end)] + end
        other = PIECES[(number * 37 + 11) % len(PIECES)]
        half = (piece + other) * (limit // (len(piece) + len(other)))
        yield half[:limit]
        yield (piece * (limit // 2 // len(piece)) + other * (limit // 2 // len(other)))[:limit]
