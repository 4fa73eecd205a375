"""Proposals and campaigns, in the search of staff."""

from functools import partial
from typing import Any

from django.db.models.fields.json import KT
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Proposal, ProposalState, UpdateCampaign
from cooperation.curation.staff_search import SearchSource, find_by_words
from cooperation.text import Normalize

PROPOSAL_FIELDS = ("title_key", "collectivity__name_key", "author__email")
CAMPAIGN_FIELDS = ("own_name_key",)


def list_search_sources(user: Any) -> list[SearchSource]:
    found = []
    if user.has_perm("accounts.view_proposal"):
        found.append(build_proposal_source())
    if user.has_perm("accounts.view_updatecampaign"):
        found.append(build_campaign_source())
    return found


def build_proposal_source() -> SearchSource:
    """Return the proposals that were sent: a draft is its author's alone."""
    sent = Proposal.objects.exclude(state=ProposalState.DRAFT)
    rows = sent.with_related().alias(title_key=Normalize(KT("content__title")))
    return SearchSource(
        label=_("Propositions"),
        rows=rows,
        find=partial(find_by_words, rows, PROPOSAL_FIELDS),
        fields=PROPOSAL_FIELDS,
        get_url=lambda row: reverse("moderation:decide", args=[row.pk]),
        list_url="",
        hints=("collectivity", "get_state_display"),
    )


def build_campaign_source() -> SearchSource:
    rows = UpdateCampaign.objects.alias(own_name_key=Normalize("name"))
    return SearchSource(
        label=_("Campagnes de mise à jour"),
        rows=rows,
        find=partial(find_by_words, rows, CAMPAIGN_FIELDS),
        fields=CAMPAIGN_FIELDS,
        get_url=lambda row: reverse("moderation:campaign", args=[row.pk]),
        list_url="",
    )
