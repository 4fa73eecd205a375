"""Personal data of respondents: export and erasure.

Answers belong to the authority and stay; what names the person is deleted.
"""

import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from accounts.people.personal_data import PersonalDataProvider, list_values
from surveys.enums import ParticipationState
from surveys.models import (
    Answer,
    AnswerFile,
    Block,
    Participation,
    ParticipationLink,
    ParticipationQuerySet,
    ReviewLink,
    SurveyMail,
)


def export_personal_data(user: User) -> dict[str, Any]:
    """Return all data that surveys hold of a person."""
    return {
        "courriels": list_values(
            SurveyMail.objects.filter(email__iexact=user.email),
            *("participation__wave__name", "number", "sent_at"),
        ),
        "liens": list_values(
            ParticipationLink.objects.filter(for_email__iexact=user.email),
            *("participation__wave__name", "created_at", "opened_at", "expires_at"),
        ),
        "à qui écrire": list_values(
            Participation.objects.filter(contact_email__iexact=user.email),
            *("wave__name", "collectivity__name"),
        ),
        "entretiens menés": list_values(
            Participation.objects.filter(interviewer=user),
            *("wave__name", "collectivity__name"),
        ),
        "états des lieux à relire": list_values(
            ReviewLink.objects.filter(
                Q(reply_to__iexact=user.email) | Q(created_by=user)
            ),
            *("report__title_fr", "reader", "created_at", "expires_at"),
        ),
    }


def erase_expired_contacts(age: datetime.timedelta) -> int:
    """Delete addresses, links and mails of waves that ended longer than ``age`` ago.

    Changes that were never sent go too. Return the number of participations whose
    addresses were erased; their answers stay.
    """
    limit = timezone.localdate() - age
    old = Participation.objects.filter(wave__closes_on__lt=limit)
    drop_old_drafts(old)
    known = old.filter(
        Exists(ParticipationLink.objects.filter(participation=OuterRef("pk")))
        | Exists(SurveyMail.objects.filter(participation=OuterRef("pk")))
        | ~Q(contact_email="")
    )
    number = known.count()
    ParticipationLink.objects.filter(participation__in=old.order_by()).delete()
    SurveyMail.objects.filter(participation__in=old.order_by()).delete()
    old.update(contact_email="")
    return number


def drop_old_drafts(old: ParticipationQuerySet) -> None:
    """Delete drafts beside sent answers; these are then as if never reopened."""
    rows = old.order_by().values("pk")
    Answer.with_drafts.filter(participation__in=rows).drafts().delete()
    Block.with_drafts.filter(participation__in=rows).drafts().delete()
    AnswerFile.objects.delete_unused(rows)
    reopened = old.submitted().filter(state=ParticipationState.REOPENED)
    reopened.update(state=ParticipationState.SUBMITTED)


# A personal link stops working with the address that it was sent to, and a link to a
# draft with the address that it gives.
PERSONAL_DATA_HOLDER = PersonalDataProvider(
    export_personal_data,
    ("surveys.ParticipationLink", "surveys.SurveyMail", "surveys.ReviewLink"),
)
