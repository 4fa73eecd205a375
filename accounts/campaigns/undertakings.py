"""The campaigns under way, for the home page of staff."""

import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.campaigns.dashboard import ANSWERED_STATES
from accounts.models import CampaignTarget, Proposal, UpdateCampaign
from cooperation.curation.workplace import Undertaking
from cooperation.enums import Verifier
from cooperation.models import Action, Agreement


def list_campaigns_under_way(user: Any) -> list[Undertaking]:
    """Return the campaigns that are not closed, the last first; two queries."""
    if not user.has_perm("accounts.view_updatecampaign"):
        return []
    campaigns = list(UpdateCampaign.objects.filter(closed_at__isnull=True))
    counts = count_targets(campaigns)
    return [build_undertaking(one, *counts.get(one.pk, (0, 0))) for one in campaigns]


def build_undertaking(
    campaign: UpdateCampaign, asked: int, answered: int
) -> Undertaking:
    url = reverse("moderation:campaign", args=[campaign.pk])
    if campaign.started_at is None:
        return Undertaking(
            _("campagne"), campaign.name, url, note=_("pas encore lancée")
        )
    days = campaign.remind_after_days * campaign.most_reminders
    last = timezone.localdate(campaign.started_at) + datetime.timedelta(days=days)
    return Undertaking(
        _("campagne"),
        campaign.name,
        url,
        asked,
        answered,
        last if campaign.most_reminders else None,
        _("dernière relance d’une campagne"),
    )


def count_targets(campaigns: list[UpdateCampaign]) -> dict[int, tuple[int, int]]:
    """Return (asked, answered) by campaign, by the rule of the campaign's board."""
    answered = Q(Exists(select_edited()))
    for model, first in ((Action, "lead"), (Agreement, "collectivity")):
        answered |= Q(Exists(select_confirmed(model, first)))
    targets = CampaignTarget.objects.filter(campaign__in=campaigns).order_by()
    rows = targets.alias(since=TruncDate("campaign__started_at"))
    counted = rows.values("campaign").annotate(
        asked=Count("pk"), answered=Count("pk", filter=answered)
    )
    return {row["campaign"]: (row["asked"], row["answered"]) for row in counted}


def select_edited() -> QuerySet[Proposal]:
    return Proposal.objects.filter(
        collectivity=OuterRef("collectivity"),
        state__in=ANSWERED_STATES,
        sent_at__gte=OuterRef("campaign__started_at"),
    )


def select_confirmed(model: Any, first: str) -> QuerySet[Any]:
    rows: QuerySet[Any] = model._base_manager.filter(
        verified_by=Verifier.AUTHORITY,
        verified_on__gte=OuterRef("since"),
        **{first: OuterRef("collectivity")},
    )
    return rows
