"""Personal data of a person with an account: export and erasure.

Erasing keeps what they wrote in the directory, which is about authorities; history
then shows "ancien agent" in place of their name.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.db import transaction

from accounts.models import AccessRequest, CampaignMail, Membership, Proposal, User
from cooperation.models import ErrorReport


class Holder(NamedTuple):
    """How another app exports and erases the personal data that it stores."""

    tell: Callable[[User], Any]
    erase: Callable[[User], None]


# By the name under which the data are told; apps add theirs when they start.
HOLDERS: dict[str, Holder] = {}


def of(user: User) -> dict[str, Any]:
    """Return everything that is stored about a person, ready for JSON."""
    return {
        "compte": rows(User.objects.filter(pk=user.pk), *ACCOUNT)[0],
        "adresses": rows(EmailAddress.objects.filter(user=user), "email", "verified"),
        "sessions": rows(
            UserSession.objects.filter(user=user), "ip", "user_agent", "last_seen_at"
        ),
        "mandats": rows(
            Membership.objects.filter(user=user),
            *("collectivity__name", "role", "function", "since", "until", "used_at"),
        ),
        "propositions": rows(
            Proposal.objects.by(user),
            *("collectivity__name", "state", "sent_at", "decided_at", "content"),
        ),
        "demandes": rows(
            AccessRequest.objects.filter(email__iexact=user.email),
            *("full_name", "function", "message", "state", "created_at"),
        ),
        "signalements": rows(
            ErrorReport.objects.filter(email__iexact=user.email), "page", "text"
        ),
        "courriels": rows(
            CampaignMail.objects.filter(membership__user=user),
            *("target__campaign__name", "number", "sent_at"),
        ),
        **{name: holder.tell(user) for name, holder in HOLDERS.items()},
        "modifications": changes_by(user),
    }


ACCOUNT = ("email", "first_name", "last_name", "date_joined", "last_login")


def rows(found: Any, *fields: str) -> list[dict[str, Any]]:
    return list(found.order_by("pk").values(*fields))


def changes_by(user: User) -> list[dict[str, Any]]:
    """Return the changes a person made: table, key of the row, date."""
    return [
        {
            "table": str(model._meta.verbose_name),
            "objet": row["id"],
            "quand": row["history_date"],
        }
        for model in historical_tables()
        for row in model._base_manager.filter(history_user=user)
        .order_by("history_date")
        .values("id", "history_date")
    ]


def historical_tables() -> list[Any]:
    """Return the models of history tables, which name the author of a change."""
    models = apps.get_models(include_auto_created=True)
    return [model for model in models if hasattr(model, "history_user_id")]


@transaction.atomic
def erase(user: User) -> None:
    """Erase an account and all that names its person.

    What they wrote in the directory stays, without a name.
    """
    AccessRequest.objects.filter(email__iexact=user.email).delete()
    ErrorReport.objects.filter(email__iexact=user.email).update(email="")
    for holder in HOLDERS.values():
        holder.erase(user)
    key = user.pk
    user.delete()
    # Last: deleting writes history too, in the name of whoever erases themselves.
    for model in historical_tables():
        model._base_manager.filter(history_user_id=key).update(history_user=None)
    Membership.history.filter(user_id=key).update(user_id=None)
