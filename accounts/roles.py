"""Staff roles: the one list of permissions, stored as Django groups.

A permission is named "app.codename". One that does not exist is ignored.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VIEW, ADD, CHANGE, DELETE = "view", "add", "change", "delete"
LOOK, WRITE, KEEP = (VIEW,), (VIEW, CHANGE), (VIEW, ADD, CHANGE)
EVERYTHING = (VIEW, ADD, CHANGE, DELETE)


def on(app: str, deeds: Iterable[str], *tables: str) -> frozenset[str]:
    """Return the names "app.operation_table" for every operation and table."""
    return frozenset(f"{app}.{deed}_{table}" for deed in deeds for table in tables)


# Sheets, and what belongs to them: rows go when they are wrong, sheets are archived.
SHEETS = ("action", "agreement", "partner", "place", "collectivity", "epci")
PARTS = (
    "agreementevent",
    "collectivityalias",
    "document",
    "funding",
    "involvement",
    "location",
    "photo",
)
AROUND = ("event", "fundingcall", "glossaryterm", "offer", "resource", "testimony")
LISTS = ("theme", "fundingwindow", "ceilingrule", "exchangerate")
IMPORTS = ("importbatch", "importline", "importchange")
OFFICIAL = ("country", "department", "goal", "region", "subregion")
KEPT_BY_THE_SITE = ("formerslug", "linkcheck", "merge")
SURVEYS = (
    "questionnaire",
    "section",
    "question",
    "option",
    "wave",
    "participation",
    "block",
    "answer",
)
READING_ANSWERS = ("answerreading", "answertheme", "quote", "blockreturn")
REPORTS = ("report", "reportsection", "snapshot")
MAILS_OF_SURVEYS = ("participationlink", "surveymail")

DIRECTORY = (
    *SHEETS,
    *PARTS,
    *AROUND,
    *LISTS,
    *OFFICIAL,
    *KEPT_BY_THE_SITE,
    "errorreport",
)
READING = (
    on("cooperation", LOOK, *DIRECTORY)
    | on("accounts", LOOK, "proposal", "updatecampaign")
    | on("surveys", LOOK, "questionnaire", "section", "question", "option", "wave")
)
CURATING = (
    READING
    | on("cooperation", KEEP, *SHEETS, *LISTS)
    | on("cooperation", EVERYTHING, *PARTS, *AROUND)
    | on("cooperation", WRITE, *OFFICIAL, "errorreport")
    | on("cooperation", LOOK, *IMPORTS)
    | {"cooperation.import_directory", "cooperation.export_directory"}
    | on("accounts", WRITE, "proposal", "accessrequest")
    | on("accounts", KEEP, "updatecampaign")
    | on("accounts", LOOK, "membership")
    | on("surveys", KEEP, *SURVEYS, *REPORTS)
    | on("surveys", EVERYTHING, *READING_ANSWERS)
    | on("surveys", LOOK, *MAILS_OF_SURVEYS)
    | {"surveys.interview", "surveys.see_answers"}
)
MANAGING = (
    CURATING
    | on("cooperation", EVERYTHING, *SHEETS, *LISTS, "errorreport")
    | on("accounts", KEEP, "user", "membership")
    | on("surveys", EVERYTHING, *SURVEYS, *REPORTS)
    | on("surveys", LOOK, "answerexport")
    | {"surveys.export_answers"}
)


@dataclass(frozen=True)
class Role:
    """A role of staff with its permissions."""

    code: str
    name: str
    description: Promise
    rights: frozenset[str]


VIEWER = Role(
    "lecture",
    "Lecture seule",
    _("Lit toute la gestion du répertoire ; n’écrit rien."),
    READING,
)
CURATOR = Role(
    "equipe",
    "Équipe",
    _(
        "Tient les fiches, relit les propositions, importe, exporte, mène les "
        "enquêtes ; ne gère pas les comptes."
    ),
    CURATING,
)
MANAGER = Role(
    "responsables",
    "Responsables",
    _(
        "Comme l’équipe, et gère les comptes, les mandats et leurs rôles, supprime, "
        "et emporte les réponses nominatives des enquêtes."
    ),
    MANAGING,
)
ROLES = (VIEWER, CURATOR, MANAGER)


def known(rights: Iterable[str]) -> list[Permission]:
    """Return the existing permissions among these names."""
    wanted = frozenset(rights)
    every = Permission.objects.select_related("content_type")
    return [
        right
        for right in every
        if f"{right.content_type.app_label}.{right.codename}" in wanted
    ]


@transaction.atomic
def make_roles() -> list[Group]:
    """Create the groups of the roles or reset their permissions; return them.

    Other groups and all memberships of groups stay as they are.
    """
    groups = []
    for role in ROLES:
        group, _made = Group.objects.get_or_create(name=role.name)
        group.permissions.set(known(role.rights))
        groups.append(group)
    return groups


def grantable(person: Any) -> QuerySet[Group]:
    """Return the groups that a person may assign.

    These have no permission that the person lacks.
    """
    if person.is_active and person.is_superuser:
        return Group.objects.all()
    lacking = Permission.objects.exclude(pk__in=held(person).values("pk"))
    return Group.objects.exclude(permissions__in=lacking)


def held(person: Any) -> QuerySet[Permission]:
    """Return a person's permissions, direct or by group, even of a closed account."""
    return Permission.objects.filter(
        Q(user=person.pk) | Q(group__user=person.pk)
    ).distinct()


def may_touch(person: Any, other: Any) -> bool:
    """Return whether ``other`` has no more permissions than ``person``."""
    if other is None or person.is_superuser:
        return True
    more = held(other).exclude(pk__in=held(person).values("pk"))
    return not other.is_superuser and not more.exists()
