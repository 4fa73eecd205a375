"""The card of what is chosen on the map: its name, its numbers, where to go on."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cooperation.maps.choices import ChoiceKind, MapChoice
from cooperation.models import Collectivity, Country, Location
from cooperation.search.filters import ActionFilterSet


@dataclass(frozen=True)
class CardLink:
    """A link of a card; one with a ``choice`` makes the map choose it."""

    label: str
    url: str
    choice: str = ""


@dataclass(frozen=True)
class MapCard:
    name: str
    numbers: str
    links: Sequence[CardLink]


def build_map_card(
    selection: ActionFilterSet, choice: MapChoice | None, total: int
) -> MapCard:
    """Return the card of the actions that a choice selects."""
    query = selection.querystring()
    list_url = f"{reverse('cooperation:action_list')}?{query}"
    to_list = CardLink(_("Voir ces actions dans la liste"), list_url)
    if choice and choice.kind == ChoiceKind.HERE:
        return build_authority_card(selection, choice, total, to_list)
    if choice and choice.kind == ChoiceKind.COUNTRY:
        country = Country.objects.filter(iso2=choice.values[0].upper()).first()
        links = [build_country_link(country)] if country else []
        name = str(country) if country else _("Fiches de ce point")
        return MapCard(name, count_authorities(selection, total), [*links, to_list])
    return build_place_card(selection, choice, total, to_list)


def build_authority_card(
    selection: ActionFilterSet, choice: MapChoice, total: int, to_list: CardLink
) -> MapCard:
    found = Collectivity.objects.filter(slug__in=choice.values).order_by("name_key")
    name = ", ".join(row.name for row in found) or _("Fiches de ce point")
    links = [
        CardLink(_("Fiche : %(name)s") % {"name": row.name}, row.get_absolute_url())
        for row in found
    ]
    numbers = count_countries(selection, total)
    return MapCard(name, numbers, [*links, to_list])


def build_place_card(
    selection: ActionFilterSet,
    choice: MapChoice | None,
    total: int,
    to_list: CardLink,
) -> MapCard:
    """Return the card of a place; of several, of the box that holds them."""
    rows = Location.objects.filter(action__in=selection.qs.order_by().values("pk"))
    if choice and choice.box:
        rows = rows.within_box(choice.box)
    places = rows.values_list("place__name", "label", "country").annotate(
        n=Count("action", distinct=True)
    )
    found = list(places.order_by("-n", "place__name", "label", "country")[:1])
    if not found:
        return MapCard(_("Fiches de ce point"), "", [to_list])
    [(place, label, code, _n)] = found
    country = Country.objects.get(pk=code)
    is_place = choice is not None and choice.kind == ChoiceKind.PLACE
    name = _("Fiches de ce point")
    if is_place:
        name = ", ".join(filter(None, [place or label, str(country)]))
    links = [to_list]
    if is_place:
        links = [build_choice_link(selection, country), *links]
    return MapCard(name, count_authorities(selection, total), links)


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


def format_actions(total: int) -> str:
    return ngettext("%(n)s action", "%(n)s actions", total) % {
        "n": number_format(total, force_grouping=True)
    }


def count_authorities(selection: ActionFilterSet, total: int) -> str:
    n = selection.qs.order_by().values("lead").distinct().count()
    leads = ngettext("%(n)s collectivité", "%(n)s collectivités", n) % {"n": n}
    return f"{format_actions(total)} · {leads}"


def count_countries(selection: ActionFilterSet, total: int) -> str:
    actions = selection.qs.order_by().values("pk")
    found = Location.objects.filter(action__in=actions)
    n = found.values("country").distinct().count()
    countries = ngettext("%(n)s pays", "%(n)s pays", n) % {"n": n}
    return f"{format_actions(total)} · {countries}"
