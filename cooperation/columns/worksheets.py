"""The seven worksheets, in the order of the workbook."""

from cooperation.columns.action_parts import (
    FUNDINGS_WORKSHEET,
    INVOLVEMENTS_WORKSHEET,
    LOCATIONS_WORKSHEET,
)
from cooperation.columns.actions import ACTIONS_WORKSHEET
from cooperation.columns.agreements import AGREEMENTS_WORKSHEET, EVENTS_WORKSHEET
from cooperation.columns.partners import PARTNERS_WORKSHEET
from cooperation.columns.specs import WorksheetSpec

WORKSHEETS: dict[str, WorksheetSpec] = {
    sheet.code: sheet
    for sheet in [
        ACTIONS_WORKSHEET,
        LOCATIONS_WORKSHEET,
        INVOLVEMENTS_WORKSHEET,
        FUNDINGS_WORKSHEET,
        AGREEMENTS_WORKSHEET,
        EVENTS_WORKSHEET,
        PARTNERS_WORKSHEET,
    ]
}
# What is named elsewhere is written first.
WRITING_ORDER = [
    "annuaire_partenaires",
    "accords",
    "actions",
    "lieux",
    "partenaires",
    "financements",
    "evenements",
]
