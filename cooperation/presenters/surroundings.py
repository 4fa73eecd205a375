"""What surrounds an authority of which no cooperation is known, and how to begin."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cooperation.models import Action, Agreement, Collectivity
from cooperation.presenters.cards import build_action_card, build_agreement_card
from cooperation.presenters.counts import LABELS
from cooperation.presenters.directory_rows import build_collectivity_row
from cooperation.presenters.list_links import get_list_url
from cooperation.presenters.related_authorities import (
    NEAR_KM,
    RelatedAuthority,
    build_related,
    describe_practice,
    select_nearby,
)
from cooperation.presenters.types import (
    ActionCard,
    AgreementCard,
    Bar,
    CountLink,
    ListingRow,
)
from cooperation.search.activity_index import ActivityIndex, EntryMasks

MAX_NEIGHBOURS, MAX_CARDS = 10, 4


@dataclass(frozen=True)
class Surroundings:
    """Who cooperates around an authority.

    ``rows`` are its EPCI and its department, ``lists`` lead to what is done there.
    ``practice`` says where its neighbours act and on what; ``countries`` and ``themes``
    do in numbers, for the portrait.
    """

    rows: Sequence[ListingRow]
    lists: Sequence[CountLink]
    cards: Sequence[ActionCard]
    agreement_cards: Sequence[AgreementCard]
    neighbours: Sequence[RelatedAuthority]
    neighbours_title: str
    neighbours_note: str
    practice: str
    first_neighbour: Collectivity | None
    countries: Sequence[Bar]
    themes: Sequence[Bar]


def build_surroundings(collectivity: Collectivity) -> Surroundings:
    index = ActivityIndex()
    around = Collectivity.objects.current().surrounding(collectivity)
    rows = around.with_counts().without_large_fields().select_related("department")
    near = list(select_nearby(collectivity).exclude(pk=collectivity.epci_id))
    shown = near[:MAX_NEIGHBOURS]
    masks = index.get_masks("collectivite", *(one.pk for one in near))
    territory = Collectivity.objects.filter(
        Q(pk__in=around.values("pk"))
        | Q(epci=collectivity.epci_id, epci__isnull=False)
        | Q(epci=collectivity)
    ).values("pk")
    actions = Action.objects.published().led_by_any(territory)
    agreements = Agreement.objects.published().signed_by_any(territory)
    return Surroundings(
        rows=[build_collectivity_row(one) for one in rows.order_by("-kind")],
        lists=list_territory_links(index, collectivity),
        cards=[
            build_action_card(one)
            for one in actions.for_cards().latest_first()[:MAX_CARDS]
        ],
        agreement_cards=[
            build_agreement_card(one)
            for one in agreements.for_cards().oldest_first()[:MAX_CARDS]
        ],
        neighbours=[build_related(index, collectivity, one, {}) for one in shown],
        neighbours_title=_("Qui coopère à moins de %(km)s km") % {"km": NEAR_KM},
        neighbours_note=format_neighbours_note(len(shown), len(near)),
        practice=describe_practice(index, masks),
        first_neighbour=next(iter(shown), None),
        countries=list_bars(index, "pays", masks),
        themes=list_bars(index, "theme", masks),
    )


def list_bars(index: ActivityIndex, facet: str, among: EntryMasks) -> list[Bar]:
    """Return the values of a facet with their number of agreements and actions."""
    return [
        Bar(index.get_label(facet, key).text, masks.n_entries, str(masks.n_entries))
        for key, masks in index.list_values(facet, among).items()
    ]


def list_territory_links(
    index: ActivityIndex, collectivity: Collectivity
) -> list[CountLink]:
    """Return the lists of what is done in the EPCI and in the department."""
    epci, department = collectivity.epci, collectivity.department
    places = [
        ("epci", epci.pk, epci.slug, epci.name) if epci else None,
        ("departement", department.pk, department.code, str(department))
        if department
        else None,
    ]
    links = []
    for param, key, value, name in filter(None, places):
        masks = index.get_masks(param, key)
        for kind, number in (
            ("action", len(masks.actions)),
            ("agreement", len(masks.agreements)),
        ):
            label = _("%(things)s : %(name)s") % {
                "things": capfirst(LABELS[kind](number)),
                "name": name,
            }
            url = get_list_url(f"{kind}_list", **{param: value})
            links.append(CountLink(label, number, url))
    return [link for link in links if link.n]


def format_neighbours_note(shown: int, number: int) -> str:
    if shown >= number:
        return ""
    return ngettext(
        "La plus proche sur %(n)s.", "Les %(shown)s plus proches sur %(n)s.", shown
    ) % {"shown": shown, "n": number}
