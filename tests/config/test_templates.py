"""Templates are read without what only their authors need."""

import pytest

from config.templates import compact_template


@pytest.mark.parametrize(
    ("source", "compact"),
    [
        ("<p>\n    A  b\n</p>\n", "<p>\nA  b\n</p>\n"),
        ("{# What it is. #}\n{% load i18n %}\n<p>", "\n{% load i18n %}<p>"),
        ("a\n  {% if b %}\n    c\n  {% endif %}\n", "a\n{% if b %}c\n{% endif %}\n"),
        ("a{% if b %}\n  c\n{% endif %}", "a{% if b %}\nc\n{% endif %}"),
        ("<b>a</b>\n\n  <b>c</b>", "<b>a</b>\n<b>c</b>"),
    ],
)
def test_white_space_is_one_line_feed_and_words_stay_apart(
    source: str, compact: str
) -> None:
    assert compact_template(source) == compact
