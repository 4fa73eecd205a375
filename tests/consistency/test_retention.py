"""What the page on personal data announces is what the purge deletes."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django.utils.functional import Promise

from accounts.models import AccessRequest, User
from accounts.models.requests import RequestState
from cooperation.models import (
    ErrorReport,
    OutgoingMail,
    PreparedFile,
    RefusedAddress,
    RelayedMessage,
    RequestCount,
)
from cooperation.web.privacy import (
    PROCESSING_REGISTER,
    ProcessingActivity,
    purge_personal_data,
)
from surveys.models import AnswerExport, ParticipationLink, ReviewLink, Wave
from tests import factories
from tests.surveys.factories import ParticipationFactory
from tests.surveys.reports.build import begun

pytestmark = pytest.mark.django_db

NUMBERS = {"un": 1, "deux": 2, "cinq": 5, "douze": 12, "trente": 30}
UNITS = {"an": timedelta(days=365), "jour": timedelta(days=1)}
UNITS["heure"] = timedelta(hours=1)
PERIOD = re.compile(rf"\b({'|'.join(NUMBERS)}) ({'|'.join(UNITS)})s?\b")
ANNOUNCED = [line for line in PROCESSING_REGISTER if line.period]


class Kept(NamedTuple):
    """How to make data of some age, and how much of them is left."""

    make: Callable[[timedelta], Any]
    count: Callable[[], int]


def make_aged(rows: Any, field: str, row: Any, age: timedelta) -> None:
    rows.filter(pk=row.pk).update(**{field: timezone.now() - age})


def make_access_request(age: timedelta) -> None:
    row = factories.AccessRequestFactory(state=RequestState.ACCEPTED)
    make_aged(AccessRequest.objects, "decided_at", row, age)


def make_error_report(age: timedelta) -> None:
    row = ErrorReport.objects.create(page="/a/", text="b", email="x@y.example")
    make_aged(ErrorReport.objects, "created_at", row, age)


def make_relayed_message(age: timedelta) -> None:
    row = factories.RelayedMessageFactory()
    make_aged(RelayedMessage.objects, "created_at", row, age)


def make_session(age: timedelta) -> None:
    number = UserSession.objects.count()
    row = UserSession.objects.create(
        user=factories.UserFactory(), ip="203.0.113.9", session_key=f"key{number}"
    )
    make_aged(UserSession.objects, "created_at", row, age)


def make_export(age: timedelta) -> None:
    row = AnswerExport.objects.create(
        wave_name="E",
        wave_slug="e",
        who="x@y.example",
        kind="anonyme",
        file_format="csv",
    )
    make_aged(AnswerExport.objects, "exported_at", row, age)


def make_request_count(age: timedelta) -> None:
    key = f"digest {RequestCount.objects.count()}"
    ends_at = timezone.now() - age
    RequestCount.objects.create(key=key, number=1, ends_at=ends_at)


def make_prepared_file(age: timedelta) -> None:
    PreparedFile.objects.create(name="a.xlsx", created_at=timezone.now() - age)


def make_outgoing_mail(age: timedelta) -> None:
    OutgoingMail.objects.create(
        recipient="x@y.example", subject="s", created_at=timezone.now() - age
    )


def make_refused_address(age: timedelta) -> None:
    email = f"x{RefusedAddress.objects.count()}@y.example"
    RefusedAddress.objects.create(
        email=email, reason="550", refused_at=timezone.now() - age
    )


def make_personal_link(age: timedelta) -> None:
    participation = ParticipationFactory()
    ParticipationLink.objects.create(
        participation=participation,
        for_email="x@y.example",
        fingerprint=f"digest {participation.pk}",
        expires_at=timezone.now(),
    )
    day = timezone.localdate() - age
    Wave.objects.filter(pk=participation.wave_id).update(opens_on=day, closes_on=day)


def make_review_link(age: timedelta) -> None:
    link, _token = ReviewLink.objects.create_with_token(
        begun(slug=f"essai-{age.days}"),
        reader="Élus",
        reply_to="x@y.example",
        by=None,
    )
    make_aged(ReviewLink.objects, "expires_at", link, age)


def make_warned_account(age: timedelta) -> None:
    factories.UserFactory(
        last_login=timezone.now() - age,
        warnings=2,
        warned_at=timezone.now() - timedelta(days=31),
    )


KEPT = {
    "accounts.AccessRequest": Kept(make_access_request, AccessRequest.objects.count),
    "accounts.User": Kept(
        make_warned_account,
        lambda: User.objects.filter(warnings=2, is_active=True).count(),
    ),
    "cooperation.ErrorReport": Kept(
        make_error_report, lambda: ErrorReport.objects.exclude(email="").count()
    ),
    "cooperation.OutgoingMail": Kept(make_outgoing_mail, OutgoingMail.objects.count),
    "cooperation.RefusedAddress": Kept(
        make_refused_address, RefusedAddress.objects.count
    ),
    "cooperation.RelayedMessage": Kept(
        make_relayed_message, RelayedMessage.objects.count
    ),
    "cooperation.PreparedFile": Kept(make_prepared_file, PreparedFile.objects.count),
    "cooperation.RequestCount": Kept(make_request_count, RequestCount.objects.count),
    "surveys.AnswerExport": Kept(make_export, AnswerExport.objects.count),
    "surveys.ParticipationLink": Kept(
        make_personal_link, ParticipationLink.objects.count
    ),
    "surveys.ReviewLink": Kept(make_review_link, ReviewLink.objects.count),
    "usersessions.UserSession": Kept(make_session, UserSession.objects.count),
}


def read_period(words: str | Promise) -> timedelta | None:
    """Return the period that the page announces in words."""
    found = PERIOD.search(str(words))
    return NUMBERS[found[1]] * UNITS[found[2]] if found else None


def activity_id(line: ProcessingActivity) -> str:
    return line.tables[0]


@pytest.mark.parametrize("line", PROCESSING_REGISTER, ids=activity_id)
def test_a_period_in_words_is_the_period_of_a_purge(line: ProcessingActivity) -> None:
    assert line.period == read_period(line.until)
    assert bool(line.purge) == bool(line.period)


@pytest.mark.parametrize("line", ANNOUNCED, ids=activity_id)
def test_the_purge_deletes_what_is_older_and_nothing_younger(
    line: ProcessingActivity,
) -> None:
    assert line.period
    kept = KEPT[line.tables[0]]
    # Some periods are counted in days.
    margin = min(line.period / 10, timedelta(days=2))
    kept.make(line.period - margin)
    kept.make(line.period + margin)
    assert kept.count() == 2

    assert dict(purge_personal_data())[str(line.whom)] == 1

    assert kept.count() == 1
    assert dict(purge_personal_data())[str(line.whom)] == 0


def test_every_period_that_is_announced_is_tried_here() -> None:
    assert sorted(KEPT) == sorted(line.tables[0] for line in ANNOUNCED)


def test_a_request_that_waits_for_an_answer_stays() -> None:
    row = factories.AccessRequestFactory()
    make_aged(AccessRequest.objects, "created_at", row, timedelta(days=900))

    purge_personal_data()

    assert AccessRequest.objects.pending().count() == 1


def test_expired_sessions_go_too_and_open_ones_stay(staff_client: Client) -> None:
    ended = Session.objects.create(
        session_key="a", session_data="", expire_date=timezone.now()
    )

    purge_personal_data()

    assert not Session.objects.filter(pk=ended.pk).exists()
    assert staff_client.get("/gestion/").status_code == 200


def test_the_command_says_what_it_deleted(capsys: pytest.CaptureFixture[str]) -> None:
    make_export(timedelta(days=2_000))

    call_command("purge_personal_data")

    lines = capsys.readouterr().out.splitlines()
    assert "Qui exporte des réponses : 1" in lines
    assert len(lines) == len(ANNOUNCED)
