"""Load the questionnaires of the fixtures."""

from typing import Any

from django.core.management.base import BaseCommand

from surveys.shipping import load, shipped


class Command(BaseCommand):
    """``load_questionnaires``: adds missing versions, changes none."""

    help = "Ajoute les questionnaires livrés avec le site ; n’en modifie aucun."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        for data in shipped():
            made = load(data)
            state = "ajouté" if made else "déjà là"
            self.stdout.write(f"{data['code']} v{data['version']} : {state}")
