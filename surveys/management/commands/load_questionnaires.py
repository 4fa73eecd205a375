"""Load the questionnaires of the fixtures."""

from typing import Any

from django.core.management.base import BaseCommand

from surveys.questionnaires.fixtures import load_questionnaire, read_fixtures


class Command(BaseCommand):
    """``load_questionnaires``: adds missing versions, changes none."""

    help = "Ajoute les questionnaires livrés avec le site ; n’en modifie aucun."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        for data in read_fixtures():
            made = load_questionnaire(data)
            state = "ajouté" if made else "déjà là"
            self.stdout.write(f"{data['code']} v{data['version']} : {state}")
