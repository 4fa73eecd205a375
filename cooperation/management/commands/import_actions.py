"""Import actions and partnerships from a CSV or XLSX file."""

from cooperation.spreadsheets.fixed_layouts.command import ACTION_LAYOUTS, ImportCommand


class Command(ImportCommand):
    """``import_actions FILE [--dry-run] [--report FILE]``."""

    help = "Importe des actions et leurs accords depuis un fichier CSV ou XLSX."
    layouts = ACTION_LAYOUTS
