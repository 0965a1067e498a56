"""How foreign HTML reads after it was cleaned."""

import pytest

from courses.importers.prose import Reading, Unreadable, read_well

PRE = '<pre tabindex="0" role="region" aria-label="Code, scrolls sideways">'


class Nowhere:
    """Addresses of a text that stands alone: the web is there, files are not."""

    def __init__(self) -> None:
        self.noted: list[str] = []

    def link(self, address: str) -> str | None:
        return address if address.startswith("http") else None

    def picture(self, address: str) -> str | None:
        return f"/-/file/0/{address}" if address.endswith(".png") else None

    def note(self, what: str, reason: str) -> None:
        self.noted.append(what)


def reading(raw: str, title: str = "", unit: str = "Unit") -> Reading:
    return read_well(raw, title=title, unit_title=unit, addresses=Nowhere())


@pytest.mark.parametrize(
    ("raw", "html"),
    [
        ("<div><div>One</div><div>Two</div></div>", "<p>One</p><p>Two</p>"),
        ("<p>A</p><p>&nbsp;</p><p><br></p><p><span></span></p>", "<p>A</p>"),
        ("<p>A<br><br>B<br></p>", "<p>A</p><p>B</p>"),
        ("loose <b>words</b><ul><li>x</ul>", "<p>loose <strong>words</strong></p><ul><li>x</li></ul>"),
        ("<ol><li>a</li><ol><li>b</li></ol></ol>", "<ol><li>a<ol><li>b</li></ol></li></ol>"),
        ("<li>a</li><li>b</li>", "<ul><li>a</li><li>b</li></ul>"),
        ('<p style="color:red" class="x" onclick="y()">A</p>', "<p>A</p>"),
        ("<script>alert(1)</script><style>p{}</style>A", "<p>A</p>"),
        ('<a href="javascript:x()">A</a>', "<p>A</p>"),
        ("<u>A</u> <font size=7>B</font>", "<p>A B</p>"),
        ("a\n   b", "<p>a b</p>"),
        ("<pre>a\n   b</pre>", f"{PRE}a\n   b</pre>"),
        ("<h3>Title <div>inside</div></h3>x<h3><p></p></h3>", "<p>x</p>"),
        ("", ""),
    ],
)
def test_messy_html_becomes_plain_reading(raw: str, html: str) -> None:
    assert reading(raw).html == html


def test_first_heading_is_the_title_and_others_follow_below_it() -> None:
    found = reading("<h1>Wounds</h1><h4>Acute</h4><p>a</p><h6>Burns</h6>", title="Raw HTML")
    assert found == Reading("Wounds", "<h3>Acute</h3><p>a</p><h4>Burns</h4>")


def test_title_that_repeats_the_unit_is_dropped() -> None:
    found = reading("<h2>Wounds!</h2><h5>Acute</h5><p>a</p>", unit="wounds")
    assert found == Reading("", "<h2>Acute</h2><p>a</p>")


def test_embedded_page_becomes_a_link_that_names_its_site() -> None:
    html = reading('<iframe src="https://maps.example.org/m" title="Map"></iframe>').html
    assert 'href="https://maps.example.org/m"' in html
    assert ">Open “Map” on maps.example.org</a>" in html


def test_picture_without_words_gets_those_of_its_name_and_is_noted() -> None:
    addresses = Nowhere()
    found = read_well('<img src="Chest_film_day_3.png">', title="", unit_title="", addresses=addresses)
    assert 'alt="Chest film day 3"' in found.html
    assert addresses.noted == ["Description of the picture “Chest_film_day_3.png”"]


@pytest.mark.parametrize("raw", [r"\(x^2\)", r"[mathjaxinline]x^2[/mathjaxinline]"])
def test_marked_formulas_become_mathml(raw: str) -> None:
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in reading(f"<p>So {raw}.</p>").html


def test_formula_that_makes_no_sense_stays_as_typed() -> None:
    assert reading(r"<p>\(\frac{\)</p>").html in {r"<p><code>\frac{</code></p>", r"<p><math></math></p>"}
    assert reading(r"<pre>\(x\)</pre>").html == PRE + r"\(x\)</pre>"


def test_table_keeps_its_cells_and_scrolls() -> None:
    html = reading("<table border=1><tr><th scope=col>A<td colspan=2>B</table>").html
    assert '<th scope="col">A</th><td colspan="2">B</td>' in html
    assert 'class="table-wrap"' in html


@pytest.mark.parametrize("raw", ["<div>" * 500 + "x", "x" * 1_000_001, "<p>long</p>" * 30_000])
def test_monsters_are_refused(raw: str) -> None:
    with pytest.raises(Unreadable):
        reading(raw)
