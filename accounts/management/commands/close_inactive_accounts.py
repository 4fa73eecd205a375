"""Warn twice, then close inactive accounts; for cron, once a week."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.people.inactive_accounts import close_inactive_accounts


class Command(BaseCommand):
    help = "Prévient deux fois, puis ferme, les comptes que personne n’utilise."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        warned, closed = close_inactive_accounts()
        self.stdout.write(f"{warned} avertis, {closed} fermés")
