"""Send the list of waiting work to staff, as the scheduler does on Mondays."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.mail.staff_digest import send_digest


class Command(BaseCommand):
    """``send_digest``: nothing is sent when nothing waits."""

    help = "Écrit à l’équipe ce qui attend."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        self.stdout.write(f"{send_digest()} personnes écrites")
