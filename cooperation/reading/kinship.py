"""Related authorities: those that act in the same countries, on the same themes."""

from collections import defaultdict
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cooperation.models import Collectivity
from cooperation.postings import Label
from cooperation.reading.choices import in_language
from cooperation.sources import ACTIONS

SHOWN, NAMED = 6, 3
# A shared country says more than a shared theme; both on one action say most.
OF_COUNTRY, OF_THEME = 3, 1
# Of about the same size: not more than three times larger or smaller.
SAME_SIZE = 3

Row = dict[str, Any]


def near(collectivity: Collectivity) -> list[Row]:
    """Return the most closely related authorities: {url, name, nature, text, context}.

    They share a country and perhaps themes; among equals, those of similar size come
    first. Two queries in all.
    """
    postings = ACTIONS.postings()
    masks = postings.masks
    own = masks.get("collectivite", {}).get(collectivity.pk, 0)
    if not own:
        return []
    points: dict[int, int] = defaultdict(int)
    shared: dict[int, list[Label]] = defaultdict(list)
    for facet, weight in (("pays", OF_COUNTRY), ("theme", OF_THEME)):
        for key, label in postings.labels.get(facet, {}).items():
            mask = masks[facet].get(key, 0) if facet in masks else 0
            if not mask & own:
                continue
            for other, of_other in masks["collectivite"].items():
                if other != collectivity.pk and of_other & mask:
                    points[other] += weight
                    shared[other].append(label)
    in_a_country = {key for key, total in points.items() if total >= OF_COUNTRY}
    best = sorted(in_a_country, key=lambda key: (-points[key], key))[: 3 * SHOWN]
    found = Collectivity.objects.lean().in_bulk(best)
    ranked = sorted(
        (key for key in best if key in found),
        key=lambda key: (-points[key], not alike(collectivity, found[key]), key),
    )
    return [row(collectivity, found[key], shared[key]) for key in ranked[:SHOWN]]


def alike(one: Collectivity, other: Collectivity) -> bool:
    if not one.population or not other.population:
        return False
    ratio = one.population / other.population
    return 1 / SAME_SIZE <= ratio <= SAME_SIZE


def row(one: Collectivity, other: Collectivity, shared: list[Label]) -> Row:
    reasons = [in_language(label) for label in shared[:NAMED]]
    if len(shared) > NAMED:
        reasons.append("…")
    text = _("Aussi : %(reasons)s") % {"reasons": ", ".join(reasons)}
    size = [_("taille proche")] if alike(one, other) else []
    return {
        "url": other.get_absolute_url(),
        "name": other.name,
        "nature": capfirst(other.get_kind_display()),
        "text": text,
        "context": size,
    }
