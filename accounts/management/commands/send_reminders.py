"""Send what campaigns owe, and ask those who have not come for long; for cron."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.campaigning import send_due
from accounts.dormancy import ask_dormant
from accounts.models import UpdateCampaign


class Command(BaseCommand):
    """``send_reminders``: run daily; running it again sends nothing twice."""

    help = "Envoie les courriels dus par les campagnes ; sans effet s’il est relancé."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        """Send, and say how many."""
        for campaign in UpdateCampaign.objects.running():
            sent, failed = send_due(campaign)
            self.stdout.write(f"{campaign} : {sent} envoyés, {failed} en échec")
        self.stdout.write(f"Mandats sans visite : {ask_dormant()} personnes écrites")
