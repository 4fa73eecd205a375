"""Warn twice, then close accounts that nobody uses; for cron, once a week."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.dormancy import close_inactive


class Command(BaseCommand):
    """``close_inactive_accounts``: see ``accounts/dormancy.py`` for the delays."""

    help = "Prévient deux fois, puis ferme, les comptes que personne n’utilise."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        """Warn and close, and say how many."""
        warned, closed = close_inactive()
        self.stdout.write(f"{warned} avertis, {closed} fermés")
