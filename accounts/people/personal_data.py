"""Personal data of a person, with an account or known by their address only.

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
from accounts.people.erasure import (
    CLOSED,
    DELETED_TABLES,
    Place,
    erase_address,
    find_address,
)
from cooperation.models import ErrorReport, RelayedMessage, SavedView
from cooperation.web.security_log import hash_address, log_event


class PersonalDataProvider(NamedTuple):
    """How another app exports the personal data of an account.

    Rows of ``deleted_tables`` ("app.Model") go with the address that they hold.
    """

    export: Callable[[User], Any]
    deleted_tables: tuple[str, ...] = ()


# By the name under which the data are given; apps add theirs when they start.
PERSONAL_DATA_PROVIDERS: dict[str, PersonalDataProvider] = {}


def register_personal_data(name: str, provider: PersonalDataProvider) -> None:
    PERSONAL_DATA_PROVIDERS[name] = provider
    DELETED_TABLES.update(provider.deleted_tables)


def export_personal_data(user: User) -> dict[str, Any]:
    """Return everything that is stored about a person, ready for JSON."""
    return {
        "compte": list_values(User.objects.filter(pk=user.pk), *ACCOUNT_FIELDS)[0],
        "adresses": list_values(
            EmailAddress.objects.filter(user=user), "email", "verified"
        ),
        "sessions": list_values(
            UserSession.objects.filter(user=user), "ip", "user_agent", "last_seen_at"
        ),
        "mandats": list_values(
            Membership.objects.filter(user=user),
            *("collectivity__name", "role", "function", "since", "until", "used_at"),
        ),
        "propositions": list_values(
            Proposal.objects.by_author(user),
            *("collectivity__name", "state", "sent_at", "decided_at", "content"),
        ),
        "demandes": list_values(
            AccessRequest.objects.filter(email__iexact=user.email),
            *("full_name", "function", "message", "answer", "state", "created_at"),
        ),
        "signalements": list_values(
            ErrorReport.objects.filter(email__iexact=user.email),
            *("page", "text", "answer", "created_at"),
        ),
        "messages": list_values(
            RelayedMessage.objects.filter(email__iexact=user.email),
            *("collectivity__name", "name", "subject", "text", "created_at"),
        ),
        "courriels": list_values(
            CampaignMail.objects.filter(membership__user=user),
            *("target__campaign__name", "number", "sent_at"),
        ),
        "vues": list_values(
            SavedView.objects.filter(owner=user),
            *("table", "name", "query", "is_shared", "created_at"),
        ),
        **{
            name: provider.export(user)
            for name, provider in PERSONAL_DATA_PROVIDERS.items()
        },
        "modifications": list_changes_by(user),
    }


ACCOUNT_FIELDS = ("email", "first_name", "last_name", "date_joined", "last_login")


def list_values(found: Any, *fields: str) -> list[dict[str, Any]]:
    return list(found.order_by("pk").values(*fields))


def list_changes_by(user: User) -> list[dict[str, Any]]:
    """Return the changes a person made: table, key of the row, date."""
    return [
        {
            "table": str(model._meta.verbose_name),
            "objet": row["id"],
            "quand": row["history_date"],
        }
        for model in list_history_models()
        for row in model._base_manager.filter(history_user=user)
        .order_by("history_date")
        .values("id", "history_date")
    ]


def list_history_models() -> list[Any]:
    """Return the models of history tables, which name the author of a change."""
    models = apps.get_models(include_auto_created=True)
    return [model for model in models if hasattr(model, "history_user_id")]


@transaction.atomic
def erase_everything_of(address: str) -> list[Place]:
    """Erase the account of an address, if there is one, and the address everywhere.

    Return what was done for the address.
    """
    places = [place for place in find_address(address) if place.outcome == CLOSED]
    if user := User.objects.filter(email__iexact=address).first():
        erase_personal_data(user)
    places += erase_address(address)
    log_event("erasure", address=hash_address(address), places=len(places))
    return places


@transaction.atomic
def erase_personal_data(user: User) -> None:
    """Erase an account and all that names its person.

    What they wrote in the directory stays, without a name.
    """
    key = user.pk
    addresses = {user.email.lower(), *list_addresses(user)}
    user.delete()
    # Last: deleting writes history too, in the name of whoever erases themselves.
    for model in list_history_models():
        model._base_manager.filter(history_user_id=key).update(history_user=None)
    Membership.history.filter(user_id=key).update(user_id=None)
    for address in addresses:
        erase_address(address)


def list_addresses(user: User) -> list[str]:
    known = EmailAddress.objects.filter(user=user)
    return [address.lower() for address in known.values_list("email", flat=True)]
