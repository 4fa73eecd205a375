"""Years in words."""

from datetime import date

import pytest

from cooperation.enums import ActionStatus, AgreementEventKind
from cooperation.presenters.years import format_action_years, format_agreement_years
from tests.factories import ActionFactory, AgreementEventFactory, AgreementFactory

TODAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("start", "end", "status", "words"),
    [
        (2019, 2023, ActionStatus.ENDED, "2019–2023"),
        (2019, 2019, ActionStatus.ENDED, "2019"),
        (2019, None, ActionStatus.ACTIVE, "depuis 2019"),
        (2027, None, ActionStatus.PLANNED, "à partir de 2027"),
        (2019, None, ActionStatus.ENDED, "commencée en 2019"),
        (2019, None, ActionStatus.UNKNOWN, "commencée en 2019"),
        (None, 2015, ActionStatus.ENDED, "jusqu’en 2015"),
        (None, None, ActionStatus.ACTIVE, ""),
    ],
)
def test_years_of_an_action(
    start: int | None, end: int | None, status: str, words: str
) -> None:
    action = ActionFactory.build(start_year=start, end_year=end, status=status)

    assert format_action_years(action) == words


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("events", "words"),
    [
        ([], ""),
        ([(AgreementEventKind.SIGNED, None)], ""),
        ([(AgreementEventKind.SIGNED, 1995)], "depuis 1995"),
        (
            [(AgreementEventKind.SIGNED, 1995), (AgreementEventKind.RENEWED, 2005)],
            "depuis 1995",
        ),
        (
            [(AgreementEventKind.SIGNED, 1995), (AgreementEventKind.ENDED, 2010)],
            "1995–2010",
        ),
        (
            [(AgreementEventKind.SIGNED, 1995), (AgreementEventKind.ENDED, None)],
            "noué en 1995",
        ),
        (
            [(AgreementEventKind.SIGNED, 1995), (AgreementEventKind.DORMANT, 2010)],
            "noué en 1995",
        ),
    ],
)
def test_years_of_an_agreement(
    events: list[tuple[AgreementEventKind, int | None]], words: str
) -> None:
    agreement = AgreementFactory()
    for kind, year in events:
        AgreementEventFactory(agreement=agreement, kind=kind, year=year)

    assert format_agreement_years(agreement, agreement.status_on(TODAY)) == words
