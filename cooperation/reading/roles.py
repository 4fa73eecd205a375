"""Partners of an action by role."""

from typing import Any

from django.utils.text import capfirst

from cooperation.enums import InvolvementRole
from cooperation.models import Action, Involvement

Fact = dict[str, Any]


def partners_by_role(action: Action) -> list[Fact]:
    """Return the partners of an action as facts, one per role, in enum order."""
    involvements = list(action.involvements.all())
    return [
        {"term": capfirst(role.label), "entries": entries(involvements, role)}
        for role in InvolvementRole
    ]


def entries(involvements: list[Involvement], role: InvolvementRole) -> list[Fact]:
    return [
        {
            "label": row.partner.name,
            "url": row.partner.get_absolute_url(),
            "note": row.partner.acronym,
        }
        for row in involvements
        if row.role == role
    ]
