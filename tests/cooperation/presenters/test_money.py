"""Money in words, and totals that count nothing twice."""

from decimal import Decimal
from typing import Any

import pytest

from cooperation.enums import FundingKind
from cooperation.models import Action, Funding, FundingWindow
from cooperation.presenters.money import (
    ActionMoney,
    build_action_money,
    format_known_amount,
    group_money_by_year,
)
from cooperation.presenters.types import FundingRow
from tests import factories

pytestmark = pytest.mark.django_db
NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (None, "montant inconnu"),
        (Decimal("0"), f"0{NBSP}€"),
        (Decimal("481180.00"), f"481{NBSP}180{NBSP}€"),
        (Decimal("80000.50"), f"80{NBSP}000,50{NBSP}€"),
    ],
)
def test_an_amount_in_words(amount: Decimal | None, words: str) -> None:
    assert format_known_amount(amount) == words


def money(*rows: dict[str, Any]) -> ActionMoney:
    """Return the money of an action that has these fundings."""
    action = factories.ActionFactory()
    for row in rows:
        factories.FundingFactory(action=action, **row)
    return build_action_money(Action.objects.for_entry_page().get())


def test_the_total_is_of_what_was_granted() -> None:
    found = money(
        {"amount": 40_000, "year": 2019},
        {"amount": 60_000, "year": 2020},
        {"amount": 60_000, "year": 2020, "kind": FundingKind.PLANNED},
    )

    assert found.total == 100_000
    assert found.note.startswith("Prévu, hors total : 60")


def test_unknown_amounts_are_said_and_left_out_of_the_total() -> None:
    found = money(
        {"amount": 40_000, "year": 2019},
        {"amount": 60_000, "year": 2020},
        {"amount": None, "year": 2021},
    )

    assert [row.amount for row in found.rows] == [40_000, 60_000, None]
    assert found.total == 100_000
    assert found.note == "1 montant n’est pas connu."


def test_a_single_amount_needs_no_total() -> None:
    assert money({"amount": 40_000}).total is None


def test_cents_are_kept_where_there_are_some() -> None:
    found = money({"amount": Decimal("10.50"), "year": 2019}, {"amount": 1})

    assert [row.amount for row in found.rows] == [Decimal("10.50"), 1]
    assert found.total == Decimal("11.50")


def test_sums_by_window_and_by_year_are_given_where_they_tell_something() -> None:
    oudin = factories.FundingWindowFactory()
    ministry = factories.FundingWindowFactory(code="meae", name_fr="MEAE")
    found = money(
        {"window": oudin, "amount": 100, "year": 2019},
        {"window": oudin, "amount": 200, "year": 2020},
        {"window": ministry, "amount": 400, "year": 2020},
    )

    assert [
        (fact.term, [entry.label for entry in fact.entries]) for fact in found.sums
    ] == [
        ("Par guichet", [f"oudin_santini : 300{NBSP}€", f"MEAE : 400{NBSP}€"]),
        ("Par année", [f"2019 : 100{NBSP}€", f"2020 : 600{NBSP}€"]),
    ]


def test_one_window_and_one_year_need_no_sums() -> None:
    assert money({"amount": 1, "year": 2019}).sums == []


def test_a_row_leads_to_its_window_and_its_funder() -> None:
    found = money(
        {"funder": factories.PartnerFactory(name="Agence", slug="agence"), "year": 2019}
    )

    assert found.has_funders
    assert found.rows == [
        FundingRow(
            window="oudin_santini",
            window_url="/actions/?guichet=oudin_santini",
            funder="Agence",
            funder_url="/partenaires/agence/",
            year=2019,
            nature="Accordé",
            amount=10_000,
            note="",
        )
    ]


def test_money_by_year_counts_an_amount_once_whatever_hangs_on_its_action() -> None:
    action = factories.ActionFactory(themes=[factories.ThemeFactory()])
    for code in ("NE", "ML"):
        factories.LocationFactory(action=action, country__iso2=code)
    for _number in range(3):
        factories.InvolvementFactory(action=action)
    ministry = factories.FundingWindowFactory(code="meae", name_fr="MEAE")
    factories.FundingFactory(action=action, amount=100, year=2020)
    factories.FundingFactory(action=action, amount=50, year=2020, window=ministry)
    factories.FundingFactory(
        action=action,
        amount=None,
        year=2020,
        kind="accorde",
        funder=factories.PartnerFactory(),
    )
    factories.FundingFactory(action=action, amount=7, year=2020, kind="prevu")
    factories.FundingFactory(action=action, amount=None, year=None)

    actions = Action.objects.published()
    rows = Funding.objects.granted_to(actions).sum_by_year_and_window()
    years = group_money_by_year(rows, FundingWindow.objects.in_bulk(), "annecy")

    assert [(year.label, year.amount, year.note) for year in years] == [
        ("2020", f"150{NBSP}€", "1 montant n’est pas connu."),
        ("Année inconnue", "montant inconnu", ""),
    ]
    assert sorted(window.url for window in years[0].windows) == [
        "/actions/?collectivite=annecy&guichet=meae",
        "/actions/?collectivite=annecy&guichet=oudin_santini",
    ]
