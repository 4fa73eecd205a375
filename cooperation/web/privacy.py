"""Register of the processing of personal data; each app adds its own activities.

Shown on the page on personal data; required by article 30 of the GDPR. A period that
is announced there is kept by the purge that stands beside it; ``purge_personal_data``
runs them all.
"""

import datetime
from collections.abc import Callable
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cooperation.models import (
    ErrorReport,
    OutgoingMail,
    PreparedFile,
    RefusedAddress,
    RelayedMessage,
    RequestCount,
)


class ProcessingActivity(NamedTuple):
    """One processing of personal data, in words.

    ``whom`` are the data subjects, ``what`` the data, ``why`` the purpose, ``until``
    the retention period; ``tables`` are the models that hold the data, as
    "app.Model". ``purge`` deletes what is older than ``period``, and returns how many.
    """

    whom: str | Promise
    what: str | Promise
    why: str | Promise
    until: str | Promise
    tables: tuple[str, ...]
    period: datetime.timedelta | None = None
    purge: Callable[[datetime.timedelta], int] | None = None


PROCESSING_REGISTER: list[ProcessingActivity] = [
    ProcessingActivity(
        _("Qui signale une erreur"),
        _("son message, et son adresse s’il en donne une"),
        _("corriger la fiche et répondre"),
        _("l’adresse est effacée au bout d’un an"),
        ("cooperation.ErrorReport",),
        datetime.timedelta(days=365),
        ErrorReport.objects.erase_old_emails,
    ),
    ProcessingActivity(
        _("Qui écrit à une collectivité dont l’adresse n’est pas connue"),
        _("son nom, son adresse et son message"),
        _("faire suivre le message à la collectivité, ou y répondre"),
        _("un an après le message"),
        ("cooperation.RelayedMessage",),
        datetime.timedelta(days=365),
        RelayedMessage.objects.delete_old,
    ),
    ProcessingActivity(
        _("Qui témoigne"),
        _(
            "son texte, sa fonction, et, s’il a accepté chacun expressément, son nom "
            "et sa photographie"
        ),
        _("faire connaître une coopération"),
        _("jusqu’à ce qu’il retire son accord"),
        ("cooperation.Testimony",),
    ),
    ProcessingActivity(
        _("À qui le site envoie un courriel"),
        _("son adresse, l’objet et le jour ; le texte, jusqu’à ce qu’il soit parti"),
        _("renvoyer ce qui n’est pas parti"),
        _("trente jours"),
        ("cooperation.OutgoingMail",),
        datetime.timedelta(days=30),
        OutgoingMail.objects.delete_old,
    ),
    ProcessingActivity(
        _("Dont l’adresse refuse les courriels du site"),
        _("son adresse, le jour, et ce que dit son serveur ou l’équipe"),
        _("ne pas la relancer, et savoir qui appeler"),
        _("deux ans, ou dès qu’un courriel arrive de nouveau"),
        ("cooperation.RefusedAddress",),
        datetime.timedelta(days=2 * 365),
        RefusedAddress.objects.delete_old,
    ),
    ProcessingActivity(
        _("Qui enregistre une vue d’une liste de la gestion"),
        _("le nom de la vue, ses filtres, et qui l’a enregistrée"),
        _("retrouver une liste telle qu’elle était filtrée"),
        _(
            "tant que le compte existe ; une vue partagée reste à l’équipe, sans nom, "
            "une fois le compte effacé"
        ),
        ("cooperation.SavedView",),
    ),
    ProcessingActivity(
        _("Qui dépose un tableur à importer"),
        _("son compte, le fichier et les lignes qui en sont lues"),
        _("lui en montrer l’effet, l’appliquer, et savoir qui a importé quoi"),
        _(
            "le fichier, jusqu’au lendemain ; le relevé de l’import, tant que "
            "l’annuaire existe, sans nom une fois le compte effacé"
        ),
        ("cooperation.ImportBatch", "cooperation.ImportLine"),
    ),
    ProcessingActivity(
        _("Qui demande, connecté, un export qui se prépare"),
        _("le fichier demandé, et qui l’a demandé"),
        _("le lui remettre quand il est prêt"),
        _("un jour après la demande"),
        ("cooperation.PreparedFile",),
        datetime.timedelta(days=1),
        PreparedFile.objects.delete_old,
    ),
    ProcessingActivity(
        _("Qui cherche, télécharge ou écrit"),
        _("une empreinte de son adresse IP, qui ne permet pas de la retrouver"),
        _("limiter ce qu’une machine demande, pour que le site réponde à tous"),
        _("un jour après la dernière demande"),
        ("cooperation.RequestCount",),
        datetime.timedelta(days=1),
        RequestCount.objects.delete_ended,
    ),
]


def register_processing(*lines: ProcessingActivity) -> None:
    """Add activities to the register; those already there are ignored."""
    PROCESSING_REGISTER.extend(
        line for line in lines if line not in PROCESSING_REGISTER
    )


def purge_personal_data() -> list[tuple[str, int]]:
    """Delete what is older than the register says; return each activity's number."""
    return [
        (str(line.whom), line.purge(line.period))
        for line in PROCESSING_REGISTER
        if line.purge and line.period
    ]
