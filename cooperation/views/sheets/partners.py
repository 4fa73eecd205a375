"""The page of a partner."""

from itertools import chain
from typing import Any

from django.db.models import QuerySet

from cooperation.models import (
    Action,
    Agreement,
    Collectivity,
    Funding,
    Involvement,
    Partner,
)
from cooperation.reading.cards import action_card, agreement_card
from cooperation.reading.links import downloads, selection
from cooperation.reading.partners import partner_facts, roles_by_key
from cooperation.reading.presence import collectivity_rows
from cooperation.reading.prose import paragraphs
from cooperation.reading.source import source_of
from cooperation.reading.tallies import foremost, tallied
from cooperation.views.sheets.base import LONG_LIST, SHORT_LIST, SheetView


class PartnerView(SheetView):
    """With which authorities a partner acts, and in which roles."""

    def scope(self, user: Any) -> QuerySet[Partner]:
        """Give the partners that something ``user`` may see names."""
        return Partner.objects.visible_to(user).for_sheet()

    def parts(self) -> dict[str, Any]:
        """Give what the page shows of the partner."""
        partner: Partner = self.object
        actions = Action.objects.published().with_partner(partner)
        agreements = Agreement.objects.published().with_partner(partner)
        latest = actions.for_cards().latest_first()[:SHORT_LIST]
        signed = agreements.for_cards().oldest_first()[:LONG_LIST]
        tallies = tallied(
            actions=chain(actions.tally("lead"), actions.tally_co_leads()),
            agreements=chain(
                agreements.tally("collectivity"), agreements.tally_cosignatories()
            ),
        )
        first = foremost(tallies, LONG_LIST)
        named = Collectivity.objects.lean().in_bulk(list(first))
        roles = self.roles(partner)
        return {
            "facts": partner_facts(partner),
            "description": paragraphs(partner.description),
            "source": source_of(partner),
            "n_actions": actions.count(),
            "n_agreements": agreements.count(),
            "n_collectivities": len(tallies),
            "collectivities": collectivity_rows(
                first, named, roles=roles, partenaire=partner.slug
            ),
            "cards": [action_card(action) for action in latest],
            "agreement_cards": [agreement_card(agreement) for agreement in signed],
            "actions_url": selection("action_list", partenaire=partner.slug),
            "downloads": downloads("action", partenaire=partner.slug),
        }

    def roles(self, partner: Partner) -> dict[int, str]:
        """Give the partner's roles beside each authority."""
        involved = Involvement.objects.published().filter(partner=partner)
        paying = Funding.objects.published().filter(funder=partner)
        pairs = chain(involved.roles_by("lead"), involved.roles_by("co_leads"))
        return roles_by_key(pairs, set(paying.leads()))
