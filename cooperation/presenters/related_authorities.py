"""Related authorities: those that act in the same countries, on the same themes."""

from collections import defaultdict

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cooperation.models import Collectivity
from cooperation.presenters.types import ListingRow
from cooperation.search.facet_index import FacetLabel
from cooperation.search.facet_sources import ACTION_INDEX_CACHE

MAX_AUTHORITIES, MAX_REASONS = 6, 3
# A shared country weighs more than a shared theme.
COUNTRY_WEIGHT, THEME_WEIGHT = 3, 1
# Similar size: at most three times larger or smaller.
MAX_SIZE_RATIO = 3


def list_related_authorities(collectivity: Collectivity) -> list[ListingRow]:
    """Return the most closely related authorities.

    They share a country and perhaps themes; among equals, those of similar size come
    first. Two queries in all.
    """
    facet_index = ACTION_INDEX_CACHE.facet_index()
    masks = facet_index.masks
    own = masks.get("collectivite", {}).get(collectivity.pk, 0)
    if not own:
        return []
    points: dict[int, int] = defaultdict(int)
    shared: dict[int, list[FacetLabel]] = defaultdict(list)
    for facet, weight in (("pays", COUNTRY_WEIGHT), ("theme", THEME_WEIGHT)):
        for key, label in facet_index.labels.get(facet, {}).items():
            mask = masks[facet].get(key, 0) if facet in masks else 0
            if not mask & own:
                continue
            for other, of_other in masks["collectivite"].items():
                if other != collectivity.pk and of_other & mask:
                    points[other] += weight
                    shared[other].append(label)
    in_a_country = {key for key, total in points.items() if total >= COUNTRY_WEIGHT}
    best = sorted(in_a_country, key=lambda key: (-points[key], key))[
        : 3 * MAX_AUTHORITIES
    ]
    found = Collectivity.objects.without_large_fields().in_bulk(best)
    ranked = sorted(
        (key for key in best if key in found),
        key=lambda key: (
            -points[key],
            not is_similar_size(collectivity, found[key]),
            key,
        ),
    )
    return [
        build_related_row(collectivity, found[key], shared[key])
        for key in ranked[:MAX_AUTHORITIES]
    ]


def is_similar_size(one: Collectivity, other: Collectivity) -> bool:
    if not one.population or not other.population:
        return False
    ratio = one.population / other.population
    return 1 / MAX_SIZE_RATIO <= ratio <= MAX_SIZE_RATIO


def build_related_row(
    one: Collectivity, other: Collectivity, shared: list[FacetLabel]
) -> ListingRow:
    reasons = [label.text for label in shared[:MAX_REASONS]]
    if len(shared) > MAX_REASONS:
        reasons.append("…")
    text = _("Aussi : %(reasons)s") % {"reasons": ", ".join(reasons)}
    size = [_("taille proche")] if is_similar_size(one, other) else []
    return ListingRow(
        url=other.get_absolute_url(),
        name=other.name,
        nature=capfirst(other.get_kind_display()),
        text=text,
        context=size,
    )
