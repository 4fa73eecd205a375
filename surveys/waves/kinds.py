"""The mails of surveys, with their variables."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.mail.kinds import COLLECTIVITY, build_link, build_reminder_variables
from cooperation.web.mail_texts import (
    Example,
    MailKind,
    Variable,
    fill_text,
    format_value,
)
from surveys.models import Participation

SURVEYS = _("Enquêtes")
WAVE = Variable("enquete", _("nom de l’enquête"), "Enquête 2027")
LAST_DAY = Variable("date", _("dernier jour pour répondre"), "15 mars 2027")


def read_participation(row: Participation) -> dict[str, Any]:
    return {
        "collectivite": row.collectivity.name,
        "enquete": row.wave.name,
        "date": row.wave.closes_on,
        "envoi": timezone.localdate(row.submitted_at) if row.submitted_at else "",
    }


def find_participation(user: Any) -> Example | None:
    """Return the newest participation, if a person may see it."""
    if not user.has_perm("surveys.view_wave"):
        return None
    rows = Participation.objects.select_related("wave", "collectivity")
    row = rows.order_by("-pk").first()
    if row is None:
        return None
    values = read_participation(row)
    known = {one.name: one.example for one in INVITATION_VARIABLES} | {
        name: format_value(value) for name, value in values.items()
    }
    quoted = {
        "objet": fill_text(row.wave.subject, known),
        "texte": fill_text(row.wave.body, known),
    }
    return Example(str(row), values | quoted)


PERSONAL_LINK = build_link(
    _("lien personnel vers le questionnaire"), "/enquete/lien/exemple/"
)
FRAME = _(
    "Après ce texte, le site ajoute le lien s’il n’y est pas, et dit jusqu’à quand il "
    "sert et qu’il est personnel."
)
INVITATION_VARIABLES = (
    COLLECTIVITY,
    LAST_DAY,
    build_link(PERSONAL_LINK.label, "/enquete/lien/exemple/", required=False),
)
INVITATION = MailKind(
    "enquete",
    SURVEYS,
    _("Invitation à une enquête"),
    _("Texte proposé à chaque nouvelle enquête, qui peut avoir le sien."),
    INVITATION_VARIABLES,
    find_participation,
    FRAME,
)
REMINDER = MailKind(
    "enquete-relance",
    SURVEYS,
    _("Relance d’une enquête"),
    _("Une collectivité n’a pas envoyé ses réponses ; vaut pour toutes les enquêtes."),
    build_reminder_variables(
        INVITATION_VARIABLES, "Votre action internationale : quinze minutes"
    ),
    find_participation,
    FRAME,
)
REOPENED = MailKind(
    "enquete-rouverte",
    SURVEYS,
    _("Relance de réponses rouvertes"),
    _("Une collectivité a rouvert ses réponses et ne les a pas renvoyées."),
    (
        COLLECTIVITY,
        WAVE,
        LAST_DAY,
        Variable("envoi", _("jour du dernier envoi, qui compte"), "2 février 2027"),
        PERSONAL_LINK,
    ),
    find_participation,
)
HANDED_ON = MailKind(
    "enquete-transmise",
    SURVEYS,
    _("Enquête passée à un collègue"),
    _("Une personne qui répond passe le questionnaire à une autre."),
    (
        COLLECTIVITY,
        WAVE,
        LAST_DAY,
        PERSONAL_LINK,
        Variable(
            "mot",
            _("message du collègue ; sans lui, son paragraphe disparaît"),
            _("Tu connais mieux les montants que moi."),
            required=True,
            optional=True,
        ),
    ),
    find_participation,
)
COPY = MailKind(
    "enquete-copie",
    SURVEYS,
    _("Réponses reçues"),
    _("Une collectivité vient d’envoyer ses réponses."),
    (
        COLLECTIVITY,
        WAVE,
        LAST_DAY,
        build_link(_("copie des réponses (PDF)"), "/enquete/exemple.pdf"),
    ),
    find_participation,
)
SURVEY_MAILS = (INVITATION, REMINDER, REOPENED, HANDED_ON, COPY)
