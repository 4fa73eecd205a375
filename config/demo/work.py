"""Waiting work of the demonstration: proposals, an access request, a campaign.

All of it is invented and says so; the entries themselves are real and stay unchanged.
"""

from django.utils import timezone

from accounts.campaigns.workflow import (
    create_campaign,
    send_due_mails,
    start_campaign,
)
from accounts.models import (
    AccessRequest,
    Membership,
    Proposal,
    ProposalKind,
    ProposalState,
    UpdateCampaign,
    User,
)
from accounts.proposals.kinds import ENTRY_SCHEMAS
from config.demo.people import AGENT_EMAIL
from cooperation.models import Action, Collectivity

INVENTED_TEXT = "Texte de démonstration, inventé."


def make_work() -> None:
    """Create work for the agent and the staff, unless there is some."""
    agent = User.objects.filter(email=AGENT_EMAIL).first()
    mandate = Membership.objects.current().filter(user=agent).first()
    if agent is None or mandate is None or Proposal.objects.by_author(agent).exists():
        return
    actions = list(
        Action.objects.published().filter(lead=mandate.collectivity).order_by("pk")[:3]
    )
    states = (ProposalState.SENT, ProposalState.REFUSED, ProposalState.DRAFT)
    for action, state in zip(actions, states, strict=False):
        make_proposal(action, agent, mandate, state)
    ask_for_access()
    make_campaign(mandate.collectivity)


def make_proposal(
    action: Action, agent: User, mandate: Membership, state: ProposalState
) -> None:
    """Propose an invented description and invented results for a real action."""
    base = ENTRY_SCHEMAS[ProposalKind.ACTION].read_content(action)
    changes = {"description": INVENTED_TEXT, "results": INVENTED_TEXT}
    decided = state == ProposalState.REFUSED
    Proposal.objects.create(
        action=action,
        collectivity=mandate.collectivity,
        author=agent,
        state=state,
        base=base,
        content=base | changes,
        sent_at=None if state == ProposalState.DRAFT else timezone.now(),
        decided_at=timezone.now() if decided else None,
        reason="Motif d’essai : ces résultats sont inventés." if decided else "",
    )


def ask_for_access() -> None:
    commune = Collectivity.objects.filter(insee_code="74012").first()
    if commune:
        AccessRequest.objects.get_or_create(
            email="essai@mairie.example",
            collectivity=commune,
            defaults={
                "full_name": "Personne d’essai",
                "function": "Chargée de mission (démonstration)",
                "message": INVENTED_TEXT,
            },
        )


def make_campaign(collectivity: Collectivity) -> None:
    campaign = UpdateCampaign(
        name="Campagne de démonstration",
        subject="Vos fiches de coopération sont-elles à jour ?",
        body="Bonjour,\n\nCeci est une démonstration. {collectivite} a {nombre} "
        "fiches dans l’annuaire. Ouvrez ce lien, puis confirmez :\n\n{lien}",
        scope=str(collectivity),
    )
    create_campaign(campaign, [collectivity])
    start_campaign(campaign)
    send_due_mails(campaign)
