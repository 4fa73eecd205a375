"""Import actions and partnerships from a CSV or XLSX file."""

from cooperation.spreadsheets.fixed_layouts.command import ImportCommand
from cooperation.spreadsheets.fixed_layouts.import_file import ACTION_LAYOUTS


class Command(ImportCommand):
    """``import_actions FILE [--dry-run] [--report FILE]``."""

    help = "Importe des actions et leurs accords depuis un fichier CSV ou XLSX."
    forms = ACTION_LAYOUTS
