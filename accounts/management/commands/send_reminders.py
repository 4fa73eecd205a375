"""Send the due mails of campaigns and surveys, and ask dormant members."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.mail import sending
from accounts.people.inactive_accounts import ask_dormant_members


class Command(BaseCommand):
    """``send_reminders``: running it again sends nothing twice."""

    help = "Envoie les courriels dus (campagnes, enquêtes) ; jamais deux fois le même."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        for sender in sending.MAIL_SENDERS:
            for name, number in sender():
                self.stdout.write(f"{name} : {number} courriels")
        self.stdout.write(
            f"Mandats sans visite : {ask_dormant_members()} personnes écrites"
        )
