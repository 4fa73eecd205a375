"""Import twinnings from a CSV or XLSX file."""

from cooperation.spreadsheets.fixed_layouts.command import (
    AGREEMENT_LAYOUTS,
    ImportCommand,
)


class Command(ImportCommand):
    """``import_agreements FILE [--dry-run] [--report FILE]``."""

    help = "Importe des jumelages (forme de Wikidata) depuis un fichier CSV ou XLSX."
    layouts = AGREEMENT_LAYOUTS
