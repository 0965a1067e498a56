"""What other programs put on the clipboard, in their manner: HTML, plain text, and the Markdown it has to become."""

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word"><head>
<meta name=Generator content="Microsoft Word 15"><style><!-- p.MsoNormal {margin:0cm; mso-pagination:widow-orphan;} --></style>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]--></head>
<body lang=EN-GB style='tab-interval:36.0pt'><!--StartFragment-->
<h1 style='mso-list:none'>The film<o:p></o:p></h1>
<p class=MsoNormal><span lang=EN-GB style='mso-fareast-language:EN-US'>A <b style='mso-bidi-font-weight:normal'>clear</b><b> film</b> rules
<i>little</i> out. See <a href="https://example.org/a_b">the guide</a>.<o:p></o:p></span></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>Pain<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='margin-left:72.0pt;mso-list:l0 level2 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>o<span>&nbsp;&nbsp; </span></span><![endif]>on breathing</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l1 level1 lfo2'><![if !supportLists]><span style='mso-list:Ignore'>1.<span>&nbsp;&nbsp; </span></span><![endif]>Then this</p>
<table class=MsoTableGrid border=1><tr><td width=100><p class=MsoNormal><b>Sign</b></p></td><td><p class=MsoNormal>Value|s</p></td></tr>
<tr><td><p class=MsoNormal>Pulse</p></td><td><p class=MsoNormal>90<br>a minute</p></td></tr></table>
<!--EndFragment--></body></html>"""
GOOGLE = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1"><h2 dir="ltr" style="line-height:1.38;"><span
style="font-size:16pt;font-weight:700;">Reading</span></h2><p dir="ltr"><span style="font-weight:400;">A </span><span style="font-weight:700;">bold</span><span
style="font-weight:400;font-style:italic;"> and slanted</span><span> word, </span><a href="https://www.google.com/url?q=https://example.org/x&amp;sa=D"><span>a link</span></a></p><br>
<ul style="margin:0"><li dir="ltr"><p dir="ltr" role="presentation"><span>one</span></p></li><ul><li><p><span>inside</span></p></li></ul><li><p><span>two</span></p></li></ul>
<ol><li><p>first</p></li><li><p>second</p></li></ol></b>"""
LIBRE = """<!DOCTYPE html><html><head><meta name="generator" content="LibreOffice 7.4 (Linux)"/><style type="text/css">p { margin-bottom: 0.25cm }</style></head>
<body lang="en-GB" dir="ltr"><h3 class="western">Doses</h3><p style="line-height: 115%; margin-bottom: 0cm"><font face="Liberation Serif"><b>5 * 3</b> = 15, costs $5</font></p>
<ul><li><p style="margin-bottom: 0cm">first</p><ul><li><p>deeper</p></li></ul></li></ul>
<table width="100%" cellpadding="4"><thead><tr><th><p>Drug</p></th><th><p>mg</p></th></tr></thead><tbody><tr><td><p>A</p></td><td><p>1</p></td></tr></tbody></table></body></html>"""
PAGE = """<html><body><!--StartFragment--><script>alert(1)</script><style>p{}</style><nav>Menu</nav><div><p onclick="x()">See <a href="javascript:alert(1)">here</a>
and <a href="https://example.org/(a)">there</a>.<img src="x" onerror="alert(1)" alt=""></p><blockquote><p>They said so.</p></blockquote><pre>a = 1
b = 2</pre><p style="display:none">secret</p><p># not a heading</p><p>Use <code>sort</code> and <strong>mind <em>this</em></strong></p></div><!--EndFragment--></body></html>"""

PASTED = {
    "Word": (
        WORD,
        "The film\nA clear film",
        (
            "# The film\n\nA **clear film** rules *little* out. See [the guide](https://example.org/a_b).\n\n"
            "- Pain\n   - on breathing\n1. Then this\n\n| **Sign** | Value\\|s |\n| --- | --- |\n| Pulse | 90 a minute |"
        ),
    ),
    "Google Docs": (
        GOOGLE,
        "Reading\nA bold",
        (
            "## Reading\n\nA **bold** *and slanted* word, [a link](https://example.org/x)\n\n"
            "- one\n   - inside\n- two\n\n1. first\n2. second"
        ),
    ),
    "LibreOffice": (
        LIBRE,
        "Doses",
        "### Doses\n\n**5 \\* 3** = 15, costs \\$5\n\n- first\n   - deeper\n\n| Drug | mg |\n| --- | --- |\n| A | 1 |",
    ),
    "a page": (
        PAGE,
        "See here",
        (
            "See here and [there](https://example.org/%28a%29).\n\n> They said so.\n\n```\na = 1\nb = 2\n```\n\n"
            "\\# not a heading\n\nUse `sort` and **mind *this***"
        ),
    ),
    "plain words": ("<meta charset=utf-8><span>just words</span>", "just words", ""),
}
