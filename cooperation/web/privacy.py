"""Register of the processing of personal data; each app adds its own activities.

Shown on the page on personal data; required by article 30 of the GDPR.
"""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class ProcessingActivity(NamedTuple):
    """One processing of personal data, in words.

    ``whom`` are the data subjects, ``what`` the data, ``why`` the purpose, ``until``
    the retention period; ``tables`` are the models that hold the data, as
    "app.Model".
    """

    whom: str | Promise
    what: str | Promise
    why: str | Promise
    until: str | Promise
    tables: tuple[str, ...]


PROCESSING_REGISTER: list[ProcessingActivity] = [
    ProcessingActivity(
        _("Qui signale une erreur"),
        _("son message, et son adresse s’il en donne une"),
        _("corriger la fiche et répondre"),
        _("l’adresse est effacée au bout d’un an"),
        ("cooperation.ErrorReport",),
    ),
    ProcessingActivity(
        _("Qui témoigne"),
        _("son texte, sa fonction, et son nom s’il l’a accepté expressément"),
        _("faire connaître une coopération"),
        _("jusqu’à ce qu’il retire son accord"),
        ("cooperation.Testimony",),
    ),
]


def register_processing(*lines: ProcessingActivity) -> None:
    """Add activities to the register; those already there are ignored."""
    PROCESSING_REGISTER.extend(
        line for line in lines if line not in PROCESSING_REGISTER
    )
