from pathlib import Path

from django.contrib.staticfiles import finders

from core.stylesheets import flatten, minify

FILES = {
    "css/app.css": '/* Names. */\n@layer base, parts;\n@import "base.css" layer(base);\n@import "parts/card.css" layer(parts);',
    "css/base.css": "body {\n  margin: 0;\n}\n",
    "css/parts/card.css": '.card::before {\n  content: "a  b; c";\n  opacity: 0.5;\n}\n',
}


def test_imports_become_layers_in_their_order() -> None:
    assert flatten("css/app.css", FILES.__getitem__) == (
        '@layer base,parts;@layer base{body{margin:0}}@layer parts{.card::before{content:"a  b; c";opacity:.5}}'
    )


def test_selectors_keep_the_blanks_that_mean_something() -> None:
    assert minify(".a :focus { color: red; }") == ".a :focus{color:red}"


def test_numbers_keep_their_value() -> None:
    assert minify("a { b: 10.5px 0.5px -0.25px calc(1px + 0.1px); }") == "a{b:10.5px .5px -.25px calc(1px + .1px)}"


def test_media_queries_keep_their_and() -> None:
    assert minify("@media (min-width: 64rem) and (scripting: none) { a { b: c; } }") == (
        "@media (min-width:64rem) and (scripting:none){a{b:c}}"
    )


def test_site_serves_the_flattened_stylesheet() -> None:
    path = finders.find("css/app.css")
    assert path is not None
    assert "@import" not in Path(str(path)).read_text()
