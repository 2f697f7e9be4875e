"""Markdown of questions and documentation as HTML."""

from web.pages.markdown import render_markdown, split_title


def test_html_in_a_text_is_shown_and_not_taken_for_html() -> None:
    assert "<p>&lt;b&gt;no&lt;/b&gt;</p>\n" == render_markdown("<b>no</b>")


def test_what_may_be_wide_is_reached_by_keyboard() -> None:
    shown = render_markdown("| a |\n|---|\n| 1 |\n\n```\nfence\n```\n\n    block\n")
    assert 1 == shown.count('<div class="wide" tabindex="0"><table>')
    assert 2 == shown.count('<pre tabindex="0"><code>')


def test_a_title_is_the_first_line() -> None:
    assert ("ACMW together", "Which?\n") == split_title("# ACMW together\n\nWhich?\n")
