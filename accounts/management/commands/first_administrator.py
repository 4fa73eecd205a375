"""Print the link by which the first administrator comes, while there is none."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from accounts.people.first_administrator import build_link, has_administrator


class Command(BaseCommand):
    help = "Donne, tant que le site n’a pas d’administrateur, le lien pour le devenir."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        if has_administrator():
            self.stdout.write(_("Le site a un administrateur."))
            return
        intro = _("Ouvrez ce lien, valable vingt-quatre heures et une seule fois :")
        self.stdout.write(f"{intro}\n{build_link()}")
