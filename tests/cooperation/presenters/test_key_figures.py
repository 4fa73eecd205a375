"""Figures that agree with their number and lead to their rows."""

from cooperation.presenters.key_figures import (
    build_figure,
    build_see_all_link,
    format_shown_count,
)
from cooperation.presenters.types import Link


def test_a_figure_agrees_with_its_number() -> None:
    assert build_figure("action", 1, "/a").label == "action"
    assert build_figure("action", 2, "/a").label == "actions"


def test_nought_leads_nowhere() -> None:
    assert build_figure("agreement", 0, "/b").url == ""


def test_all_rows_are_offered_only_where_some_are_left_out() -> None:
    many, few = build_figure("action", 500, "/a"), build_figure("action", 8, "/a")
    assert build_see_all_link(8, many) == Link("Voir les 500 actions", "/a")
    assert build_see_all_link(8, few).url == ""


def test_a_cut_list_says_so() -> None:
    assert format_shown_count(60, 120) == "Les 60 premiers sur 120."
    assert format_shown_count(60, 60) == ""
