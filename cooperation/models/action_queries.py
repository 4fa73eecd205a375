"""QuerySets of actions and of the rows that belong to one."""

from typing import TYPE_CHECKING, Any, Self

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    Prefetch,
    QuerySet,
    Value,
    When,
)

from cooperation.enums import Publication
from cooperation.models.common import PublishableQuerySet
from cooperation.models.positions import Box, great_circle_km, inside, position

if TYPE_CHECKING:
    from cooperation.models import Action, Agreement, Collectivity, Country, Partner

Tally = QuerySet[Any, tuple[Any, int, int | None]]

NOT_ON_CARDS = ["description", "results", "search_vector", "related_vector"]
# What a country's outline or a vector weighs, no list needs to carry.
HEAVY = {
    "Agreement": ["description", "search_vector", "related_vector"],
    "Collectivity": ["outline", "description", "postcodes"],
    "Country": ["outline"],
    "Partner": ["description"],
    "Place": ["alternate_names"],
}


# Country and theme together say more than a partner alone, and that more than either.
LIKENESS = {"partner": 4, "country": 3, "theme": 2}


class ActionQuerySet(PublishableQuerySet):
    def led_by(self, collectivity: "Collectivity") -> Self:
        """Keep what an authority leads or co-leads."""
        model = self.model
        led = model._base_manager.filter(lead=collectivity).values("pk")
        co_led = model.co_leads.through.objects.filter(collectivity=collectivity)
        # A union lets PostgreSQL use both indexes; an "or" would read every action.
        return self.filter(pk__in=led.union(co_led.values("action")))

    def in_country(self, country: "Country") -> Self:
        return self.filter(pk__in=self.rows("Location", country=country))

    def with_partner(self, partner: "Partner") -> Self:
        """Keep what a partner has a role in, or pays for."""
        involved = self.rows("Involvement", partner=partner)
        funded = self.rows("Funding", funder=partner)
        return self.filter(pk__in=involved.union(funded))

    def under(self, agreement: "Agreement | None") -> Self:
        """Keep what is done under an agreement; nothing without one."""
        return self.filter(agreement=agreement) if agreement else self.none()

    def rows(self, model: str, **conditions: Any) -> QuerySet[Any, Any]:
        """Return the keys of the actions that have a matching row of ``model``."""
        return self.related(model).filter(**conditions).values("action")

    def related(self, model: str) -> QuerySet[Any]:
        """Return all rows of a model, found by name to avoid an import cycle."""
        rows: QuerySet[Any] = self.model._meta.apps.get_model(
            "cooperation", model
        ).objects.all()
        return rows

    def latest_first(self) -> Self:
        """Sort by first year, the latest first and the unknown last."""
        latest = F("start_year").desc(nulls_last=True)
        return self.order_by(latest, "title_key", "pk")

    def verified_first(self) -> Self:
        """Sort by last verification, then by entry, those without a summary last."""
        verified = F("verified_on").desc(nulls_last=True)
        told = Case(When(summary="", then=Value(0)), default=Value(1))
        return self.order_by(verified, told.desc(), "-created_at", "-pk")

    def to_confirm_first(self) -> Self:
        """Sort by last verification, those that never had one first."""
        return self.order_by(F("verified_on").asc(nulls_first=True), "title_key", "pk")

    # What pages read ----------------------------------------------------------------

    def for_cards(self) -> Self:
        """Fetch what the cards of a list show (``presenters.cards``)."""
        return (
            self.select_related("lead", "agreement")
            .defer(
                *NOT_ON_CARDS,
                *of("lead", "Collectivity"),
                *of("agreement", "Agreement"),
            )
            .prefetch_related("themes", *self.places_and_partners())
        )

    def places_and_partners(self) -> "list[Prefetch[Any, Any, Any]]":
        locations = self.related("Location").select_related("country", "place")
        involvements = self.related("Involvement").select_related("partner")
        return [
            Prefetch(
                "locations",
                locations.defer(*of("country", "Country"), *of("place", "Place")),
            ),
            Prefetch("involvements", involvements.defer(*of("partner", "Partner"))),
        ]

    def for_sheet(self) -> Self:
        """Fetch what an action's page shows; unpublished testimonies are left out."""
        authorities = self.related("Collectivity").defer(*HEAVY["Collectivity"])
        fundings = self.related("Funding").select_related("window", "funder")
        testimonies = self.related("Testimony").published()  # type: ignore[attr-defined]
        return (
            self.select_related("lead__department", "agreement__counterpart")
            .defer("search_vector", "related_vector", *of("lead", "Collectivity"))
            .prefetch_related(
                Prefetch("co_leads", authorities),
                "themes",
                "goals",
                *self.places_and_partners(),
                Prefetch("fundings", fundings.defer(*of("funder", "Partner"))),
                "photos",
                "documents",
                Prefetch("testimonies", testimonies),
            )
        )

    # Figures ------------------------------------------------------------------------

    def tally(self, by: str) -> Tally:
        """Count actions by ``by``: rows of (key, number, first known year)."""
        known = self.order_by().filter(**{f"{by}__isnull": False})
        number, since = Count("pk", distinct=True), Min("start_year")
        counted: Tally = known.values_list(by).annotate(n=number, since=since)
        return counted

    def tally_co_leads(self) -> Tally:
        """Count actions by authorities that take part without leading them."""
        rows = self.model.co_leads.through.objects
        counted: Tally = (
            rows.filter(action__in=self.order_by().values("pk"))
            .exclude(collectivity=F("action__lead"))
            .values_list("collectivity")
            .annotate(n=Count("action"), since=Min("action__start_year"))
        )
        return counted

    def tally_funders(self) -> Tally:
        """Count actions by who pays for them without another role in them."""
        fundings = self.related("Funding").filter(funder__isnull=False)
        involved = self.related("Involvement").filter(
            action=OuterRef("action"), partner=OuterRef("funder")
        )
        counted: Tally = (
            fundings.filter(~Exists(involved), action__in=self.order_by().values("pk"))
            .order_by()
            .values_list("funder")
            .annotate(n=Count("action", distinct=True), since=Min("action__start_year"))
        )
        return counted

    # Likeness -----------------------------------------------------------------------

    def similar_to(self, action: "Action") -> Self:
        """Keep what shares something with an action, the most similar first.

        Those under the same agreement are left out: its own page lists them.
        """
        shared = {
            "partner": self.sharing("Involvement", "partner", action),
            "country": self.sharing("Location", "country", action),
            "theme": self.sharing_theme(action),
        }
        candidates = shared["partner"].union(shared["country"], shared["theme"])
        kept = self.filter(pk__in=candidates).exclude(pk=action.pk)
        if action.agreement_id:
            kept = kept.exclude(agreement=action.agreement_id)
        verified = F("verified_on").desc(nulls_last=True)
        likeness = [weighed(LIKENESS[what], keys) for what, keys in shared.items()]
        score = likeness[0] + likeness[1] + likeness[2]
        return kept.alias(likeness=score).order_by("-likeness", verified, "-pk")

    def sharing(self, model: str, field: str, action: "Action") -> QuerySet[Any, Any]:
        """Return the keys of the actions whose rows share a value with an action's."""
        own = self.related(model).filter(action=action).values(field)
        return self.rows(model, **{f"{field}__in": own})

    def sharing_theme(self, action: "Action") -> QuerySet[Any, Any]:
        """Return the keys of the actions that share a theme with an action."""
        rows = self.model.themes.through.objects
        own = rows.filter(action=action).values("theme")
        sharing: QuerySet[Any, Any] = rows.filter(theme__in=own).values("action")
        return sharing


class OfPublishedActionQuerySet(QuerySet[Any]):
    """Rows that belong to an action, and are public where it is."""

    def published(self) -> Self:
        return self.filter(action__publication=Publication.PUBLISHED)

    def visible_to(self, user: Any) -> Self:
        """Keep what ``user`` may see: everything for staff, else what is published."""
        return self if user.is_active and user.is_staff else self.published()


class InvolvementQuerySet(OfPublishedActionQuerySet):
    def roles_by(self, collectivity: str) -> QuerySet[Any, tuple[int, str]]:
        """Return the distinct pairs of an authority's key and a partner's role.

        ``collectivity`` is how the action leads to the authority: "lead" or "co_leads".
        """
        key = f"action__{collectivity}"
        known = self.filter(**{f"{key}__isnull": False})
        return known.order_by().values_list(key, "role").distinct()


class LocationQuerySet(OfPublishedActionQuerySet):
    def with_position(self) -> Self:
        """Add ``at_lat`` and ``at_lng``: of the point, else of the place or country."""
        return self.annotate(**position("", "place", "country"))

    def within(self, box: Box) -> Self:
        return self.with_position().filter(inside(box))

    def farthest_first(self) -> Self:
        """Add ``distance_km``, from the lead to the place, and sort by it.

        Places of which only the country is known are left out.
        """
        located = self.annotate(**position("", "place")).filter(
            at_lat__isnull=False, action__lead__lat__isnull=False
        )
        here = (F("action__lead__lat"), F("action__lead__lng"))
        distance = great_circle_km(*here, F("at_lat"), F("at_lng"))
        return located.annotate(distance_km=distance).order_by("-distance_km", "pk")


def weighed(weight: int, keys: QuerySet[Any, Any]) -> Case:
    """Return an expression: ``weight`` where the key is among ``keys``, else 0."""
    return Case(
        When(pk__in=keys, then=Value(weight)),
        default=Value(0),
        output_field=IntegerField(),
    )


def of(relation: str, model: str) -> list[str]:
    """Return the large columns of a model, prefixed with the relation to it."""
    return [f"{relation}__{field}" for field in HEAVY[model]]
