"""The mails of accounts that people outside staff receive, with their variables."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import (
    AccessRequest,
    CampaignTarget,
    Membership,
    Proposal,
    ProposalState,
    RequestState,
)
from cooperation.web.mail_texts import Example, MailKind, Values, Variable, fill_text

ACCESS, PROPOSALS = _("Accès et mandats"), _("Propositions")
CAMPAIGNS, LOGIN = _("Campagnes de mise à jour"), _("Connexion")
LANGUAGE_CODES = tuple(code for code, _label in settings.LANGUAGES)

COLLECTIVITY = Variable("collectivite", _("nom de la collectivité"), "Annecy")
EMAIL = Variable("adresse", _("adresse de la personne"), "lou.martin@annecy.example")
STAFF_WORD = Variable(
    "mot",
    _("ce que l’équipe a ajouté ; sans lui, son paragraphe disparaît"),
    _("Bienvenue, et à bientôt au téléphone."),
    required=True,
    optional=True,
)


def build_link(label: Any, path: str, *, required: bool = True) -> Variable:
    example = f"{settings.SITE_URL}{path}"
    return Variable("lien", label, example, required=required, link=True)


LOGIN_LINK = build_link(_("page de connexion"), "/compte/login/")
SPACE_LINK = build_link(_("espace de la personne"), "/espace/")


# Real rows for the preview --------------------------------------------------------


def find_row(
    user: Any,
    *,
    right: str,
    rows: Callable[[], QuerySet[Any, Any]],
    read: Callable[[Any], Values],
) -> Example | None:
    """Return the values of the newest row, if the person may see such rows."""
    row = rows().order_by("-pk").first() if user.has_perm(right) else None
    return Example(str(row), read(row)) if row else None


def read_membership(row: Membership) -> Values:
    return {"collectivite": row.collectivity.name, "adresse": row.user.email}


def read_request(row: AccessRequest) -> Values:
    return {
        "collectivite": row.authority_name,
        "adresse": row.email,
        "mot": row.answer,
    }


def read_proposal(row: Proposal) -> Values:
    return {"titre": str(row), "motif": row.reason, "details": DETAILS.example}


def read_target(row: CampaignTarget) -> Values:
    name = row.collectivity.name
    examples = {one.name: one.example for one in CAMPAIGN_VARIABLES}
    values = examples | {"collectivite": name}
    return {
        "collectivite": name,
        "objet": fill_text(row.campaign.subject, values),
        "texte": fill_text(row.campaign.body, values),
    }


find_membership = partial(
    find_row,
    right="accounts.view_membership",
    rows=lambda: Membership.objects.select_related("user", "collectivity"),
    read=read_membership,
)
find_target = partial(
    find_row,
    right="accounts.view_updatecampaign",
    rows=lambda: CampaignTarget.objects.select_related("campaign", "collectivity"),
    read=read_target,
)


def find_request(user: Any, state: RequestState) -> Example | None:
    return find_row(
        user,
        right="accounts.view_accessrequest",
        rows=lambda: AccessRequest.objects.filter(state=state).select_related(
            "collectivity"
        ),
        read=read_request,
    )


def find_proposal(user: Any, state: ProposalState) -> Example | None:
    return find_row(
        user,
        right="accounts.view_proposal",
        rows=lambda: Proposal.objects.filter(state=state).with_related(),
        read=read_proposal,
    )


# Access and memberships -----------------------------------------------------------

INVITATION = MailKind(
    "invitation",
    ACCESS,
    _("Invitation"),
    _("L’équipe ou un collègue donne à quelqu’un l’accès pour une collectivité."),
    (COLLECTIVITY, EMAIL, LOGIN_LINK),
    find_membership,
)
REQUEST_RECEIVED = MailKind(
    "demande-recue",
    ACCESS,
    _("Demande d’accès reçue"),
    _("Quelqu’un vient de demander l’accès."),
    (COLLECTIVITY,),
    partial(find_request, state=RequestState.PENDING),
)
REQUEST_ACCEPTED = MailKind(
    "demande-acceptee",
    ACCESS,
    _("Demande d’accès acceptée"),
    _("L’équipe accepte une demande d’accès."),
    (COLLECTIVITY, EMAIL, LOGIN_LINK, STAFF_WORD),
    partial(find_request, state=RequestState.ACCEPTED),
)
REQUEST_REFUSED = MailKind(
    "demande-refusee",
    ACCESS,
    _("Demande d’accès refusée"),
    _("L’équipe refuse une demande d’accès."),
    (
        COLLECTIVITY,
        STAFF_WORD,
        build_link(_("page de contact du site"), "/a-propos/", required=False),
    ),
    partial(find_request, state=RequestState.REFUSED),
)
RIGHTS_ENDED = MailKind(
    "droits-finis",
    ACCESS,
    _("Fin des droits"),
    _("Une personne passe la main ou quitte sa collectivité."),
    (
        COLLECTIVITY,
        build_link(_("demande d’accès"), "/compte/demande/", required=False),
    ),
    find_membership,
)
DORMANT_MEMBERSHIP = MailKind(
    "mandat-sans-visite",
    ACCESS,
    _("Mandat sans visite"),
    _("Personne n’a ouvert l’espace depuis longtemps ; envoyé une fois."),
    (
        COLLECTIVITY,
        Variable("mois", _("nombre de mois sans visite"), 18),
        SPACE_LINK,
    ),
    find_membership,
)
INACTIVE_ACCOUNT = MailKind(
    "compte-inactif",
    ACCESS,
    _("Compte inactif, premier avertissement"),
    _("Un compte sans mandat n’a pas servi depuis deux ans."),
    (LOGIN_LINK,),
)
LAST_WARNING = MailKind(
    "compte-inactif-rappel",
    ACCESS,
    _("Compte inactif, dernier avertissement"),
    _("Un mois après le premier avertissement, un mois avant la fermeture."),
    (LOGIN_LINK,),
)

# Proposals ------------------------------------------------------------------------

PROPOSAL_VARIABLES = (
    Variable("titre", _("titre de la fiche"), "Eau potable à Téra"),
    Variable(
        "motif",
        _("ce que l’équipe a écrit ; sans motif, son paragraphe disparaît"),
        _("Le budget de 2024 est déjà dans la fiche."),
        required=True,
        optional=True,
    ),
    build_link(_("page de la proposition"), "/espace/propositions/12/"),
)
DETAILS = Variable(
    "details",
    _("ce qui est accepté, corrigé par l’équipe et laissé"),
    _("Accepté : Titre, Résumé.\n\nCorrigé : Budget, 12 000 au lieu de 12."),
    optional=True,
    body_only=True,
)
PROPOSAL_ACCEPTED = MailKind(
    "proposition-acceptee",
    PROPOSALS,
    _("Proposition acceptée"),
    _("L’équipe accepte toute la proposition."),
    (*PROPOSAL_VARIABLES, DETAILS),
    partial(find_proposal, state=ProposalState.ACCEPTED),
)
PROPOSAL_PARTLY_ACCEPTED = MailKind(
    "proposition-partielle",
    PROPOSALS,
    _("Proposition acceptée en partie"),
    _("L’équipe ne garde qu’une partie de la proposition."),
    (*PROPOSAL_VARIABLES, DETAILS),
    partial(find_proposal, state=ProposalState.PARTLY),
)
PROPOSAL_CORRECTED = MailKind(
    "proposition-corrigee",
    PROPOSALS,
    _("Proposition corrigée et acceptée"),
    _("L’équipe accepte toute la proposition, après l’avoir corrigée."),
    (*PROPOSAL_VARIABLES, DETAILS),
)
PROPOSAL_REFUSED = MailKind(
    "proposition-refusee",
    PROPOSALS,
    _("Proposition refusée"),
    _("L’équipe refuse la proposition, ou annule ce qui était publié sans relecture."),
    PROPOSAL_VARIABLES,
    partial(find_proposal, state=ProposalState.REFUSED),
)

# Campaigns ------------------------------------------------------------------------

CAMPAIGN_FRAME = _(
    "Après ce texte, le site ajoute le lien s’il n’y est pas, la liste des fiches, et "
    "dit que le lien est personnel et s’éteint après 45 jours."
)
CAMPAIGN_VARIABLES = (
    COLLECTIVITY,
    Variable("nombre", _("nombre de ses fiches"), 4),
    build_link(
        _("lien personnel pour confirmer"), "/espace/lien/exemple/", required=False
    ),
)
CAMPAIGN = MailKind(
    "campagne",
    CAMPAIGNS,
    _("Premier courriel d’une campagne"),
    _("Texte proposé à chaque nouvelle campagne, qui peut avoir le sien."),
    CAMPAIGN_VARIABLES,
    find_target,
    CAMPAIGN_FRAME,
)


def build_reminder_variables(
    shared: tuple[Variable, ...], kind: str
) -> tuple[Variable, ...]:
    """Return the variables of a reminder: the first mail, and what it may hold."""
    return (
        Variable("objet", _("objet du premier courriel"), kind),
        Variable(
            "texte",
            _("texte du premier courriel"),
            _("Bonjour, (le texte du premier courriel, avec son lien)"),
            required=True,
            body_only=True,
        ),
        *shared,
    )


CAMPAIGN_REMINDER = MailKind(
    "campagne-relance",
    CAMPAIGNS,
    _("Relance d’une campagne"),
    _("Une collectivité n’a pas répondu ; vaut pour toutes les campagnes."),
    build_reminder_variables(
        CAMPAIGN_VARIABLES, "Vos fiches de coopération sont-elles à jour ?"
    ),
    find_target,
    CAMPAIGN_FRAME,
)

# Logging in -----------------------------------------------------------------------

LOGIN_PERMISSION = "accounts.change_login_mailtext"
LOGIN_CODE = MailKind(
    "code-connexion",
    LOGIN,
    _("Code de connexion"),
    _("Une personne demande un code pour se connecter."),
    (Variable("code", _("code à saisir"), "K7M-4QX", required=True, body_only=True),),
    languages=LANGUAGE_CODES,
    permission=LOGIN_PERMISSION,
)
UNKNOWN_ACCOUNT = MailKind(
    "compte-inconnu",
    LOGIN,
    _("Adresse sans compte"),
    _("Quelqu’un demande un code pour une adresse qui n’a pas de compte."),
    (EMAIL, build_link(_("demande d’accès"), "/compte/demande/")),
    languages=LANGUAGE_CODES,
    permission=LOGIN_PERMISSION,
)

ACCOUNT_MAILS = (
    *(INVITATION, REQUEST_RECEIVED, REQUEST_ACCEPTED, REQUEST_REFUSED, RIGHTS_ENDED),
    *(DORMANT_MEMBERSHIP, INACTIVE_ACCOUNT, LAST_WARNING),
    *(PROPOSAL_ACCEPTED, PROPOSAL_PARTLY_ACCEPTED, PROPOSAL_CORRECTED),
    PROPOSAL_REFUSED,
    *(CAMPAIGN, CAMPAIGN_REMINDER, LOGIN_CODE, UNKNOWN_ACCOUNT),
)
