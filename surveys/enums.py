"""Enumerations of surveys; database and exports contain their values."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class QuestionnaireState(TextChoices):
    """Whether a wave may be made with a questionnaire."""

    DRAFT = "brouillon", _("brouillon")
    USABLE = "utilisable", _("utilisable")


class QuestionKind(TextChoices):
    """How a question is answered; ``Answer`` documents the shape of values."""

    ONE = "un_choix", _("un choix")
    SEVERAL = "plusieurs", _("plusieurs choix")
    RANKING = "classement", _("classement")
    SCALE = "echelle", _("échelle")
    NUMBER = "nombre", _("nombre")
    AMOUNT = "montant", _("montant en euros")
    YEAR = "annee", _("année")
    SHORT_TEXT = "texte_court", _("texte court")
    LONG_TEXT = "texte_long", _("texte long")
    YES_NO = "oui_non", _("oui ou non, avec précision")

    CHOOSING = nonmember(("un_choix", "plusieurs", "classement"))
    TEXTS = nonmember(("texte_court", "texte_long"))
    FIGURES = nonmember(("echelle", "nombre", "montant", "annee"))
    # What another question may depend on.
    DECIDING = nonmember(("un_choix", "plusieurs", "oui_non"))


class ParticipationState(TextChoices):
    """The state of the participation of an authority in a wave."""

    INVITED = "invitee", _("invitée")
    OPENED = "ouverte", _("questionnaire ouvert")
    BEGUN = "commencee", _("commencée")
    SUBMITTED = "envoyee", _("envoyée")
    REOPENED = "rouverte", _("rouverte")
    DECLINED = "declinee", _("déclinée")

    # Still to be answered: the respondent may write.
    WRITABLE = nonmember(("invitee", "ouverte", "commencee", "rouverte"))
    # Nothing came yet: reminders go to these alone.
    SILENT = nonmember(("invitee", "ouverte", "commencee"))


class ParticipationMode(TextChoices):
    """Who types the answers."""

    ONLINE = "en_ligne", _("en ligne")
    INTERVIEW = "entretien", _("entretien")


class BlockOutcome(TextChoices):
    """What a respondent answered about a cooperation."""

    CONFIRMED = "confirmee", _("confirmée : rien n’a changé")
    CORRECTED = "corrigee", _("corrigée")
    ADDED = "ajoutee", _("ajoutée")
    ENDED = "terminee", _("terminée")


class Consent(TextChoices):
    """Who consented to the publication of a quote."""

    NONE = "aucun", _("pas d’accord : la citation reste interne")
    RESPONDENT = "repondant", _("accord donné dans le questionnaire")
    STAFF = "equipe", _("accord recueilli par l’équipe")


class ExportKind(TextChoices):
    """How much detail an export of answers contains."""

    ANONYMOUS = "anonyme", _("anonymisé")
    FULL = "complet", _("nominatif et complet")
