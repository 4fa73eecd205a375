"""Partners by what they do."""

from typing import Any

from django.utils.text import capfirst

from cooperation.enums import InvolvementRole
from cooperation.models import Action, Involvement

Fact = dict[str, Any]


def partners_by_role(action: Action) -> list[Fact]:
    """Give the partners of an action as facts, one per role, in the roles' order."""
    involvements = list(action.involvements.all())
    return [
        {"term": capfirst(role.label), "entries": entries(involvements, role)}
        for role in InvolvementRole
    ]


def entries(involvements: list[Involvement], role: InvolvementRole) -> list[Fact]:
    """Give the partners that have a role."""
    return [
        {
            "label": row.partner.name,
            "url": row.partner.get_absolute_url(),
            "note": row.partner.acronym,
        }
        for row in involvements
        if row.role == role
    ]
