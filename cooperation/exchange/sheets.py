"""The seven worksheets, in the order of the workbook."""

from cooperation.exchange.actions import ACTIONS_WORKSHEET
from cooperation.exchange.agreements import AGREEMENTS_WORKSHEET, EVENTS_WORKSHEET
from cooperation.exchange.belonging import (
    FUNDINGS_WORKSHEET,
    INVOLVEMENTS_WORKSHEET,
    LOCATIONS_WORKSHEET,
)
from cooperation.exchange.columns import WorksheetSpec
from cooperation.exchange.partners import PARTNERS_WORKSHEET

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
