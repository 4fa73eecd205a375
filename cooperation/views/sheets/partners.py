"""The page of a partner."""

from itertools import chain
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from cooperation.models import (
    Action,
    ActionQuerySet,
    Agreement,
    AgreementQuerySet,
    Collectivity,
    Funding,
    Involvement,
    Partner,
)
from cooperation.reading import figures
from cooperation.reading.cards import action_card, agreement_card
from cooperation.reading.links import downloads, selection
from cooperation.reading.partners import partner_facts, roles_by_key
from cooperation.reading.presence import collectivity_rows
from cooperation.reading.prose import paragraphs
from cooperation.reading.source import source_of
from cooperation.reading.still_maps import links_of, still_map
from cooperation.reading.summaries import of_partner
from cooperation.reading.tallies import foremost
from cooperation.views.sheets.base import LONG_LIST, SHORT_LIST, SheetView
from cooperation.views.sheets.countries import authorities


class PartnerView(SheetView):
    template_name = "cooperation/partner_detail.html"
    list_label = gettext_lazy("Partenaires")
    list_route = "partner_list"
    figure_names = ("n_collectivities", "n_agreements", "n_actions")

    def scope(self, user: Any) -> QuerySet[Partner]:
        """Return the partners named by an entry that ``user`` may see."""
        return Partner.objects.visible_to(user).for_sheet()

    def parts(self) -> dict[str, Any]:
        partner: Partner = self.object
        actions = Action.objects.published().with_partner(partner)
        agreements = Agreement.objects.published().with_partner(partner)
        return {
            "page_title": partner.name,
            "page_description": of_partner(partner),
            "facts": partner_facts(partner),
            "description": paragraphs(partner.description),
            "source": source_of(partner),
            "map": still_map(
                links_of(actions),
                partner.name,
                selection("map", partenaire=partner.slug),
            ),
            "downloads": downloads("action", partenaire=partner.slug),
            **beside_whom(actions, agreements, partner),
            **what(actions, agreements, partner),
        }


def beside_whom(
    actions: ActionQuerySet, agreements: AgreementQuerySet, partner: Partner
) -> dict[str, Any]:
    """Return the authorities, the most frequent first, with the partner's roles."""
    tallies = authorities(actions, agreements)
    first = foremost(tallies, LONG_LIST)
    names = Collectivity.objects.lean().in_bulk(list(first))
    rows = collectivity_rows(
        first, names, roles=roles(partner), partenaire=partner.slug
    )
    return {
        "n_collectivities": figures.authorities(len(tallies), "#collectivites"),
        "collectivities": rows,
        "only_first_collectivities": figures.first_of(len(first), len(tallies)),
    }


def roles(partner: Partner) -> dict[int, str]:
    involved = Involvement.objects.published().filter(partner=partner)
    paying = Funding.objects.published().filter(funder=partner)
    pairs = chain(involved.roles_by("lead"), involved.roles_by("co_leads"))
    return roles_by_key(pairs, set(paying.leads()))


def what(
    actions: ActionQuerySet, agreements: AgreementQuerySet, partner: Partner
) -> dict[str, Any]:
    """Return the latest actions and the agreements, with their totals."""
    url = selection("action_list", partenaire=partner.slug)
    n_actions = figures.actions(actions.count(), url)
    latest = actions.for_cards().latest_first()[:SHORT_LIST]
    signed = list(agreements.for_cards().oldest_first()[:LONG_LIST])
    n_agreements = figures.agreements(agreements.count(), "#accords")
    return {
        "n_actions": n_actions,
        "cards": [action_card(action) for action in latest],
        "all_actions": figures.see_all(SHORT_LIST, n_actions),
        "n_agreements": n_agreements,
        "agreement_cards": [agreement_card(agreement) for agreement in signed],
        "only_first_agreements": figures.first_of(len(signed), n_agreements["value"]),
    }
