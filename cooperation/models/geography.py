"""Countries, French departments and regions, foreign places."""

from collections import Counter
from collections.abc import Collection
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import (
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.db.models.functions import Least
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cooperation.models.common import (
    Bilingual,
    LargeFieldsQuerySet,
    Point,
    generated_name_key,
    track_history,
)
from cooperation.models.expressions import (
    build_name_condition,
    build_published_count,
    get_published_rows,
)


class SubRegion(Bilingual):
    """A sub-region of the world (United Nations, M49 standard)."""

    code = models.CharField(_("code M49"), max_length=3, primary_key=True)

    class Meta:
        verbose_name = _("sous-région du monde")
        verbose_name_plural = _("sous-régions du monde")
        ordering = ("name_fr", "pk")


class CountryQuerySet(LargeFieldsQuerySet):
    def with_published_entries(self) -> Self:
        """Keep the countries of a published action or agreement."""
        agreements = get_published_rows("Agreement")
        return self.filter(
            Exists(get_published_rows("Location").filter(country=OuterRef("pk")))
            | Exists(agreements.filter(country=OuterRef("pk")))
            | Exists(agreements.filter(places__country=OuterRef("pk")))
        )

    def with_counts(self) -> Self:
        """Add ``n_actions``, ``n_agreements`` and ``since``, the first year known."""
        there = get_published_rows("Action").filter(locations__country=OuterRef("pk"))
        signed = get_published_rows("Agreement").filter(
            Q(country=OuterRef("pk")) | Q(places__country=OuterRef("pk"))
        )
        since = [
            rows.order_by()
            .annotate(one=Value(1))
            .values("one")
            .annotate(at=Min(year))
            .values("at")
            for rows, year in ((there, "start_year"), (signed, "events__year"))
        ]
        return self.annotate(
            n_actions=build_published_count("Action", "locations__country"),
            n_agreements=build_published_count(
                "Agreement", "country", "places__country"
            ),
            since=Least(*(Subquery(rows, IntegerField()) for rows in since)),
        )

    def pair_with_authorities(
        self, among: Collection[int] | None = None
    ) -> models.QuerySet[Any, Any]:
        """Return the distinct pairs of a country and an authority that acts there.

        Or that signed there; one query. ``among`` are keys of authorities.
        """
        paths = {
            "Action": (["locations__country"], ["lead", "co_leads"]),
            "Agreement": (
                ["country", "places__country"],
                ["collectivity", "other_signatories"],
            ),
        }
        first, *others = (
            get_published_rows(model)
            .filter(**{f"{country}__in": self.values("pk")})
            .exclude(**{owner: None})
            .filter(Q() if among is None else Q(**{f"{owner}__in": among}))
            .order_by()
            .values_list(F(country), F(owner))
            for model, (countries, owners) in paths.items()
            for country in countries
            for owner in owners
        )
        return first.union(*others)

    def count_authorities(self) -> Counter[str]:
        """Return how many authorities act in each country, or signed there.

        One query; an authority counts once in a country.
        """
        return Counter(country for country, _authority in self.pair_with_authorities())

    def matching_name(self, text: str) -> Self:
        """Keep those whose French or English name holds every word of ``text``.

        Or whose ISO code it is.
        """
        code = Q(iso2__iexact=text.strip()) | Q(iso3__iexact=text.strip())
        return self.filter(
            build_name_condition(text)
            | build_name_condition(text, "name_en_key")
            | code
        )


class Country(Bilingual, Point):
    """A country or territory (ISO 3166-1)."""

    iso2 = models.CharField(
        _("code ISO à deux lettres"), max_length=2, primary_key=True
    )
    iso3 = models.CharField(_("code ISO à trois lettres"), max_length=3, unique=True)
    name_key = generated_name_key("name_fr")
    name_en_key = generated_name_key("name_en")
    sub_region = models.ForeignKey(
        SubRegion,
        models.PROTECT,
        verbose_name=_("sous-région"),
        related_name="countries",
        null=True,
        blank=True,
    )
    income_group = models.CharField(_("groupe de revenu"), max_length=40, blank=True)
    is_least_developed = models.BooleanField(_("pays moins avancé"), default=False)
    facts_year = models.PositiveSmallIntegerField(
        _("année de ces listes"), null=True, blank=True
    )
    capital = models.CharField(_("capitale"), max_length=100, blank=True)
    outline = models.JSONField(_("contour"), null=True, blank=True, editable=False)

    objects = CountryQuerySet.as_manager()

    class Meta(Point.Meta):
        verbose_name = _("pays")
        verbose_name_plural = _("pays")
        ordering = ("name_key", "pk")
        constraints = [
            *Point.Meta.constraints,
            models.CheckConstraint(
                condition=Q(iso2__regex=r"^[A-Z]{2}$"),
                name="cooperation_country_iso2_well_formed",
                violation_error_message=_("Deux lettres majuscules, par exemple NE."),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("cooperation:country_detail", args=[self.iso2.lower()])


class Region(models.Model):
    """A French region (INSEE code)."""

    code = models.CharField(_("code"), max_length=3, primary_key=True)
    name = models.CharField(_("nom"), max_length=100)
    name_key = generated_name_key("name")

    class Meta:
        verbose_name = _("région")
        verbose_name_plural = _("régions")
        ordering = ("name_key", "pk")

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    """A French department, or an overseas collectivity that counts as one."""

    code = models.CharField(_("code"), max_length=4, primary_key=True)
    name = models.CharField(_("nom"), max_length=100)
    name_key = generated_name_key("name")
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        verbose_name=_("région"),
        related_name="departments",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("département")
        verbose_name_plural = _("départements")
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class PlaceQuerySet(models.QuerySet["Place"]):
    def with_published_entries(self) -> Self:
        """Keep those where a published action or agreement is."""
        actions = get_published_rows("Action").filter(locations__place=OuterRef("pk"))
        agreements = get_published_rows("Agreement")
        return self.filter(
            Exists(actions)
            | Exists(agreements.filter(place=OuterRef("pk")))
            | Exists(agreements.filter(places=OuterRef("pk")))
        )


class Place(Point):
    """A town or village abroad, from GeoNames or typed by someone."""

    name = models.CharField(_("nom"), max_length=200)
    name_key = generated_name_key("name")
    country = models.ForeignKey(
        Country, models.PROTECT, verbose_name=_("pays"), related_name="places"
    )
    admin_area = models.CharField(_("région ou province"), max_length=200, blank=True)
    geonames_id = models.PositiveIntegerField(
        _("identifiant GeoNames"), null=True, blank=True, unique=True
    )
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    alternate_names = models.TextField(
        _("autres noms"), blank=True, help_text=_("Séparés par une barre verticale.")
    )
    history = track_history()

    objects = PlaceQuerySet.as_manager()

    class Meta(Point.Meta):
        verbose_name = _("lieu")
        verbose_name_plural = _("lieux")
        ordering = ("name_key", "pk")
        indexes = [models.Index(fields=["country", "name_key"])]

    def __str__(self) -> str:
        return f"{self.name} ({self.country_id})"

    def clean(self) -> None:
        """Refuse another country while entries name the place in the present one."""
        super().clean()
        if self.pk and self.is_placed_elsewhere():
            message = _("Des fiches situent ce lieu dans un autre pays.")
            raise ValidationError({"country": message})

    def is_placed_elsewhere(self) -> bool:
        """Return whether an entry names this place with another country."""
        entries = (self.locations, self.agreements, self.partners)
        return any(rows.exclude(country=self.country_id).exists() for rows in entries)


class PlacedInCountry(models.Model):
    """A row whose place, where it is known, lies in its country.

    The database's trigger ``place_in_country`` has the same rule; this one gives the
    form a message.
    """

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        place: Place | None = getattr(self, "place", None)
        country_id: str | None = getattr(self, "country_id", None)
        if place and country_id and place.country_id != country_id:
            raise ValidationError({"place": _("Ce lieu est dans un autre pays.")})
