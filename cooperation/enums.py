"""Closed lists of the domain; their values appear in URLs and exports."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Publication(TextChoices):
    """Whether the public may see an entry."""

    DRAFT = "brouillon", _("brouillon")
    PUBLISHED = "publiee", _("publiée")
    ARCHIVED = "archivee", _("archivée")


class CollectivityKind(TextChoices):
    COMMUNE = "commune", _("commune")
    EPCI = "epci", _("EPCI à fiscalité propre")
    SYNDICAT = "syndicat", _("syndicat")
    DEPARTEMENT = "departement", _("département")
    REGION = "region", _("région")


class EPCIType(TextChoices):
    """Kinds of EPCI à fiscalité propre (CGCT, L5210-1-1 A)."""

    CC = "CC", _("communauté de communes")
    CA = "CA", _("communauté d’agglomération")
    CU = "CU", _("communauté urbaine")
    METRO = "METRO", _("métropole")


class AliasKind(TextChoices):
    """Why a collectivité is also known under another name."""

    DELEGATED = "deleguee", _("commune déléguée ou associée")
    FORMER = "ancienne", _("ancien nom ou collectivité fusionnée")
    COMMON = "usuelle", _("nom d’usage")
    CODE = "code", _("ancien code INSEE")


class PartnerKind(TextChoices):
    """Kinds of stakeholders, from the founding survey and wider."""

    NGO = "ong", _("ONG")
    CIVIL_SOCIETY = "osc", _("organisation de la société civile")
    TWINNING_COMMITTEE = "comite_jumelage", _("comité de jumelage")
    AUTHORITY = "collectivite", _("collectivité ou EPCI")
    STATE_OR_CANTON = "etat_canton", _("État ou canton")
    WATER_UTILITY = "regie_eaux", _("régie des eaux")
    WATER_AGENCY = "agence_eau", _("agence de l’eau")
    RESEARCH_CENTRE = "centre_recherche", _("centre de recherche ou écologique")
    NETWORK = "federation_reseau", _("fédération ou réseau")
    FOUNDATION = "fondation", _("fondation")
    MINISTRY = "ministere", _("ministère")
    PUBLIC_BODY = "institution_publique", _("institution publique")
    INTERNATIONAL = "organisation_internationale", _("organisation internationale")
    SCHOOL = "etablissement_scolaire", _("établissement scolaire ou universitaire")
    COMPANY = "entreprise", _("entreprise")
    OTHER = "autre", _("autre")


class AgreementKind(TextChoices):
    COOPERATION = "cooperation_decentralisee", _("coopération décentralisée")
    TWINNING = "jumelage", _("jumelage")
    FRIENDSHIP = "pacte_amitie", _("pacte d’amitié")
    OTHER = "autre", _("autre accord")


class AgreementStatus(TextChoices):
    """Status of an agreement; values shared with ``ActionStatus``."""

    ACTIVE = "en_cours", _("en cours")
    DORMANT = "suspendue", _("en sommeil")
    ENDED = "terminee", _("terminé")
    UNKNOWN = "inconnue", _("état inconnu")


class AgreementEventKind(TextChoices):
    SIGNED = "signe", _("signé")
    RENEWED = "renouvele", _("renouvelé")
    DORMANT = "en_sommeil", _("mis en sommeil")
    RESUMED = "repris", _("repris")
    ENDED = "termine", _("terminé")
    NO_NEWS = "sans_nouvelles", _("sans nouvelles récentes")

    # What comes first when several happened on one day, or in one year.
    ORDER = nonmember(
        ["signe", "renouvele", "en_sommeil", "repris", "sans_nouvelles", "termine"]
    )
    STATUS_AFTER = nonmember(
        {
            "signe": AgreementStatus.ACTIVE,
            "renouvele": AgreementStatus.ACTIVE,
            "en_sommeil": AgreementStatus.DORMANT,
            "repris": AgreementStatus.ACTIVE,
            "termine": AgreementStatus.ENDED,
            "sans_nouvelles": AgreementStatus.UNKNOWN,
        }
    )


class ActionStatus(TextChoices):
    PLANNED = "planifiee", _("planifiée")
    ACTIVE = "en_cours", _("en cours")
    ENDED = "terminee", _("terminée")
    SUSPENDED = "suspendue", _("suspendue")
    UNKNOWN = "inconnue", _("état inconnu")


class InvolvementRole(TextChoices):
    OPERATOR = "operateur", _("opérateur")
    COFUNDER = "cofinanceur", _("cofinanceur")
    TECHNICAL = "appui_technique", _("appui technique")
    LOCAL = "partenaire_local", _("partenaire local")
    BENEFICIARY = "beneficiaire", _("bénéficiaire")
    UNKNOWN = "non_precise", _("rôle non précisé")


class FundingKind(TextChoices):
    GRANTED = "accorde", _("accordé")
    YEARLY = "annuel", _("accordé chaque année")
    PAID = "verse", _("versé")
    PLANNED = "prevu", _("prévu")


class MoneyKind(TextChoices):
    """What an amount says; amounts of two kinds are never added.

    The budget and the own share are of a whole action, the others of fundings.
    """

    BUDGET = "budget", _("budget annoncé")
    GRANTED = FundingKind.GRANTED.value, FundingKind.GRANTED.label
    YEARLY = FundingKind.YEARLY.value, FundingKind.YEARLY.label
    PAID = FundingKind.PAID.value, FundingKind.PAID.label
    PLANNED = FundingKind.PLANNED.value, FundingKind.PLANNED.label
    OWN_SHARE = "part-propre", _("part de la collectivité chef de file")


class Verifier(TextChoices):
    AUTHORITY = "collectivite", _("la collectivité")
    STAFF = "csi", _("la Cité de la Solidarité Internationale")


class ResourceKind(TextChoices):
    INSTITUTION = "institution", _("institution")
    NETWORK = "reseau", _("réseau")
    GUIDE = "guide", _("guide ou outil")


class ResourceLevel(TextChoices):
    NATIONAL = "national", _("national")
    THEMATIC = "thematique", _("thématique")
    REGIONAL = "regional", _("régional")
    INTERNATIONAL = "international", _("international")


class OfferKind(TextChoices):
    JOB = "emploi", _("emploi")
    VOLUNTEERING = "volontariat", _("volontariat")
    INTERNSHIP = "stage", _("stage")


class Recurrence(TextChoices):
    YEARLY = "annuel", _("chaque année")
    EVERY_TWO_YEARS = "bisannuel", _("tous les deux ans")
    EVERY_THREE_YEARS = "triennal", _("tous les trois ans")
    STANDING = "permanent", _("en permanence")


class CallState(TextChoices):
    """Where a call for projects stands on a day."""

    OPEN = "ouvert", _("ouvert")
    COMING = "a_venir", _("à venir")
    RETURNING = "revient", _("clos, revient d’ordinaire")
    UNKNOWN = "a_demander", _("dates à demander au financeur")
    CLOSED = "clos", _("clos")


class ImportState(TextChoices):
    RECEIVED = "recue", _("reçu")
    READING = "en_lecture", _("lecture en cours")
    TO_CORRECT = "a_corriger", _("à corriger")
    READ = "lue", _("prêt à être appliqué")
    RUNNING = "en_cours", _("en cours")
    APPLIED = "appliquee", _("appliqué")
    UNDONE = "annulee", _("annulé")
    DISCARDED = "abandonnee", _("abandonné")
    INTERRUPTED = "interrompue", _("interrompu")
    PUBLISHING = "publication", _("publication en cours")
    UNDOING = "annulation", _("annulation en cours")

    # What waits for who sent it, and may still be corrected, applied or discarded.
    PENDING = nonmember(["recue", "a_corriger", "lue", "interrompue"])
    # What a process is at work on.
    AT_WORK = nonmember(["en_lecture", "en_cours", "publication", "annulation"])
    # What did something to the directory.
    DONE = nonmember(["appliquee", "annulee", "publication", "annulation"])


class YearlyUpdateState(TextChoices):
    """What became of the lists of a year that staff compared."""

    PREVIEWED = "apercu", _("à appliquer")
    RUNNING = "en_cours", _("en cours")
    APPLIED = "appliquee", _("appliqués")
    UNDOING = "annulation", _("annulation en cours")
    UNDONE = "annulee", _("annulés")
    DISCARDED = "abandonnee", _("abandonnés")

    AT_WORK = nonmember(["en_cours", "annulation"])


class LineOutcome(TextChoices):
    """What an import does, or would do, with a row."""

    CREATED = "creee", _("créée")
    CHANGED = "modifiee", _("modifiée")
    UNCHANGED = "inchangee", _("inchangée")
    REFUSED = "refusee", _("refusée")
    LEFT_OUT = "ecartee", _("écartée")


class BackupRunKind(TextChoices):
    BACKUP = "sauvegarde", _("sauvegarde")
    DRILL = "essai", _("essai de restauration")
