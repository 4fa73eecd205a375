"""Dashboard of a campaign: who confirmed, who edited, whom to call."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.mail.dashboard import (
    MailingRow,
    get_members_by_authority,
    set_refusals,
)
from accounts.models import (
    CampaignMail,
    CampaignTarget,
    Proposal,
    ProposalState,
    UpdateCampaign,
)
from cooperation.enums import Verifier
from cooperation.models import Action, Agreement, Collectivity

# States of the proposals by which an authority responds.
ANSWERED_STATES = (
    ProposalState.SENT,
    ProposalState.ACCEPTED,
    ProposalState.PARTLY,
    ProposalState.REFUSED,
)


@dataclass
class CampaignResponse:
    confirmed: datetime.date | None = None
    edited: bool = False

    @property
    def is_silent(self) -> bool:
        return self.confirmed is None and not self.edited


def get_campaign_responses(campaign: UpdateCampaign) -> dict[int, CampaignResponse]:
    """Return the responses since the start, by key of authority; three queries."""
    if campaign.started_at is None:
        return {}
    asked = campaign.targets.values("collectivity")
    since = timezone.localdate(campaign.started_at)
    edited = Proposal.objects.filter(
        collectivity__in=asked,
        state__in=ANSWERED_STATES,
        sent_at__gte=campaign.started_at,
    ).values_list("collectivity", flat=True)
    found: dict[int, CampaignResponse] = {}
    for model, first in ((Action, "lead"), (Agreement, "collectivity")):
        rows: QuerySet[Any] = model._base_manager.filter(
            verified_by=Verifier.AUTHORITY, verified_on__gte=since
        )
        asked_rows = rows.filter(**{f"{first}__in": asked}).order_by()
        last = asked_rows.values_list(first).annotate(last=Max("verified_on"))
        for key, day in last:
            response = found.setdefault(key, CampaignResponse())
            response.confirmed = max(day, response.confirmed or day)
    for key in edited:
        found.setdefault(key, CampaignResponse()).edited = True
    return found


@dataclass(kw_only=True)
class CampaignRow(MailingRow):
    target: CampaignTarget
    response: CampaignResponse = field(default_factory=CampaignResponse)

    @property
    def collectivity(self) -> Collectivity:
        return self.target.collectivity

    @property
    def is_silent(self) -> bool:
        return self.response.is_silent

    @property
    def state(self) -> str:
        """A label for the response, or for the last mail without one."""
        if self.response.edited:
            return _("modifiée")
        if self.response.confirmed:
            return _("confirmée")
        if self.is_unreachable:
            if self.has_refusal:
                return _("adresse qui refuse les courriels")
            return _("personne à qui écrire")
        if self.failures:
            return _("courriel non parti")
        if self.link_was_opened:
            return _("lien ouvert, pas de réponse")
        return _("sans réponse") if self.mails else _("pas encore écrit")


@dataclass
class CampaignDashboard:
    rows: list[CampaignRow]

    @property
    def silent(self) -> list[CampaignRow]:
        return [row for row in self.rows if row.is_silent]

    @property
    def confirmed(self) -> int:
        return sum(row.response.confirmed is not None for row in self.rows)

    @property
    def edited(self) -> int:
        return sum(row.response.edited for row in self.rows)

    @property
    def unreachable(self) -> int:
        return sum(row.is_unreachable for row in self.rows)


def build_campaign_dashboard(campaign: UpdateCampaign) -> CampaignDashboard:
    """Return a row for each authority; seven queries for any number."""
    responses = get_campaign_responses(campaign)
    targets = campaign.targets.select_related("collectivity__department")
    mails: dict[int, list[CampaignMail]] = defaultdict(list)
    for mail in CampaignMail.objects.filter(target__campaign=campaign).select_related(
        "link"
    ):
        mails[mail.target_id].append(mail)
    people = get_members_by_authority(targets.values("collectivity"))
    rows = [
        CampaignRow(
            mails=mails[target.pk],
            people=people[target.collectivity_id],
            target=target,
            response=responses.get(target.collectivity_id, CampaignResponse()),
        )
        for target in targets
    ]
    set_refusals(rows)
    return CampaignDashboard(rows)
