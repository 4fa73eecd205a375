"""Erase the addresses of respondents two years after a wave closed; for cron."""

from typing import Any

from django.core.management.base import BaseCommand

from surveys.personal_data import erase_expired_contacts


class Command(BaseCommand):
    """``forget_respondents``: run monthly; the answers of authorities stay."""

    help = "Efface adresses, liens et courriels des enquêtes closes depuis deux ans."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        self.stdout.write(
            f"{erase_expired_contacts()} participations sans adresse désormais"
        )
