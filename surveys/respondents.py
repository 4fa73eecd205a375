"""What surveys keep of a person: told, and erased.

The answers are those of the authority and stay; what names the person goes.
"""

from typing import Any

from accounts.models import User
from accounts.personal_data import Holder, rows
from surveys.models import Participation, ParticipationLink, SurveyMail


def tell(user: User) -> dict[str, Any]:
    """Give everything that surveys keep of a person."""
    return {
        "courriels": rows(
            SurveyMail.objects.filter(email__iexact=user.email),
            *("participation__wave__name", "number", "sent_at"),
        ),
        "liens": rows(
            ParticipationLink.objects.filter(for_email__iexact=user.email),
            *("participation__wave__name", "created_at", "opened_at", "expires_at"),
        ),
        "à qui écrire": rows(
            Participation.objects.filter(contact_email__iexact=user.email),
            *("wave__name", "collectivity__name"),
        ),
        "entretiens menés": rows(
            Participation.objects.filter(interviewer=user),
            *("wave__name", "collectivity__name"),
        ),
    }


def erase(user: User) -> None:
    """Forget a person's address; their links open no more."""
    ParticipationLink.objects.filter(for_email__iexact=user.email).delete()
    SurveyMail.objects.filter(email__iexact=user.email).delete()
    Participation.objects.filter(contact_email__iexact=user.email).update(
        contact_email=""
    )


HOLDER = Holder(tell, erase)
