"""Database lookups of each search parameter, for actions and for agreements.

Values of one parameter are alternatives. Related rows are tested with ``EXISTS``: a
join would repeat the entry, and ``DISTINCT`` is about twenty times slower.
"""

from functools import reduce
from operator import and_
from typing import Any, NamedTuple, Protocol

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, TextChoices
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from cooperation.enums import ActionStatus, MoneyKind, Publication
from cooperation.models import (
    Action,
    Agreement,
    Collectivity,
    Funding,
    Involvement,
    Location,
)
from cooperation.models.agreements import build_signature_year
from cooperation.models.expressions import BoundingBox

Condition = Q | Exists


# The kinds of money that an action itself bears; the others are of its fundings.
ACTION_AMOUNTS = {
    MoneyKind.BUDGET.value: "budget_eur",
    MoneyKind.OWN_SHARE.value: "own_share_eur",
}


class AmountChoice(NamedTuple):
    """Selection of amounts of one kind, by window and by year.

    ``is_undated`` selects the amounts whose year is unknown. The amounts of a whole
    action have no window; their year is that in which it begins. A blank ``kind``
    stands for all; ``low`` and ``high`` are bounds in euros.
    """

    window: int | None = None
    year: int | None = None
    is_undated: bool = False
    kind: str = MoneyKind.GRANTED.value
    low: int | None = None
    high: int | None = None


class CountrySpread(TextChoices):
    ONE = "un", _("dans un seul pays")
    SEVERAL = "plusieurs", _("dans plusieurs pays")
    NOWHERE = "aucun", _("sans pays connu")


class EntryLookups(Protocol):
    """The lookups that each kind of entry implements."""

    def countries(self, codes: list[str]) -> Condition:
        """In one of these countries."""

    def sub_regions(self, codes: list[str]) -> Condition:
        """In one of these sub-regions of the world."""

    def themes(self, ids: list[int]) -> Condition:
        """On one of these themes."""

    def goals(self, numbers: list[int]) -> Condition:
        """Serving one of these goals."""

    def agreement_kinds(self, kinds: list[str]) -> Condition:
        """An agreement of one of these kinds, or under one."""

    def statuses(self, statuses: list[str]) -> Condition:
        """In one of these statuses today."""

    def windows(self, ids: list[int]) -> Condition:
        """Funded through one of these windows."""

    def collectivities(self, ids: Any) -> Condition:
        """Of one of these authorities, first or not."""

    def partners(self, ids: Any) -> Condition:
        """With one of these partners."""

    def partner_kinds(self, kinds: list[str]) -> Condition:
        """With a partner of one of these kinds."""

    def active_from(self, years: list[int]) -> Condition:
        """Active in that year or later."""

    def active_until(self, years: list[int]) -> Condition:
        """Active in that year or earlier."""

    def within_box(self, boxes: list[BoundingBox]) -> Condition:
        """In that part of the map."""


def build_epci_condition(lookups: EntryLookups, ids: list[int]) -> Condition:
    """Match entries of one of these EPCI or of their communes."""
    members = Collectivity.objects.filter(Q(pk__in=ids) | Q(epci__in=ids))
    return lookups.collectivities(members.values("pk"))


def build_department_condition(lookups: EntryLookups, codes: list[str]) -> Condition:
    """Match entries of authorities whose seat is in these departments."""
    seated = Collectivity.objects.filter(department__in=codes)
    return lookups.collectivities(seated.values("pk"))


class ActionLookups:
    def countries(self, codes: list[str]) -> Condition:
        return has_location(country__in=codes)

    def sub_regions(self, codes: list[str]) -> Condition:
        return has_location(country__sub_region__in=codes)

    def themes(self, ids: list[int]) -> Condition:
        tied = Action.themes.through.objects.filter(action=OuterRef("pk"))
        return Exists(tied.filter(theme__in=ids))

    def goals(self, numbers: list[int]) -> Condition:
        tied = Action.goals.through.objects.filter(action=OuterRef("pk"))
        return Exists(tied.filter(goal__in=numbers))

    def agreement_kinds(self, kinds: list[str]) -> Condition:
        """Under a published agreement of one of these kinds."""
        return Q(
            agreement__kind__in=kinds, agreement__publication=Publication.PUBLISHED
        )

    def statuses(self, statuses: list[str]) -> Condition:
        return Q(status__in=statuses)

    def windows(self, ids: list[int]) -> Condition:
        return Exists(filter_fundings(window__in=ids))

    def collectivities(self, ids: Any) -> Condition:
        """Led or co-led by one of these authorities."""
        tied = Action.co_leads.through.objects.filter(action=OuterRef("pk"))
        return Q(lead__in=ids) | Q(Exists(tied.filter(collectivity__in=ids)))

    def partners(self, ids: Any) -> Condition:
        """With one of these partners, in any role or as a funder."""
        involved = Involvement.objects.filter(action=OuterRef("pk"), partner__in=ids)
        return Q(Exists(involved)) | Q(Exists(filter_fundings(funder__in=ids)))

    def partner_kinds(self, kinds: list[str]) -> Condition:
        """With a partner of one of these kinds, in any role or as a funder."""
        involved = Involvement.objects.filter(action=OuterRef("pk"))
        return Q(Exists(involved.filter(partner__kind__in=kinds))) | Q(
            Exists(filter_fundings(funder__kind__in=kinds))
        )

    def active_from(self, years: list[int]) -> Condition:
        """Not over before that year.

        Without an end year, an ended action counts for its start year only, while one
        in any other status goes on. An action without any year does not match.
        """
        start, not_ended = Q(start_year__isnull=False), ~Q(status=ActionStatus.ENDED)
        return (
            Q(end_year__gte=years[0])
            | Q(end_year__isnull=True, start_year__gte=years[0])
            | (Q(end_year__isnull=True) & start & not_ended)
        )

    def active_until(self, years: list[int]) -> Condition:
        """Begun by that year; without a start year, ended by that year."""
        return Q(start_year__lte=years[0]) | Q(
            start_year__isnull=True, end_year__lte=years[0]
        )

    def within_box(self, boxes: list[BoundingBox]) -> Condition:
        return Exists(
            Location.objects.within_box(boxes[0]).filter(action=OuterRef("pk"))
        )


class AgreementLookups:
    """Lookups of agreements.

    Themes and goals are its own and those of its published actions; windows are those
    of these actions. Partners and places are its own alone, as on their pages.
    """

    actions = ActionLookups()

    def countries(self, codes: list[str]) -> Condition:
        """In one of these countries, by its main place or another one of its own."""
        return Q(country__in=codes) | Q(is_tied_to("places", place__country__in=codes))

    def sub_regions(self, codes: list[str]) -> Condition:
        return Q(country__sub_region__in=codes) | Q(
            is_tied_to("places", place__country__sub_region__in=codes)
        )

    def themes(self, ids: list[int]) -> Condition:
        return Q(is_tied_to("themes", theme__in=ids)) | Q(
            has_action(self.actions.themes(ids))
        )

    def goals(self, numbers: list[int]) -> Condition:
        return Q(is_tied_to("goals", goal__in=numbers)) | Q(
            has_action(self.actions.goals(numbers))
        )

    def agreement_kinds(self, kinds: list[str]) -> Condition:
        return Q(kind__in=kinds)

    def statuses(self, statuses: list[str]) -> Condition:
        """In one of these statuses today, computed from the events."""
        found = Agreement.objects.with_status().filter(current_status__in=statuses)
        return Q(pk__in=found.values("pk"))

    def windows(self, ids: list[int]) -> Condition:
        return has_action(self.actions.windows(ids))

    def collectivities(self, ids: Any) -> Condition:
        """Signed by one of these authorities, first or not."""
        tied = is_tied_to("other_signatories", collectivity__in=ids)
        return Q(collectivity__in=ids) | Q(tied)

    def partners(self, ids: Any) -> Condition:
        """With one of these partners: signatory, or beside it."""
        return Q(counterpart__in=ids) | Q(is_tied_to("partners", partner__in=ids))

    def partner_kinds(self, kinds: list[str]) -> Condition:
        """With a partner of one of these kinds, in either way."""
        return Q(counterpart__kind__in=kinds) | Q(
            is_tied_to("partners", partner__kind__in=kinds)
        )

    def active_from(self, years: list[int]) -> Condition:
        """Begun, as far as events tell, and not ended before that year.

        An agreement without any dated event does not match; one without a known end
        goes on.
        """
        dated = Agreement.objects.with_years().filter(first_year__isnull=False)
        lasting = dated.alias(lasts_until=Coalesce("last_year", years[0]))
        return Q(pk__in=lasting.filter(lasts_until__gte=years[0]).values("pk"))

    def active_until(self, years: list[int]) -> Condition:
        """Begun by that year, as far as events tell."""
        begun = Agreement.objects.with_years().filter(first_year__lte=years[0])
        return Q(pk__in=begun.values("pk"))

    def within_box(self, boxes: list[BoundingBox]) -> Condition:
        """With a place, or its country without one, in that part of the map."""
        return Q(pk__in=Agreement.objects.within_box(boxes[0]).values("pk"))


def build_exact_windows_condition(combinations: list[frozenset[int]]) -> Condition:
    """Match actions funded through these windows and no other.

    An empty set matches actions funded through none.
    """
    found = Q(pk__in=[])
    for windows in combinations:
        others = Exists(filter_fundings().exclude(window__in=windows))
        own = [Q(Exists(filter_fundings(window=window))) for window in sorted(windows)]
        found |= reduce(and_, own, ~Q(others))
    return found


def build_amount_condition(amounts: list[AmountChoice]) -> Condition:
    """Match actions with a known amount of that kind, window and year."""
    found = Q(pk__in=[])
    for amount in amounts:
        kinds = [amount.kind] if amount.kind else MoneyKind.values
        for one in (amount._replace(kind=kind) for kind in kinds):
            if one.kind not in ACTION_AMOUNTS:
                found |= Q(Exists(filter_fundings(**build_funding_filter(one))))
            elif one.window is None:
                found |= Q(**build_budget_filter(one))
    return found


def build_budget_filter(amount: AmountChoice) -> dict[str, Any]:
    """Return the conditions on actions of a choice among their own amounts."""
    known = build_bounds_filter(ACTION_AMOUNTS[amount.kind], amount)
    return known | build_year_filter("start_year", amount)


def build_funding_filter(amount: AmountChoice) -> dict[str, Any]:
    """Return the conditions on fundings of a choice among their amounts."""
    how = {"kind": amount.kind} | build_bounds_filter("amount", amount)
    if amount.window is not None:
        how["window"] = amount.window
    return how | build_year_filter("year", amount)


def build_bounds_filter(column: str, amount: AmountChoice) -> dict[str, Any]:
    """Return the conditions on a known amount."""
    bounds = {f"{column}__gte": amount.low, f"{column}__lte": amount.high}
    given = {lookup: euros for lookup, euros in bounds.items() if euros is not None}
    return {f"{column}__isnull": False} | given


def build_year_filter(column: str, amount: AmountChoice) -> dict[str, Any]:
    if amount.year is not None:
        return {column: amount.year}
    return {f"{column}__isnull": True} if amount.is_undated else {}


def build_spread_condition(spans: list[str]) -> Condition:
    """Match actions by their number of countries: one, several or unknown."""
    countries = Location.objects.filter(action=OuterRef("pk"))
    number = (
        countries.order_by()
        .values("action")
        .annotate(n=Count("country", distinct=True))
    )
    found = Q(pk__in=[])
    if CountrySpread.NOWHERE in spans:
        found |= ~Q(Exists(countries))
    if CountrySpread.ONE in spans:
        found |= Q(Exists(number.filter(n=1)))
    if CountrySpread.SEVERAL in spans:
        found |= Q(Exists(number.filter(n__gt=1)))
    return found


def build_signature_condition(years: list[int]) -> Condition:
    """Match agreements first signed in one of these years."""
    signed = Agreement.objects.annotate(signed_in=build_signature_year())
    return Q(pk__in=signed.filter(signed_in__in=years).values("pk"))


def has_location(**where: Any) -> Exists:
    return Exists(Location.objects.filter(action=OuterRef("pk"), **where))


def filter_fundings(**how: Any) -> QuerySet[Funding]:
    """Return the fundings of the action of the outer query."""
    return Funding.objects.filter(action=OuterRef("pk"), **how)


def is_tied_to(relation: str, **where: Any) -> Exists:
    """Match agreements with a row of one of their many-to-many relations."""
    rows = getattr(Agreement, relation).through.objects
    return Exists(rows.filter(agreement=OuterRef("pk"), **where))


def has_action(condition: Condition) -> Exists:
    """Match agreements with a published action that meets ``condition``."""
    actions = Action.objects.published().filter(agreement=OuterRef("pk"))
    return Exists(actions.filter(condition))
