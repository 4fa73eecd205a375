"""The seven worksheets, in the order of the workbook."""

from cooperation.exchange.actions import ACTIONS
from cooperation.exchange.agreements import AGREEMENTS, EVENTS
from cooperation.exchange.belonging import FUNDINGS, INVOLVEMENTS, LOCATIONS
from cooperation.exchange.columns import SheetSpec
from cooperation.exchange.partners import PARTNERS

SHEETS: dict[str, SheetSpec] = {
    sheet.code: sheet
    for sheet in [
        ACTIONS,
        LOCATIONS,
        INVOLVEMENTS,
        FUNDINGS,
        AGREEMENTS,
        EVENTS,
        PARTNERS,
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
