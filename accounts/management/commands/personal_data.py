"""Tell or erase what is kept of a person, who may have no account."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.people.erasure import find_address
from accounts.people.personal_data import (
    erase_everything_of,
    export_personal_data,
)

YES = "oui"


class Command(BaseCommand):
    """``personal_data ADDRESS [--erase [--no-input]]``."""

    help = "Donne en JSON ce qui est gardé d’une adresse ; --erase l’efface."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address")
        parser.add_argument("--erase", action="store_true")
        parser.add_argument("--no-input", action="store_true", help="n’attend pas oui")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Print or erase; raise ``CommandError`` for an address that is nowhere."""
        address = options["address"].strip().lower()
        places = find_address(address)
        if not places:
            raise CommandError(_("Cette adresse n’est nulle part."))
        if not options["erase"]:
            self.print_data(address, list(map(str, places)))
            return
        self.stdout.write("\n".join(map(str, places)))
        if not options["no_input"] and input(_("Effacer ? oui ou non : ")) != YES:
            raise CommandError(_("Rien n’est effacé."))
        for place in erase_everything_of(address):
            self.stdout.write(str(place))
        self.stdout.write(_("Effacé."))

    def print_data(self, address: str, places: list[str]) -> None:
        user = User.objects.filter(email__iexact=address).first()
        known = export_personal_data(user) if user else {}
        text = json.dumps(
            known | {"où est l’adresse": places},
            cls=DjangoJSONEncoder,
            ensure_ascii=False,
            indent=2,
        )
        self.stdout.write(text)
