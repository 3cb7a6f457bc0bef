"""Markdown of strangers as HTML that is safe."""

from __future__ import annotations

import pytest

from plans.markdown import to_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("**a** *b* `c` ~~d~~", "<p><strong>a</strong> <em>b</em> <code>c</code> <s>d</s></p>\n"),
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>\n"),
        ("<img src=x onerror=y>", "<p>&lt;img src=x onerror=y&gt;</p>\n"),
        ("![A <b> tree](http://e/x.png)", "<p>A &lt;b&gt; tree</p>\n"),
        (
            '[a](https://b.c "t")',
            '<p><a href="https://b.c" title="t" rel="noopener noreferrer">a</a></p>\n',
        ),
        (
            "[a](tel:+8613900000000)",
            '<p><a href="tel:+8613900000000" rel="noopener noreferrer">a</a></p>\n',
        ),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>\n"),
        ("[a](JaVaScRiPt&#58;alert(1))", "<p>[a](JaVaScRiPt:alert(1))</p>\n"),
        ("[a](file:///etc/passwd)", "<p>[a](file:///etc/passwd)</p>\n"),
        ("[a](//evil.example)", '<p><a rel="noopener noreferrer">a</a></p>\n'),
        ("[a](/admin/)", '<p><a rel="noopener noreferrer">a</a></p>\n'),
        ("# A\n\n### B", "<h3>A</h3>\n<h5>B</h5>\n"),
        ("3. c", '<ol start="3">\n<li>c</li>\n</ol>\n'),
    ],
)
def test_texts(text: str, html: str):
    assert to_html(text) == html


def test_headings_begin_where_the_page_says():
    assert to_html("## A", top=2) == "<h2>A</h2>\n"


def test_tables_can_be_reached_by_keyboard():
    assert to_html("|a|\n|-|\n|1|").startswith('<table tabindex="0">\n<thead>')


def test_what_nests_without_end_is_no_burden():
    assert len(to_html("> " * 2_000 + "[" * 2_000 + "x")) < 20_000
