"""What staff may do, by role: the one list of rights, kept in groups of Django.

A right is named by app and codename. One that no app knows yet is left out, so that a
role may name what comes with another part of the site.
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
    """Give the rights to some deeds on some tables of an app."""
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
    """What a kind of staff is called, is for, and may do."""

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
    """Give the rights that the site knows."""
    wanted = frozenset(rights)
    every = Permission.objects.select_related("content_type")
    return [
        right
        for right in every
        if f"{right.content_type.app_label}.{right.codename}" in wanted
    ]


@transaction.atomic
def make_roles() -> list[Group]:
    """Make the groups of staff, or give them back their rights; give them.

    Other groups, and who is in which, are left alone.
    """
    groups = []
    for role in ROLES:
        group, _made = Group.objects.get_or_create(name=role.name)
        group.permissions.set(known(role.rights))
        groups.append(group)
    return groups


def grantable(person: Any) -> QuerySet[Group]:
    """Give the groups that a person may put others in: no right that they have not."""
    if person.is_active and person.is_superuser:
        return Group.objects.all()
    lacking = Permission.objects.exclude(pk__in=held(person).values("pk"))
    return Group.objects.exclude(permissions__in=lacking)


def held(person: Any) -> QuerySet[Permission]:
    """Give the rights of a person, by group or singly, whether the account is open."""
    return Permission.objects.filter(
        Q(user=person.pk) | Q(group__user=person.pk)
    ).distinct()


def may_touch(person: Any, other: Any) -> bool:
    """Say whether an account is of nobody who may more than a person."""
    if other is None or person.is_superuser:
        return True
    more = held(other).exclude(pk__in=held(person).values("pk"))
    return not other.is_superuser and not more.exists()
