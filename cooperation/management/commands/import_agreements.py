"""Import twinnings from a CSV or XLSX file."""

from cooperation.spreadsheets.fixed_layouts.command import ImportCommand
from cooperation.spreadsheets.fixed_layouts.import_file import AGREEMENT_LAYOUTS


class Command(ImportCommand):
    """``import_agreements FILE [--dry-run] [--report FILE]``."""

    help = "Importe des jumelages (forme de Wikidata) depuis un fichier CSV ou XLSX."
    forms = AGREEMENT_LAYOUTS
