"""Statistics of counted values; pure."""

from collections.abc import Mapping
from decimal import Decimal

ValueCounts = Mapping[Decimal, int]


def compute_percentage(count: int, base: int) -> float | None:
    """Return a count in percent of its base, to one decimal."""
    return round(100 * count / base, 1) if base else None


def compute_quantile(spread: ValueCounts, part: Decimal) -> Decimal | None:
    """Return the value below which a share of the answers lies.

    It is the midpoint where two values qualify.
    """
    total = sum(spread.values())
    if not total:
        return None
    rank = part * total
    low = get_value_at_rank(spread, rank)
    if rank == int(rank) and rank < total:
        return (low + get_value_at_rank(spread, rank + 1)) / 2
    return low


def get_value_at_rank(spread: ValueCounts, rank: Decimal) -> Decimal:
    """Return the value at a rank, counted from one."""
    seen, value = 0, Decimal()
    for value in sorted(spread):
        seen += spread[value]
        if seen >= rank:
            break
    return value


def compute_median(spread: ValueCounts) -> Decimal | None:
    return compute_quantile(spread, Decimal("0.5"))


def compute_mean(spread: ValueCounts) -> float | None:
    """Return the mean, to two decimals."""
    total = sum(spread.values())
    if not total:
        return None
    summed = sum(value * count for value, count in spread.items())
    return round(float(summed / total), 2)


def compute_borda_points(places: Mapping[int, int], longest: int) -> int:
    """Return Borda points: ``longest`` for a first place, one less for each next one.

    What a respondent did not rank has no point.
    """
    return sum((longest + 1 - place) * n for place, n in places.items())


def compute_mean_rank(places: Mapping[int, int]) -> float | None:
    """Return the mean rank among those who ranked a choice."""
    return compute_mean({Decimal(place): n for place, n in places.items()})


def round_significant(value: Decimal | None, digits: int = 2) -> Decimal | None:
    """Return a value to so many significant digits, so that it identifies nobody."""
    if value is None or value == 0:
        return value
    steps = digits - 1 - value.adjusted()
    return round(value, steps) if steps < 0 else round(value, max(0, steps))
