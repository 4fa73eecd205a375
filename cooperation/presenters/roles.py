"""Partners of an action by role."""

from typing import Any

from django.utils.text import capfirst

from cooperation.enums import InvolvementRole
from cooperation.models import Action, Involvement

Fact = dict[str, Any]


def group_partners_by_role(action: Action) -> list[Fact]:
    """Return the partners of an action as facts, one per role, in enum order."""
    involvements = list(action.involvements.all())
    return [
        {
            "term": capfirst(role.label),
            "entries": build_partner_links(involvements, role),
        }
        for role in InvolvementRole
    ]


def build_partner_links(
    involvements: list[Involvement], role: InvolvementRole
) -> list[Fact]:
    return [
        {
            "label": row.partner.name,
            "url": row.partner.get_absolute_url(),
            "note": row.partner.acronym,
        }
        for row in involvements
        if row.role == role
    ]
