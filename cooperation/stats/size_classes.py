"""Authorities of the same size: the same kind, the same class of population."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median_low

from django.db.models import Count, Q
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from cooperation.enums import CollectivityKind
from cooperation.models import Collectivity
from cooperation.presenters.related_authorities import describe_practice
from cooperation.search.activity_index import ActivityIndex

# The first population of each class but the smallest one.
BOUNDS = (2_000, 10_000, 50_000, 100_000, 500_000)
KIND_NAMES = {
    CollectivityKind.COMMUNE: lambda: _("communes"),
    CollectivityKind.EPCI: lambda: _("intercommunalités"),
    CollectivityKind.SYNDICAT: lambda: _("syndicats"),
    CollectivityKind.DEPARTEMENT: lambda: _("départements"),
    CollectivityKind.REGION: lambda: _("régions"),
}


@dataclass(frozen=True)
class SizeClass:
    """Authorities of a kind with ``least`` inhabitants or more, less than ``limit``."""

    kind: str
    least: int
    limit: int | None

    @property
    def label(self) -> str:
        first = number_format(self.least, force_grouping=True)
        last = number_format((self.limit or 1) - 1, force_grouping=True)
        words = {
            "kind": KIND_NAMES[CollectivityKind(self.kind)](),
            "first": first,
            "last": last,
        }
        if self.limit is None:
            return _("%(kind)s d’au moins %(first)s habitants") % words
        if not self.least:
            return _("%(kind)s d’au plus %(last)s habitants") % words
        return _("%(kind)s de %(first)s à %(last)s habitants") % words

    @property
    def condition(self) -> Q:
        above = Q(kind=self.kind, population__gte=self.least)
        return above & Q(population__lt=self.limit) if self.limit else above


@dataclass(frozen=True)
class SizeSummary:
    """What the authorities of a class do, in words."""

    label: str
    lines: list[str]


def get_size_class(collectivity: Collectivity) -> SizeClass | None:
    """Return the class of an authority; None where its population is not known."""
    population = collectivity.population
    if population is None:
        return None
    edges = [0, *BOUNDS]
    at = bisect_right(BOUNDS, population)
    limit = BOUNDS[at] if at < len(BOUNDS) else None
    return SizeClass(collectivity.kind, edges[at], limit)


def summarize_size_classes(
    index: ActivityIndex, classes: Iterable[SizeClass]
) -> dict[SizeClass, SizeSummary]:
    """Return what the authorities of each class do; two queries in all."""
    wanted = list(dict.fromkeys(classes))
    if not wanted:
        return {}
    counts = {
        f"n{at}": Count("pk", filter=one.condition) for at, one in enumerate(wanted)
    }
    totals = Collectivity.objects.current().aggregate(**counts)
    members = list_active_members(wanted)
    return {
        one: summarize_class(index, one, totals[f"n{at}"], members[one])
        for at, one in enumerate(wanted)
    }


def list_active_members(classes: list[SizeClass]) -> dict[SizeClass, list[int]]:
    """Return the keys of the authorities of each class that cooperate."""
    active = Collectivity.objects.current().with_published_entries()
    rows = active.filter(kind__in={one.kind for one in classes})
    members: dict[SizeClass, list[int]] = defaultdict(list)
    for row in rows.only("kind", "population"):
        if found := get_size_class(row):
            members[found].append(row.pk)
    return members


def summarize_class(
    index: ActivityIndex, one: SizeClass, total: int, members: list[int]
) -> SizeSummary:
    lines = [
        _("%(n)s sur %(total)s coopèrent")
        % {
            "n": number_format(len(members), force_grouping=True),
            "total": number_format(total, force_grouping=True),
        }
    ]
    if members:
        numbers = [index.get_masks("collectivite", key).n_entries for key in members]
        words = _("accords et actions connus de chacune : %(n)s (valeur du milieu)")
        lines.append(words % {"n": median_low(numbers)})
        lines.append(
            describe_practice(index, index.get_masks("collectivite", *members))
        )
    return SizeSummary(one.label, [line for line in lines if line])
