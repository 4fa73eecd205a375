"""Completeness of an action: which recommended parts it lacks."""

from typing import Any

from django.db.models import BooleanField, Case, When

from accounts.models import ProposalKind
from accounts.proposals.kinds import ENTRY_SCHEMAS
from accounts.proposals.schema import Recommended
from cooperation.models.queries import ActionQuerySet

RECOMMENDED_PARTS = ENTRY_SCHEMAS[ProposalKind.ACTION].recommended


def annotate_parts(actions: ActionQuerySet) -> ActionQuerySet:
    """Annotate actions with ``has_<name>`` for each recommended part."""
    conditions = {
        f"has_{part.name}": Case(
            When(part.condition, then=True), default=False, output_field=BooleanField()
        )
        for part in RECOMMENDED_PARTS
    }
    rows: ActionQuerySet = actions.annotate(**conditions)
    return rows


def list_missing_parts(action: Any) -> list[Recommended]:
    """Return the parts that an annotated action lacks, most important first."""
    return [
        part for part in RECOMMENDED_PARTS if not getattr(action, f"has_{part.name}")
    ]
