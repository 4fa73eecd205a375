"""Figures that agree with their number and lead to their rows."""

from cooperation.presenters import key_figures


def test_a_figure_agrees_with_its_number() -> None:
    assert key_figures.build_action_figure(1, "/a")["label"] == "action"
    assert key_figures.build_action_figure(2, "/a")["label"] == "actions"


def test_nought_leads_nowhere() -> None:
    assert key_figures.build_agreement_figure(0, "/b")["url"] == ""


def test_all_rows_are_offered_only_where_some_are_left_out() -> None:
    assert key_figures.build_see_all_link(
        8, key_figures.build_action_figure(500, "/a")
    ) == {
        "url": "/a",
        "label": "Voir les 500 actions",
    }
    assert (
        key_figures.build_see_all_link(8, key_figures.build_action_figure(8, "/a"))[
            "url"
        ]
        == ""
    )


def test_a_cut_list_says_so() -> None:
    assert key_figures.format_shown_count(60, 120) == "Les 60 premiers sur 120."
    assert key_figures.format_shown_count(60, 60) == ""
