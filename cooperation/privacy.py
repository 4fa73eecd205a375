"""The register of what is kept about people, in words; each app adds its own lines.

The page on personal data shows it; the law asks for it (GDPR, article 30).
"""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kept(NamedTuple):
    """What is kept of whom, why, and for how long.

    ``tables`` are the models that hold it, as "app.Model".
    """

    whom: str | Promise
    what: str | Promise
    why: str | Promise
    until: str | Promise
    tables: tuple[str, ...]


REGISTER: list[Kept] = [
    Kept(
        _("Qui signale une erreur"),
        _("son message, et son adresse s’il en donne une"),
        _("corriger la fiche et répondre"),
        _("l’adresse est effacée au bout d’un an"),
        ("cooperation.ErrorReport",),
    ),
    Kept(
        _("Qui témoigne"),
        _("son texte, sa fonction, et son nom s’il l’a accepté expressément"),
        _("faire connaître une coopération"),
        _("jusqu’à ce qu’il retire son accord"),
        ("cooperation.Testimony",),
    ),
]


def register(*lines: Kept) -> None:
    """Add lines, once."""
    REGISTER.extend(line for line in lines if line not in REGISTER)
