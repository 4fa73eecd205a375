"""The part of the QuerySet of agreements that pages use."""

from typing import TYPE_CHECKING, Self

from django.db.models import Count, F, Min, Prefetch

from cooperation.models.common import LARGE_FIELDS, list_large_fields
from cooperation.models.counts import (
    CountQuerySet,
    EntryQuerySet,
    build_published_count,
)

if TYPE_CHECKING:
    from cooperation.models import Collectivity, Country, Partner


class BaseAgreementQuerySet(EntryQuerySet):
    first_year_field = "events__year"

    def signed_by(self, collectivity: "Collectivity") -> Self:
        """Keep what an authority signed, first or not."""
        model = self.model
        first = model._base_manager.filter(collectivity=collectivity).values("pk")
        rows = model.other_signatories.through.objects
        cosigned = rows.filter(collectivity=collectivity).values("agreement")
        return self.filter(pk__in=first.union(cosigned))

    def in_country(self, country: "Country") -> Self:
        return self.filter(country=country)

    def with_partner(self, partner: "Partner") -> Self:
        return self.filter(counterpart=partner)

    def oldest_first(self) -> Self:
        """Sort by the first year known, the unknown last."""
        first = Min("events__year")
        return self.alias(first_event=first).order_by(
            F("first_event").asc(nulls_last=True), "title_key", "pk"
        )

    def oldest(self) -> Self:
        """Keep those that share the first year known."""
        dated = self.annotate(first_event=Min("events__year"))
        first = dated.order_by("first_event").values("first_event")[:1]
        known = dated.filter(first_event__isnull=False)
        return known.filter(first_event=first).order_by("title_key", "pk")

    def with_signatories(self) -> Self:
        """Fetch signatories, place and events, without large columns."""
        others = self.model._meta.get_field("other_signatories").related_model
        authorities = others._base_manager.defer(*LARGE_FIELDS["Collectivity"])
        return (
            self.select_related("collectivity", "counterpart", "country", "place")
            .defer(
                *("search_vector", "related_vector"),
                *list_large_fields("collectivity", "Collectivity"),
                *list_large_fields("counterpart", "Partner"),
                *list_large_fields("country", "Country"),
                *list_large_fields("place", "Place"),
            )
            .prefetch_related("events", Prefetch("other_signatories", authorities))
        )

    def for_cards(self) -> Self:
        """Fetch what the cards of a list show; add ``published_actions``."""
        counted = self.annotate(
            published_actions=build_published_count("Action", "agreement")
        )
        return counted.with_signatories()

    def count_by_kind(self) -> dict[str, int]:
        counted = self.order_by().values_list("kind").annotate(n=Count("pk"))
        return dict(counted)

    def count_by_cosignatory(self) -> CountQuerySet:
        """Count agreements by authorities that signed them beside the first one."""
        return self.count_by_others("other_signatories", "collectivity")
