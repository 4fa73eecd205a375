"""Prepare a site before it serves, at each start: all of it may run again."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from cooperation.models import Country
from cooperation.reference.catalogues import load_synonyms
from cooperation.reference.stories import load_stories


class Command(BaseCommand):
    """Migrations, roles, what a new site needs or new words, first access."""

    help = (
        "Met le site en état de servir : migrations, rôles, listes de référence et "
        "questionnaires d’un site neuf, nouveaux mots de la recherche et récits, lien "
        "du premier administrateur."
    )

    def handle(self, *_arguments: Any, **options: Any) -> None:
        common = {"stdout": self.stdout, "verbosity": options["verbosity"]}
        call_command("migrate", interactive=False, skip_checks=False, **common)
        call_command("make_roles", **common)
        if not Country.objects.exists():
            call_command("load_reference", **common)
            call_command("load_questionnaires", **common)
        else:
            # What came with this version; what people took away stays away.
            load_synonyms()
            load_stories()
        call_command("first_administrator", **common)
