"""The card of what is chosen on the map: its name, its numbers, where to go on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cooperation.maps.agreement_links import AgreementLinks
from cooperation.maps.choices import ChoiceKind, MapChoice
from cooperation.maps.placed_entries import PlacedEntries
from cooperation.models import Agreement, Collectivity, Country, Location
from cooperation.models.expressions import BoundingBox
from cooperation.presenters.map_entries import build_entry_numbers, join_numbers
from cooperation.presenters.types import CountLink
from cooperation.search.entry_filters import MapEntries
from cooperation.search.filters import ActionFilterSet


@dataclass(frozen=True)
class CardLink:
    """A link of a card; one with a ``choice`` makes the map choose it."""

    label: str
    url: str
    choice: str = ""


@dataclass(frozen=True)
class MapCard:
    """``total`` is the number of its entries, ``numbers`` says it in words."""

    name: str
    numbers: str
    links: Sequence[CardLink]
    total: int


@dataclass(frozen=True)
class ChosenEntries:
    """The entries that a choice selects, and their numbers."""

    entries: MapEntries
    choice: MapChoice | None
    numbers: list[CountLink]

    @property
    def total(self) -> int:
        return sum(one.n or 0 for one in self.numbers)

    def build_card(
        self, name: str, links: Iterable[CardLink] = (), count: str = ""
    ) -> MapCard:
        words = " · ".join(filter(None, [join_numbers(self.numbers), count]))
        return MapCard(name, words, [*links, *self.list_links()], self.total)

    def list_links(self) -> list[CardLink]:
        """Return the links to the lists of what there is."""
        return [
            CardLink(_("Voir dans la liste : %(n)s") % {"n": one.label}, one.url)
            for one in self.numbers
        ]


def build_map_card(entries: MapEntries, choice: MapChoice | None) -> MapCard:
    """Return the card of the entries that a choice selects."""
    numbers = build_entry_numbers(
        entries, entries.agreements.qs.count(), entries.actions.qs.count()
    )
    chosen = ChosenEntries(entries, choice, numbers)
    if choice and choice.kind == ChoiceKind.HERE:
        return build_authority_card(chosen, choice)
    if choice and choice.kind == ChoiceKind.COUNTRY:
        country = Country.objects.filter(iso2=choice.values[0].upper()).first()
        links = [build_country_link(country)] if country else []
        name = str(country) if country else _("Fiches de ce point")
        return chosen.build_card(name, links, count_authorities(entries))
    return build_place_card(chosen)


def build_authority_card(chosen: ChosenEntries, choice: MapChoice) -> MapCard:
    found = Collectivity.objects.filter(slug__in=choice.values).order_by("name_key")
    name = ", ".join(row.name for row in found) or _("Fiches de ce point")
    links = [
        CardLink(_("Fiche : %(name)s") % {"name": row.name}, row.get_absolute_url())
        for row in found
    ]
    return chosen.build_card(name, links, count_countries(chosen.entries))


def build_place_card(chosen: ChosenEntries) -> MapCard:
    """Return the card of a place; of several, of the box that holds them."""
    name, entries, choice = _("Fiches de ce point"), chosen.entries, chosen.choice
    if not chosen.total:
        return chosen.build_card(name)
    authorities = count_authorities(entries)
    if choice is None or choice.kind != ChoiceKind.PLACE or choice.box is None:
        return chosen.build_card(name, count=authorities)
    found = find_place(entries, choice.box)
    country = found and Country.objects.filter(pk=found.country).first()
    if not found or not country:
        return chosen.build_card(name, count=authorities)
    name = ", ".join(filter(None, [found.name, str(country)]))
    links = [build_choice_link(entries.selection, country)]
    return chosen.build_card(name, links, authorities)


class FoundPlace(NamedTuple):
    name: str
    country: str


def find_place(entries: MapEntries, box: BoundingBox) -> FoundPlace | None:
    """Return the place of most actions in ``box``, else one of agreements."""
    actions = entries.actions.qs.order_by().values("pk")
    rows = Location.objects.filter(action__in=actions).within_box(box)
    places = rows.values_list("place__name", "label", "country").annotate(
        n=Count("action", distinct=True)
    )
    for place, label, code, _n in places.order_by(
        "-n", "place__name", "label", "country"
    )[:1]:
        return FoundPlace(place or label, code)
    links = AgreementLinks.of_places(PlacedEntries.select(entries.agreements, box))
    for row in links[:1]:
        return FoundPlace(row["there_name"], row["country_code"])
    return None


def build_choice_link(selection: ActionFilterSet, country: Country) -> CardLink:
    """Return what makes the map choose the country of a place."""
    box = [("bbox", value) for value in selection.cleaned["bbox"].values]
    query = selection.querystring(*box)
    choice = f"{ChoiceKind.COUNTRY}:{country.pk}"
    url = f"{reverse('cooperation:map')}?{query}#choix={choice}"
    label = _("Tout le pays : %(name)s") % {"name": country}
    return CardLink(label, url, choice)


def build_country_link(country: Country) -> CardLink:
    url = reverse("cooperation:country_detail", args=[country.pk.lower()])
    return CardLink(_("Fiche : %(name)s") % {"name": country}, url)


def count_authorities(entries: MapEntries) -> str:
    """Return how many authorities lead actions or sign agreements."""
    leads = entries.actions.qs.order_by().values("lead")
    agreements = entries.agreements.qs.order_by()
    others = Agreement.other_signatories.through.objects.filter(
        agreement__in=agreements.values("pk")
    )
    n = Collectivity.objects.filter(
        Q(pk__in=leads)
        | Q(pk__in=agreements.values("collectivity"))
        | Q(pk__in=others.values("collectivity"))
    ).count()
    return ngettext("%(n)s collectivité", "%(n)s collectivités", n) % {"n": n}


def count_countries(entries: MapEntries) -> str:
    """Return in how many countries the entries are."""
    actions = entries.actions.qs.order_by().values("pk")
    agreements = entries.agreements.qs.order_by()
    places = Agreement.places.through.objects.filter(
        agreement__in=agreements.values("pk")
    )
    n = Country.objects.filter(
        Q(pk__in=Location.objects.filter(action__in=actions).values("country"))
        | Q(pk__in=agreements.values("country"))
        | Q(pk__in=places.values("place__country"))
    ).count()
    return ngettext("%(n)s pays", "%(n)s pays", n) % {"n": n}
