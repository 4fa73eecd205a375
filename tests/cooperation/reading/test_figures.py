"""Figures that agree with their number and lead to their rows."""

from cooperation.reading import figures


def test_a_figure_agrees_with_its_number() -> None:
    assert figures.actions(1, "/a")["label"] == "action"
    assert figures.actions(2, "/a")["label"] == "actions"


def test_nought_leads_nowhere() -> None:
    assert figures.agreements(0, "/b")["url"] == ""


def test_all_rows_are_offered_only_where_some_are_left_out() -> None:
    assert figures.see_all(8, figures.actions(500, "/a")) == {
        "url": "/a",
        "label": "Voir les 500 actions",
    }
    assert figures.see_all(8, figures.actions(8, "/a"))["url"] == ""


def test_a_cut_list_says_so() -> None:
    assert figures.first_of(60, 120) == "Les 60 premiers sur 120."
    assert figures.first_of(60, 60) == ""
