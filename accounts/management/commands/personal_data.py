"""Export or erase the personal data of an account."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.people.personal_data import erase_personal_data, export_personal_data


class Command(BaseCommand):
    """``personal_data ADDRESS [--erase]``."""

    help = "Donne en JSON ce qui est gardé d’une personne ; --erase l’efface."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address")
        parser.add_argument("--erase", action="store_true")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Print or erase the data; raise ``CommandError`` for an unknown address."""
        user = User.objects.filter(email__iexact=options["address"]).first()
        if user is None:
            raise CommandError(_("Aucun compte n’a cette adresse."))
        if options["erase"]:
            erase_personal_data(user)
            self.stdout.write(_("Effacé."))
            return
        text = json.dumps(
            export_personal_data(user),
            cls=DjangoJSONEncoder,
            ensure_ascii=False,
            indent=2,
        )
        self.stdout.write(text)
