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
VIEW_ONLY, VIEW_CHANGE, VIEW_ADD_CHANGE = (VIEW,), (VIEW, CHANGE), (VIEW, ADD, CHANGE)
ALL_OPERATIONS = (VIEW, ADD, CHANGE, DELETE)


def build_permission_names(
    app: str, operations: Iterable[str], *tables: str
) -> frozenset[str]:
    """Return the names "app.operation_table" for every operation and table."""
    return frozenset(
        f"{app}.{operation}_{table}" for operation in operations for table in tables
    )


# Entries are archived, never deleted by the team; rows of their parts are deleted.
ENTRY_TABLES = ("action", "agreement", "partner", "place", "collectivity", "epci")
PART_TABLES = (
    "agreementevent",
    "collectivityalias",
    "document",
    "funding",
    "involvement",
    "location",
    "photo",
    "storystep",
)
EDITORIAL_TABLES = (
    "event",
    "fundingcall",
    "glossaryterm",
    "guidedstory",
    "synonym",
    "offer",
    "resource",
    "testimony",
)
CONTROLLED_LIST_TABLES = ("theme", "fundingwindow", "ceilingrule", "exchangerate")
IMPORT_TABLES = ("importbatch", "importline", "importchange")
OFFICIAL_TABLES = ("country", "department", "goal", "region", "subregion")
AUTOMATIC_TABLES = ("formerslug", "linkcheck", "merge")
SURVEY_TABLES = (
    "questionnaire",
    "section",
    "question",
    "option",
    "wave",
    "participation",
    "block",
    "answer",
)
ANSWER_CODING_TABLES = ("answerreading", "answertheme", "quote", "blockreturn")
REPORT_TABLES = ("report", "reportsection", "snapshot")
SURVEY_MAIL_TABLES = ("participationlink", "surveymail")

DIRECTORY_TABLES = (
    *ENTRY_TABLES,
    *PART_TABLES,
    *EDITORIAL_TABLES,
    *CONTROLLED_LIST_TABLES,
    *OFFICIAL_TABLES,
    *AUTOMATIC_TABLES,
    "errorreport",
)
VIEWER_PERMISSIONS = (
    build_permission_names("cooperation", VIEW_ONLY, *DIRECTORY_TABLES)
    | build_permission_names(
        "accounts", VIEW_ONLY, "mailtext", "proposal", "updatecampaign"
    )
    | build_permission_names(
        "surveys", VIEW_ONLY, "questionnaire", "section", "question", "option", "wave"
    )
    | build_permission_names("surveys", VIEW_ONLY, *REPORT_TABLES)
    # Views of lists, which everybody keeps for themselves or shares.
    | {"cooperation.add_savedview", "cooperation.export_directory"}
)
CURATOR_PERMISSIONS = (
    VIEWER_PERMISSIONS
    | build_permission_names(
        "cooperation", VIEW_ADD_CHANGE, *ENTRY_TABLES, *CONTROLLED_LIST_TABLES
    )
    | build_permission_names(
        "cooperation", ALL_OPERATIONS, *PART_TABLES, *EDITORIAL_TABLES
    )
    | build_permission_names(
        "cooperation",
        VIEW_CHANGE,
        *OFFICIAL_TABLES,
        "errorreport",
        "outgoingmail",
        "relayedmessage",
    )
    | build_permission_names("cooperation", VIEW_ONLY, *IMPORT_TABLES)
    | {"cooperation.import_directory"}
    | build_permission_names(
        "accounts", VIEW_CHANGE, "proposal", "accessrequest", "mailtext"
    )
    | build_permission_names("accounts", VIEW_ADD_CHANGE, "updatecampaign")
    | build_permission_names("accounts", VIEW_ONLY, "membership")
    | build_permission_names("surveys", VIEW_ADD_CHANGE, *SURVEY_TABLES, *REPORT_TABLES)
    | build_permission_names("surveys", ALL_OPERATIONS, *ANSWER_CODING_TABLES)
    | build_permission_names("surveys", VIEW_ONLY, *SURVEY_MAIL_TABLES)
    | {"surveys.interview", "surveys.see_answers"}
)
MANAGER_PERMISSIONS = (
    CURATOR_PERMISSIONS
    | build_permission_names(
        "cooperation",
        ALL_OPERATIONS,
        *ENTRY_TABLES,
        *CONTROLLED_LIST_TABLES,
        "errorreport",
        "relayedmessage",
    )
    | build_permission_names("accounts", VIEW_ADD_CHANGE, "user", "membership")
    | build_permission_names("surveys", ALL_OPERATIONS, *SURVEY_TABLES, *REPORT_TABLES)
    | build_permission_names("surveys", VIEW_ONLY, "answerexport")
    | build_permission_names("cooperation", VIEW_ONLY, "periodicjob")
    | {"surveys.export_answers", "cooperation.delete_savedview"}
    | {"accounts.change_login_mailtext"}
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
    _(
        "Lit la gestion du répertoire, les propositions, les campagnes, les résultats "
        "des enquêtes et les brouillons d’états des lieux ; exporte ; n’écrit rien."
    ),
    VIEWER_PERMISSIONS,
)
CURATOR = Role(
    "equipe",
    "Équipe",
    _(
        "Tient les fiches, relit les propositions, importe, exporte, mène les "
        "enquêtes ; ne gère pas les comptes."
    ),
    CURATOR_PERMISSIONS,
)
MANAGER = Role(
    "responsables",
    "Responsables",
    _(
        "Comme l’équipe, et gère les comptes, les mandats et leurs rôles, supprime, "
        "et emporte les réponses nominatives des enquêtes."
    ),
    MANAGER_PERMISSIONS,
)
ROLES = (VIEWER, CURATOR, MANAGER)


def find_permissions(rights: Iterable[str]) -> list[Permission]:
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
        group.permissions.set(find_permissions(role.rights))
        groups.append(group)
    return groups


def get_grantable_groups(person: Any) -> QuerySet[Group]:
    """Return the groups that a person may assign.

    These have no permission that the person lacks.
    """
    if person.is_active and person.is_superuser:
        return Group.objects.all()
    lacking = Permission.objects.exclude(
        pk__in=get_held_permissions(person).values("pk")
    )
    return Group.objects.exclude(permissions__in=lacking)


def get_held_permissions(person: Any) -> QuerySet[Permission]:
    """Return a person's permissions, direct or by group, even of a closed account."""
    return Permission.objects.filter(
        Q(user=person.pk) | Q(group__user=person.pk)
    ).distinct()


def may_manage_account(person: Any, other: Any) -> bool:
    """Return whether ``other`` has no more permissions than ``person``."""
    if other is None or person.is_superuser:
        return True
    more = get_held_permissions(other).exclude(
        pk__in=get_held_permissions(person).values("pk")
    )
    return not other.is_superuser and not more.exists()
