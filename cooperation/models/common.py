"""Parts that several models share: names, slugs, points, sources, publication."""

import re
import secrets
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from cooperation.enums import Publication
from cooperation.text import Normalize, get_translated_text

REFERENCE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCE_LENGTH = 7
FIRST_YEAR, LAST_YEAR = 800, 2100
# Large columns that no list needs.
LARGE_FIELDS = {
    "Agreement": ["description", "results", "search_vector", "related_vector"],
    "Collectivity": ["outline", "description", "postcodes"],
    "Country": ["outline"],
    "Partner": ["description"],
    "Place": ["alternate_names"],
}


def random_reference() -> str:
    """Return a public identifier that is short and cannot be misread (no 0, O, 1,
    I).
    """
    letters = (
        secrets.choice(REFERENCE_ALPHABET) for _letter in range(REFERENCE_LENGTH)
    )
    return "".join(letters)


class OrderedHistoricalRecords(HistoricalRecords):
    """Keeps many-to-many fields in the order given: the library makes a set of them."""

    def get_m2m_fields_from_model(self, model: type[models.Model]) -> list[Any]:
        order = [field.name for field in self.m2m_fields]
        found: list[Any] = super().get_m2m_fields_from_model(model)
        return sorted(found, key=lambda field: order.index(field.name))


def track_history(**options: Any) -> HistoricalRecords:
    """Return the field that records who changed a row, when and what."""
    return OrderedHistoricalRecords(**options)


def generated_name_key(field: str) -> models.GeneratedField:
    """Return a column that PostgreSQL keeps equal to the key of ``field``."""
    return models.GeneratedField(
        expression=Normalize(field),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
        verbose_name=_("clé de tri"),
    )


def year_field(
    label: Any, **options: Any
) -> "models.PositiveSmallIntegerField[Any, Any]":
    """Return a field for an optional year; pair it with ``year_constraint``."""
    return models.PositiveSmallIntegerField(label, null=True, blank=True, **options)


def year_constraint(
    field: str, first: int = FIRST_YEAR, last: int = LAST_YEAR
) -> models.CheckConstraint:
    """Return the constraint that a year is unknown or plausible.

    The oldest real record is of the year 836 (Le Mans and Paderborn).
    """
    return models.CheckConstraint(
        condition=Q(**{f"{field}__isnull": True})
        | Q(**{f"{field}__range": (first, last)}),
        name=f"%(app_label)s_%(class)s_{field}_plausible",
        violation_error_message=_("Cette année n’est pas plausible."),
    )


def not_negative_constraint(field: str) -> models.CheckConstraint:
    """Return the constraint that an amount is unknown or at least zero."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": 0}),
        name=f"%(app_label)s_%(class)s_{field}_not_negative",
        violation_error_message=_("Un montant ne peut pas être négatif."),
    )


def known_choice_constraint(
    field: str, choices: type[models.TextChoices], *, optional: bool = False
) -> models.CheckConstraint:
    """Return the constraint that ``field`` holds one of ``choices``, or nothing."""
    values = [*choices.values, ""] if optional else choices.values
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": values}),
        name=f"%(app_label)s_%(class)s_{field}_known",
        violation_error_message=_("Cette valeur n’est pas dans la liste."),
    )


class Point(models.Model):
    """A point on Earth, in degrees (WGS 84), or none."""

    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lng = models.FloatField(_("longitude"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lng__isnull=True)
                | Q(
                    lat__isnull=False,
                    lat__range=(-90, 90),
                    lng__isnull=False,
                    lng__range=(-180, 180),
                ),
                name="%(app_label)s_%(class)s_point_in_range",
                violation_error_message=_(
                    "Donnez une latitude entre -90 et 90 et une longitude entre "
                    "-180 et 180, ou laissez les deux vides."
                ),
            )
        ]


class Bilingual(models.Model):
    """A row of the reference data with a name in French and in English."""

    name_fr = models.CharField(_("nom français"), max_length=200)
    name_en = models.CharField(_("nom anglais"), max_length=200)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the visitor's language."""
        return get_translated_text(self.name_fr, self.name_en)


# Addresses of sites that are being built or tried: what they say was never published.
TEST_SITE_PATTERN = (
    r"^https?://("
    r"([^/?#]*[.-])?(preprod|preproduction|pre-prod|pprod|staging|recette)[0-9]*[.-]"
    r"|([^/?#]*\.)?(test|dev)[0-9]*\.[^/?#.]+\."
    r"|([^/?#]*\.)?(localhost|test|local)([:/?#]|$)"
    r"|127\.)"
)


def is_on_test_site(url: str) -> bool:
    return re.match(TEST_SITE_PATTERN, url, re.IGNORECASE) is not None


class Sourced(models.Model):
    """Where an entry comes from, and what its source leaves uncertain."""

    source_name = models.CharField(_("nom de la source"), max_length=300, blank=True)
    source_url = models.URLField(_("page de la source"), max_length=500, blank=True)
    source_reference = models.CharField(
        _("identifiant dans la source"),
        max_length=100,
        blank=True,
        help_text=_("Retrouve la fiche lors d’un nouvel import."),
    )
    source_note = models.TextField(_("note sur la source"), blank=True)
    uncertainty = models.TextField(
        _("ce qui reste incertain"),
        blank=True,
        help_text=_("Affiché au public, en une ou deux phrases."),
    )

    class Meta:
        abstract = True


class LargeFieldsQuerySet(models.QuerySet[Any]):
    def without_large_fields(self) -> Self:
        """Defer the large columns that lists do not show."""
        model: Any = self.model._meta.concrete_model
        return self.defer(*LARGE_FIELDS.get(model.__name__, ()))


class VisibleQuerySet(LargeFieldsQuerySet):
    """Rows of which the public sees some; subclasses define ``published``."""

    def published(self) -> Self:
        raise NotImplementedError

    def visible_to(self, user: Any) -> Self:
        """Keep what ``user`` may see: everything for staff, else what is published."""
        return self if user.is_active and user.is_staff else self.published()


class PublishableQuerySet(VisibleQuerySet):
    def published(self) -> Self:
        return self.filter(publication=Publication.PUBLISHED)


class Publishable(models.Model):
    """An entry that is drafted, published, then perhaps archived."""

    publication = models.CharField(
        _("publication"),
        max_length=10,
        choices=Publication,
        default=Publication.DRAFT,
        help_text=_("Seul ce qui est publié est visible du public."),
    )

    class Meta:
        abstract = True
        constraints = [known_choice_constraint("publication", Publication)]

    def is_published(self) -> bool:
        """Return whether the public may see it; the same rule as ``published()``."""
        return self.publication == Publication.PUBLISHED


class Lockable(models.Model):
    """An entry with fields that staff may protect from the next import."""

    locked_fields = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("champs protégés d’un nouvel import"),
        default=list,
        blank=True,
        help_text=_("Un nouvel import laisse ces champs comme ils sont."),
    )

    class Meta:
        abstract = True


class Dated(models.Model):
    created_at = models.DateTimeField(_("créée le"), auto_now_add=True)
    updated_at = models.DateTimeField(_("modifiée le"), auto_now=True)

    class Meta:
        abstract = True


def ordered_years_condition(start: str = "start_year", end: str = "end_year") -> Q:
    """Return the condition that a span of years, where both are known, is ordered."""
    return (
        Q(**{f"{start}__isnull": True})
        | Q(**{f"{end}__isnull": True})
        | Q(**{f"{end}__gte": F(start)})
    )


def list_large_fields(relation: str, model: str) -> list[str]:
    """Return the large columns of a model, prefixed with the relation to it."""
    return [f"{relation}__{field}" for field in LARGE_FIELDS[model]]


def slug_field() -> "models.SlugField[Any, Any]":
    """Return the field of an entry's slug; a former one redirects."""
    return models.SlugField(
        _("adresse"),
        max_length=120,
        unique=True,
        help_text=_("Fin de l’adresse de la page. L’ancienne redirige."),
    )


class Searchable(models.Model):
    """An entry with a title, found by full-text search.

    PostgreSQL triggers fill both vectors (see ``cooperation/sql``), so that they
    follow every change of their sources, bulk changes included.
    """

    title_key = generated_name_key("title")
    search_vector = SearchVectorField(null=True, editable=False)
    related_vector = SearchVectorField(null=True, editable=False)

    class Meta:
        abstract = True
        indexes = [GinIndex(fields=["search_vector"], name="%(class)s_search")]
