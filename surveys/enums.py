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
    DECIMAL = "decimal", _("nombre à virgule")
    AMOUNT = "montant", _("montant en euros")
    YEAR = "annee", _("année")
    SHORT_TEXT = "texte_court", _("texte court")
    LONG_TEXT = "texte_long", _("texte long")
    YES_NO = "oui_non", _("oui ou non, avec précision")
    COUNTRY = "pays", _("pays de l’annuaire")
    PLACE = "lieu", _("lieux de l’annuaire")
    PARTNER = "partenaire", _("partenaires de l’annuaire")
    AUTHORITY = "collectivite", _("collectivités de l’annuaire")
    THEME = "theme", _("thématiques de l’annuaire")
    DATE = "date", _("date")
    EMAIL = "courriel", _("adresse électronique")
    FILE = "fichier", _("fichier")
    MATRIX = "matrice", _("tableau : un choix par ligne")

    CHOOSING = nonmember(("un_choix", "plusieurs", "classement"))
    TEXTS = nonmember(("texte_court", "texte_long"))
    FIGURES = nonmember(("echelle", "nombre", "decimal", "montant", "annee"))
    # Stored as text, so that their decimals are exact.
    WITH_DECIMALS = nonmember(("decimal", "montant"))
    # Values of the directory's own tables, one or several.
    DIRECTORY = nonmember(("pays", "lieu", "partenaire", "collectivite", "theme"))
    # What only the respondent and staff see: never counted, never in a public file.
    PERSONAL = nonmember(("courriel", "fichier"))
    # With a text beside the answer: of "other", or of yes and no.
    DETAILED = nonmember(("un_choix", "plusieurs", "oui_non"))
    # What a condition may compare with codes, and with a bound.
    CODED = nonmember(
        (
            *("un_choix", "plusieurs", "classement", "oui_non"),
            *("pays", "lieu", "partenaire", "collectivite", "theme"),
        )
    )
    ORDERED = nonmember(("echelle", "nombre", "decimal", "montant", "annee", "date"))


class ConditionJoin(TextChoices):
    """How the tests of a condition are joined."""

    ALL = "et", _("toutes")
    ANY = "ou", _("au moins une")


class ConditionOperator(TextChoices):
    """What a condition asks of an earlier answer."""

    ONE_OF = "parmi", _("est parmi")
    NONE_OF = "aucun_de", _("n’est aucune de")
    AT_LEAST = "au_moins", _("est au moins")
    AT_MOST = "au_plus", _("est au plus")
    ANSWERED = "repondu", _("a une réponse")
    UNANSWERED = "sans_reponse", _("n’a pas de réponse")

    WITH_CODES = nonmember(("parmi", "aucun_de"))
    WITH_BOUND = nonmember(("au_moins", "au_plus"))


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


class ExportState(TextChoices):
    """Where the file of an export is."""

    GIVEN = "donnee", _("donnée")
    WAITING = "attend", _("en préparation")
    READY = "prete", _("prête")
    FAILED = "echec", _("en échec")
    DELETED = "effacee", _("effacée")


class ExportKind(TextChoices):
    """How much detail an export of answers contains."""

    ANONYMOUS = "anonyme", _("anonymisé")
    FULL = "complet", _("nominatif et complet")
