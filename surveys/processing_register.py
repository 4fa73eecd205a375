"""Personal data held by surveys, for the register of processing (GDPR, art. 30)."""

import datetime

from django.utils.translation import gettext_lazy as _

from cooperation.web.privacy import ProcessingActivity
from surveys.models import AnswerExport, ReviewLink
from surveys.personal_data import erase_expired_contacts

PROCESSING_RECORDS = (
    ProcessingActivity(
        _("Qui répond à une enquête"),
        _(
            "les réponses de sa collectivité, sa fonction, les adresses et les "
            "fichiers qu’il donne, s’il a commencé ou envoyé, et les notes de l’équipe "
            "lors d’un entretien ; jamais publiées une à une"
        ),
        _("dresser l’état des lieux de la coopération et tenir l’annuaire à jour"),
        _("tant que l’annuaire existe, pour comparer les enquêtes"),
        (
            "surveys.Questionnaire",
            "surveys.Section",
            "surveys.Question",
            "surveys.Option",
            "surveys.Wave",
            "surveys.ResultsRelease",
            "surveys.Participation",
            "surveys.Block",
            "surveys.Answer",
            "surveys.AnswerFile",
            "surveys.AnswerTheme",
            "surveys.AnswerReading",
            "surveys.Quote",
            "surveys.BlockReturn",
        ),
    ),
    ProcessingActivity(
        _("Qui est invité à une enquête"),
        _(
            "son adresse, les courriels envoyés, si son lien personnel a été ouvert ; "
            "du lien, une empreinte seulement"
        ),
        _("inviter, et ne relancer que ceux qui n’ont pas répondu"),
        _("deux ans après la clôture, ou à sa demande"),
        ("surveys.ParticipationLink", "surveys.SurveyMail"),
        datetime.timedelta(days=2 * 365),
        erase_expired_contacts,
    ),
    ProcessingActivity(
        _("Qui exporte des réponses"),
        _(
            "son adresse, le jour, l’enquête, et si l’export était nominatif ; le "
            "fichier d’un long export, un jour au plus"
        ),
        _("savoir qui a emporté des réponses"),
        _("cinq ans"),
        ("surveys.AnswerExport",),
        datetime.timedelta(days=5 * 365),
        AnswerExport.objects.delete_old,
    ),
    ProcessingActivity(
        _("Qui relit un état des lieux avant sa parution"),
        _(
            "pour qui est le lien (une fonction), s’il a été ouvert, l’adresse où "
            "répondre ; du lien, une empreinte seulement"
        ),
        _("faire relire un brouillon par des élus, et arrêter le lien"),
        _("un an après la fin du lien"),
        ("surveys.ReviewLink",),
        datetime.timedelta(days=365),
        ReviewLink.objects.delete_old,
    ),
)
