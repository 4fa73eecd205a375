"""Events of agreements in words and in order."""

from datetime import date
from typing import Any

import pytest

from cooperation.enums import AgreementEventKind as Kind
from cooperation.enums import AgreementKind
from cooperation.models import Agreement
from cooperation.presenters.timeline import (
    build_agreement_timeline,
    build_shared_timeline,
)
from cooperation.presenters.types import TimelineEvent
from tests.factories import AgreementEventFactory, AgreementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement() -> Agreement:
    """A twinning of Annecy with Vicence."""
    return AgreementFactory(
        slug="annecy-vicence",
        collectivity__name="Annecy",
        counterpart__name="Vicence",
        kind=AgreementKind.TWINNING,
    )


def told(agreements: list[Agreement], about: Any = None) -> list[tuple[str, str]]:
    """Return the dates and labels of a story."""
    return [
        (event.date, event.label) for event in build_shared_timeline(agreements, about)
    ]


def test_the_story_of_an_agreement_is_told_in_order(agreement: Agreement) -> None:
    AgreementEventFactory(agreement=agreement, kind=Kind.DORMANT, year=2005)
    AgreementEventFactory(
        agreement=agreement, kind=Kind.SIGNED, year=1995, date=date(1995, 6, 17)
    )
    AgreementEventFactory(agreement=agreement, kind=Kind.NO_NEWS, year=None)

    assert [
        (event.date, event.label) for event in build_agreement_timeline(agreement)
    ] == [
        ("17 juin 1995", "Signé"),
        ("2005", "Mis en sommeil"),
        ("Date inconnue", "Sans nouvelles récentes"),
    ]


def test_an_event_has_its_date_for_machines_as_well_as_it_is_known(
    agreement: Agreement,
) -> None:
    AgreementEventFactory(agreement=agreement, year=836)
    AgreementEventFactory(
        agreement=agreement, kind=Kind.RENEWED, year=1967, date=date(1967, 5, 1)
    )
    AgreementEventFactory(agreement=agreement, kind=Kind.ENDED, year=None)

    times = [event.datetime for event in build_agreement_timeline(agreement)]
    assert times == ["0836", "1967-05-01", ""]


def test_ends_and_what_has_not_happened_yet_are_muted(agreement: Agreement) -> None:
    AgreementEventFactory(agreement=agreement, year=1995)
    AgreementEventFactory(agreement=agreement, kind=Kind.ENDED, year=2005)
    AgreementEventFactory(agreement=agreement, kind=Kind.RENEWED, year=2099)

    assert [event.muted for event in build_agreement_timeline(agreement)] == [
        False,
        True,
        True,
    ]


def test_several_agreements_are_told_once_each_by_their_first_date(
    agreement: Agreement,
) -> None:
    other = AgreementFactory(counterpart__name="Bayreuth", country=None)
    AgreementEventFactory(agreement=agreement, year=1995)
    AgreementEventFactory(agreement=other, kind=Kind.SIGNED, year=None)
    AgreementEventFactory(agreement=other, kind=Kind.RENEWED, year=1966)

    agreements = [agreement, other]
    assert told(agreements, about=None) == [
        ("1966", f"{other.collectivity.name} – Bayreuth"),
        ("1995", "Annecy – Vicence (Niger)"),
    ]


def test_on_the_page_of_an_authority_only_the_other_side_is_named(
    agreement: Agreement,
) -> None:
    AgreementEventFactory(agreement=agreement, year=1995)

    (event,) = build_shared_timeline([agreement], agreement.collectivity)

    assert event == TimelineEvent(
        date="1995",
        datetime="1995",
        label="Vicence (Niger)",
        url="/accords/annecy-vicence/",
        text="Jumelage · signé",
        kind="jumelage",
        muted=False,
    )


def test_an_agreement_of_which_no_event_is_known_is_told_undated(
    agreement: Agreement,
) -> None:
    (event,) = build_shared_timeline([agreement], agreement.collectivity)

    assert (event.date, event.label, event.text) == (
        "Date inconnue",
        "Vicence (Niger)",
        "Jumelage",
    )


def test_what_came_after_the_first_event_is_told_with_it(
    agreement: Agreement,
) -> None:
    AgreementEventFactory(agreement=agreement, kind=Kind.ENDED, year=2005)
    AgreementEventFactory(agreement=agreement, kind=Kind.SIGNED, year=2005)
    AgreementEventFactory(agreement=agreement, kind=Kind.NO_NEWS, year=None)

    (event,) = build_shared_timeline([agreement])

    assert (event.date, event.text, event.muted) == (
        "2005",
        "Jumelage · signé · terminé (2005) · sans nouvelles récentes",
        True,
    )


def test_an_agreement_without_events_comes_last(agreement: Agreement) -> None:
    other = AgreementFactory(counterpart__name="Bayreuth", country=None)
    AgreementEventFactory(agreement=other, kind=Kind.SIGNED, year=1966)

    assert [date for date, _label in told([agreement, other])] == [
        "1966",
        "Date inconnue",
    ]
