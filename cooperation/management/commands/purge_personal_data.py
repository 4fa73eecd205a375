"""Delete personal data when the period ends that the site announces for them."""

from typing import Any

from django.core.management.base import BaseCommand

from cooperation.web.privacy import purge_personal_data


class Command(BaseCommand):
    """As the scheduler does once an hour; a line for each activity of the register."""

    help = "Efface les données personnelles au terme annoncé à /confidentialite/."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        for whom, number in purge_personal_data():
            self.stdout.write(f"{whom} : {number}")
