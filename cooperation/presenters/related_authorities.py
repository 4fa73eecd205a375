"""Authorities to talk to: near in space, or near in practice; how far, and why."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from cooperation.enums import CollectivityKind
from cooperation.models import Collectivity
from cooperation.presenters.collectivities import get_collectivity_nature
from cooperation.presenters.counts import ActivityCount, build_count_links
from cooperation.presenters.list_links import get_list_url
from cooperation.presenters.types import ListingRow
from cooperation.search.activity_index import ActivityIndex, EntryMasks

MAX_AUTHORITIES, MAX_REASONS = 6, 3
NEAR_KM = 30
# A shared country weighs more than a shared theme.
WEIGHTS = {"pays": 3, "theme": 1}
# Similar size: at most three times larger or smaller.
MAX_SIZE_RATIO = 3
# Their points stand for a whole territory: they are near nobody.
WIDE_KINDS = (CollectivityKind.DEPARTEMENT, CollectivityKind.REGION)

SharedKeys = dict[str, list[object]]


@dataclass(frozen=True)
class RelatedAuthority:
    """An authority as a row, and the address that compares both."""

    row: ListingRow
    compare_url: str


@dataclass(frozen=True)
class RelatedAuthorities:
    """Those that cooperate nearby, and the others that do alike."""

    nearby: Sequence[RelatedAuthority]
    alike: Sequence[RelatedAuthority]


def list_related_authorities(collectivity: Collectivity) -> RelatedAuthorities:
    """Return the nearest authorities that cooperate, and the most similar others."""
    index = ActivityIndex()
    nearby = list(select_nearby(collectivity)[:MAX_AUTHORITIES])
    shared = find_shared_keys(index, collectivity.pk)
    ranked = rank_by_practice(shared, {one.pk for one in nearby})
    rows = Collectivity.objects.without_large_fields()
    found = rows.with_distance_from(collectivity).in_bulk(ranked)
    alike = sorted(
        (found[key] for key in ranked if key in found),
        key=lambda one: (
            -score_shared(shared[one.pk]),
            not is_similar_size(collectivity, one),
            one.pk,
        ),
    )
    return RelatedAuthorities(
        [build_related(index, collectivity, one, shared) for one in nearby],
        [
            build_related(index, collectivity, one, shared)
            for one in alike[:MAX_AUTHORITIES]
        ],
    )


def select_nearby(collectivity: Collectivity) -> QuerySet[Any]:
    """Return the authorities that cooperate at most ``NEAR_KM`` away."""
    active = Collectivity.objects.current().with_published_entries()
    local = active.exclude(kind__in=WIDE_KINDS).without_large_fields()
    near: QuerySet[Any] = local.within_km(collectivity, NEAR_KM)
    return near


def find_shared_keys(index: ActivityIndex, key: int) -> dict[int, SharedKeys]:
    """Return the countries and themes that each other authority has in common.

    Only of authorities that share a country: a theme alone is no reason to meet.
    """
    own = index.get_masks("collectivite", key)
    shared: dict[int, SharedKeys] = defaultdict(lambda: defaultdict(list))
    for facet in WEIGHTS:
        for value in index.list_values(facet, own):
            there = index.get_masks(facet, value)
            for other in index.count_values("collectivite", there):
                if other != key:
                    shared[other][facet].append(value)
    return {other: keys for other, keys in shared.items() if keys["pays"]}


def score_shared(keys: SharedKeys) -> int:
    return sum(weight * len(keys[facet]) for facet, weight in WEIGHTS.items())


def rank_by_practice(shared: dict[int, SharedKeys], excluded: set[int]) -> list[int]:
    """Return the keys of the most similar authorities, three times what is shown."""
    keys = (key for key in shared if key not in excluded)
    ranked = sorted(keys, key=lambda key: (-score_shared(shared[key]), key))
    return ranked[: 3 * MAX_AUTHORITIES]


def is_similar_size(one: Collectivity, other: Collectivity) -> bool:
    if not one.population or not other.population:
        return False
    ratio = one.population / other.population
    return 1 / MAX_SIZE_RATIO <= ratio <= MAX_SIZE_RATIO


def build_related(
    index: ActivityIndex,
    one: Collectivity,
    other: Collectivity,
    shared: dict[int, SharedKeys],
) -> RelatedAuthority:
    """Return an authority with its distance, and what it shares or else does."""
    keys, masks = shared.get(other.pk), index.get_masks("collectivite", other.pk)
    size = _("taille proche") if is_similar_size(one, other) else ""
    context = [format_distance(other.distance_km), size]  # type: ignore[attr-defined]
    return RelatedAuthority(
        ListingRow(
            url=other.get_absolute_url(),
            name=other.name,
            nature=get_collectivity_nature(other),
            context=[text for text in context if text],
            text=describe_shared(index, keys)
            if keys
            else describe_practice(index, masks),
            counts=build_count_links(
                ActivityCount(*map(len, masks)),
                get_list_url("action_list", collectivite=other.slug),
                get_list_url("agreement_list", collectivite=other.slug),
            ),
        ),
        get_list_url("compare", collectivite=[one.slug, other.slug]),
    )


def format_distance(km: float | None) -> str:
    """Return "à 12 km"; empty where it is not known."""
    if km is None:
        return ""
    if km < 1:
        return _("à moins de 1 km")
    number = number_format(round(km), force_grouping=True)
    return _("à %(n)s km") % {"n": number}


def describe_shared(index: ActivityIndex, keys: SharedKeys) -> str:
    return describe(
        index, _("Mêmes pays : %s"), keys["pays"], _("Mêmes sujets : %s"), keys["theme"]
    )


def describe_practice(index: ActivityIndex, masks: EntryMasks) -> str:
    """Return where an authority acts, and on what."""
    return describe(
        index,
        _("Où : %s"),
        index.list_values("pays", masks),
        _("Sujets : %s"),
        index.list_values("theme", masks),
    )


def describe(
    index: ActivityIndex,
    where: str,
    countries: Iterable[object],
    what: str,
    themes: Iterable[object],
) -> str:
    texts = (
        (where, index.format_values("pays", countries, MAX_REASONS)),
        (what, index.format_values("theme", themes, MAX_REASONS)),
    )
    return " · ".join(words % names for words, names in texts if names)
