"""Counts of actions and agreements put together."""

import pytest

from cooperation.presenters.counts import (
    ActivityCount,
    build_count_links,
    count_by_facet,
    format_since,
    get_top_counts,
    merge_count_rows,
    pair_rows_with_counts,
)
from cooperation.presenters.types import CountLink
from cooperation.search.activity_index import ActivityIndex, EntryMasks
from tests import factories


def test_counts_of_one_key_are_put_together() -> None:
    tallies = merge_count_rows(
        actions=[("NE", 2, 2008), ("ML", 1, None), ("NE", 1, 2001)],
        agreements=[("NE", 1, 2005), ("SN", 4, 1999)],
    )

    assert tallies == {
        "NE": ActivityCount(actions=3, agreements=1, since=2001),
        "ML": ActivityCount(actions=1, agreements=0, since=None),
        "SN": ActivityCount(actions=0, agreements=4, since=1999),
    }


def test_the_foremost_count_most_then_are_the_oldest() -> None:
    tallies = {
        1: ActivityCount(actions=1, since=2010),
        2: ActivityCount(actions=1, since=2001),
        3: ActivityCount(agreements=3),
        4: ActivityCount(actions=1),
        5: ActivityCount(actions=1, since=2010),
    }

    assert list(get_top_counts(tallies, 4)) == [3, 2, 1, 5]


def test_rows_come_in_the_order_of_their_tallies_and_unknown_keys_are_left_out() -> (
    None
):
    one, two = ActivityCount(actions=1), ActivityCount(actions=2)

    assert pair_rows_with_counts({2: two, 9: one, 1: one}, {1: "un", 2: "deux"}) == [
        ("deux", two),
        ("un", one),
    ]


def test_counts_agree_with_their_number_and_noughts_are_left_out() -> None:
    assert build_count_links(ActivityCount(actions=2, agreements=1), "/a", "/b") == [
        CountLink("accord", 1, "/b"),
        CountLink("actions", 2, "/a"),
    ]
    assert build_count_links(ActivityCount(actions=1), "/a", "/b") == [
        CountLink("action", 1, "/a")
    ]


def test_since_when_in_words() -> None:
    assert format_since(ActivityCount(since=2001)) == "dès 2001"
    assert format_since(ActivityCount()) == ""


@pytest.mark.django_db
def test_an_entry_counts_once_for_each_who_has_a_part_in_it_however_often() -> None:
    annecy = factories.CollectivityFactory()
    action = factories.ActionFactory(lead=annecy, co_leads=[annecy], start_year=2008)
    role = factories.InvolvementFactory(action=action)
    factories.FundingFactory(action=action, funder=role.partner)
    for label in ("Téra", "Kokorou"):
        factories.LocationFactory(action=action, label=label)
    joined = factories.ActionFactory(co_leads=[annecy], start_year=2001)
    factories.FundingFactory(action=joined, funder=role.partner)
    factories.FundingFactory(action=joined, funder=role.partner, year=2020)
    factories.ActionFactory(co_leads=[annecy], draft=True, start_year=1990)

    activity = ActivityIndex()
    everything = EntryMasks(activity.actions.everything, activity.agreements.everything)
    counts = {
        facet: count_by_facet(activity, facet, everything)
        for facet in ("collectivite", "partenaire", "pays")
    }

    both = ActivityCount(actions=2, since=2001)
    assert counts["collectivite"][annecy.pk] == both
    assert counts["partenaire"] == {role.partner_id: both}
    assert counts["pays"] == {"NE": ActivityCount(actions=1, since=2008)}
