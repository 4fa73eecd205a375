"""What is kept of a person with an account: told, given, erased.

Erasing leaves what they wrote in the directory, which speaks of authorities; history
says "ancien agent" where it named them.
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
    """What another app keeps of people: how to tell it, and how to erase it."""

    tell: Callable[[User], Any]
    erase: Callable[[User], None]


# By the name under which the data are told; apps add theirs when they start.
HOLDERS: dict[str, Holder] = {}


def of(user: User) -> dict[str, Any]:
    """Give everything that is kept of a person, as data that JSON can hold."""
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
    """Give some columns of rows, in a stable order."""
    return list(found.order_by("pk").values(*fields))


def changes_by(user: User) -> list[dict[str, Any]]:
    """Give what a person changed: the table, the row, when."""
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
    """Give the tables of history, which name who changed what."""
    models = apps.get_models(include_auto_created=True)
    return [model for model in models if hasattr(model, "history_user_id")]


@transaction.atomic
def erase(user: User) -> None:
    """Erase a person: the account and all that names them.

    What they wrote stays without a name.
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
