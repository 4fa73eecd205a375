"""QuerySets of entries, of actions, and of the rows that belong to one."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, Self

from django.db.models import (
    Case,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
)

from cooperation.enums import Publication
from cooperation.models.common import (
    LARGE_FIELDS,
    TEST_SITE_PATTERN,
    VisibleQuerySet,
    list_large_fields,
)
from cooperation.models.expressions import (
    BoundingBox,
    build_box_condition,
    build_distance_km,
    build_position_annotations,
)
from cooperation.models.verification import VerifiableQuerySet

if TYPE_CHECKING:
    from cooperation.models import Agreement, Collectivity, Country, Partner

# Keys of authorities, or a subquery that selects them.
Authorities = Sequence[int] | QuerySet[Any]


class EntryQuerySet(VerifiableQuerySet):
    """Actions or agreements."""

    def sourced_on_test_sites(self) -> Self:
        """Keep those whose source is a preproduction or test site."""
        return self.filter(source_url__iregex=TEST_SITE_PATTERN)


CARD_DEFERRED_FIELDS = ["description", "results", "search_vector", "related_vector"]


class ActionQuerySet(EntryQuerySet):
    def led_by(self, collectivity: "Collectivity") -> Self:
        """Keep what an authority leads or co-leads."""
        return self.led_by_any([collectivity.pk])

    def led_by_any(self, authorities: Authorities) -> Self:
        """Keep what one of these authorities (keys, or rows) leads or co-leads."""
        model = self.model
        led = model._base_manager.filter(lead__in=authorities).values("pk")
        co_led = model.co_leads.through.objects.filter(collectivity__in=authorities)
        # A union lets PostgreSQL use both indexes; an "or" would read every action.
        return self.filter(pk__in=led.union(co_led.values("action")))

    def in_country(self, country: "Country") -> Self:
        return self.in_any_country([country.pk])

    def in_any_country(self, codes: Sequence[str]) -> Self:
        return self.filter(
            pk__in=self.select_action_keys("Location", country__in=codes)
        )

    def with_partner(self, partner: "Partner") -> Self:
        """Keep what a partner has a role in, or pays for."""
        involved = self.select_action_keys("Involvement", partner=partner)
        funded = self.select_action_keys("Funding", funder=partner)
        return self.filter(pk__in=involved.union(funded))

    def under_agreement(self, agreement: "Agreement | None") -> Self:
        """Keep what is done under an agreement; nothing without one."""
        return self.filter(agreement=agreement) if agreement else self.none()

    def select_action_keys(self, model: str, **conditions: Any) -> QuerySet[Any, Any]:
        """Return the keys of the actions that have a matching row of ``model``."""
        return self.get_rows_of(model).filter(**conditions).values("action")

    def get_rows_of(self, model: str) -> QuerySet[Any]:
        """Return all rows of a model, found by name to avoid an import cycle."""
        rows: QuerySet[Any] = self.model._meta.apps.get_model(
            "cooperation", model
        ).objects.all()
        return rows

    def latest_first(self) -> Self:
        """Sort by first year, the latest first and the unknown last."""
        latest = F("start_year").desc(nulls_last=True)
        return self.order_by(latest, "title_key", "pk")

    def best_stories_first(self, departments: Sequence[str]) -> Self:
        """Keep what has a picture or a summary, as the home page tells it.

        Authorities of ``departments`` (codes) come first, then what was confirmed, then
        what has a picture. Fetches what ``presenters.stories`` reads.
        """
        photos = self.get_rows_of("Photo").filter(action=OuterRef("pk"))
        is_near = Q(lead__department__code__in=departments)
        return (
            self.filter(Exists(photos) | ~Q(summary=""))
            .order_by(
                Case(When(is_near, then=Value(0)), default=Value(1)),
                F("verified_on").desc(nulls_last=True),
                Case(When(Exists(photos), then=Value(0)), default=Value(1)),
                F("start_year").desc(nulls_last=True),
                "title_key",
                "pk",
            )
            .for_cards()
            .prefetch_related("photos", "fundings")
        )

    # What pages read ----------------------------------------------------------------

    def for_cards(self) -> Self:
        """Fetch what the cards of a list show (``presenters.cards``)."""
        return (
            self.select_related("lead", "agreement")
            .defer(
                *CARD_DEFERRED_FIELDS,
                *list_large_fields("lead", "Collectivity"),
                *list_large_fields("agreement", "Agreement"),
            )
            .prefetch_related("themes", *self.get_place_and_partner_prefetches())
        )

    def get_place_and_partner_prefetches(self) -> "list[Prefetch[Any, Any, Any]]":
        locations = self.get_rows_of("Location").select_related("country", "place")
        involvements = self.get_rows_of("Involvement").select_related("partner")
        return [
            Prefetch(
                "locations",
                locations.defer(
                    *list_large_fields("country", "Country"),
                    *list_large_fields("place", "Place"),
                ),
            ),
            Prefetch(
                "involvements",
                involvements.defer(*list_large_fields("partner", "Partner")),
            ),
        ]

    def for_entry_page(self) -> Self:
        """Fetch what an action's page shows; unpublished testimonies are left out."""
        authorities = self.get_rows_of("Collectivity").defer(
            *LARGE_FIELDS["Collectivity"]
        )
        fundings = self.get_rows_of("Funding").select_related("window", "funder")
        testimonies = self.get_rows_of("Testimony").published()  # type: ignore[attr-defined]
        return (
            self.select_related("lead__department", "agreement__counterpart")
            .defer(
                "search_vector",
                "related_vector",
                *list_large_fields("lead", "Collectivity"),
            )
            .prefetch_related(
                Prefetch("co_leads", authorities),
                "themes",
                "goals",
                *self.get_place_and_partner_prefetches(),
                Prefetch(
                    "fundings", fundings.defer(*list_large_fields("funder", "Partner"))
                ),
                "photos",
                "documents",
                Prefetch("testimonies", testimonies),
            )
        )


class ActionPartQuerySet(VisibleQuerySet):
    """Rows that belong to an action, and are public where it is."""

    def published(self) -> Self:
        return self.filter(action__publication=Publication.PUBLISHED)


class InvolvementQuerySet(ActionPartQuerySet):
    def with_any_partner(self, partners: Collection[int]) -> Self:
        """Keep the roles of some partners (keys)."""
        return self.filter(partner__in=partners).order_by()

    def list_authority_roles(self, collectivity: str) -> QuerySet[Any, tuple[int, str]]:
        """Return the distinct pairs of an authority's key and a partner's role.

        ``collectivity`` is how the action leads to the authority: "lead" or "co_leads".
        """
        key = f"action__{collectivity}"
        known = self.filter(**{f"{key}__isnull": False})
        return known.order_by().values_list(key, "role").distinct()


class LocationQuerySet(ActionPartQuerySet):
    def with_position(self) -> Self:
        """Add ``at_lat`` and ``at_lng``: of the point, else of the place or country."""
        return self.annotate(**build_position_annotations("", "place", "country"))

    def within_box(self, box: BoundingBox) -> Self:
        return self.with_position().filter(build_box_condition(box))

    def farthest_first(self) -> Self:
        """Add ``distance_km``, from the lead to the place, and sort by it.

        Places of which only the country is known are left out.
        """
        located = self.annotate(**build_position_annotations("", "place")).filter(
            at_lat__isnull=False, action__lead__lat__isnull=False
        )
        here = (F("action__lead__lat"), F("action__lead__lng"))
        distance = build_distance_km(*here, F("at_lat"), F("at_lng"))
        return located.annotate(distance_km=distance).order_by("-distance_km", "pk")
