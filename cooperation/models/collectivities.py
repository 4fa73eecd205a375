"""French local authorities."""

import re
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import (
    BooleanField,
    Case,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    Value,
    When,
)
from django.db.models.signals import post_delete, post_save, pre_delete
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cooperation.enums import AliasKind, CollectivityKind, EPCIType
from cooperation.models.common import (
    LargeFieldsQuerySet,
    Point,
    generated_name_key,
    known_choice_constraint,
    list_large_fields,
    slug_field,
    track_history,
    year_constraint,
)
from cooperation.models.expressions import (
    BoundingBox,
    build_circle_condition,
    build_cooperating_condition,
    build_distance_km,
    build_name_condition,
    build_published_count,
)
from cooperation.models.geography import Department, Region
from cooperation.text import normalize

# Degrees from the point of an EPCI, or of a commune, to its farthest edge; the point of
# a commune may be that of its EPCI.
OUTLINE_RADIUS = {CollectivityKind.EPCI: 0.4, CollectivityKind.COMMUNE: 0.3}
MAX_OUTLINES = {CollectivityKind.EPCI: 150, CollectivityKind.COMMUNE: 600}
COLLECTIVITY_HISTORY = track_history(excluded_fields=["outline", "name_key"])


class SirenIsValid(Func):
    """Whether nine digits carry the right check digit (Luhn, INSEE)."""

    function = "passerelles_siren_is_valid"
    output_field = BooleanField()


class CollectivityQuerySet(LargeFieldsQuerySet):
    def with_published_entries(self) -> Self:
        """Keep those that lead, co-lead or signed something published."""
        return self.filter(build_cooperating_condition())

    def for_entry_page(self) -> Self:
        """Fetch what an authority's page shows of its identity."""
        return (
            self.select_related("department__region", "region", "epci", "successor")
            .defer(
                "outline",
                *list_large_fields("epci", "Collectivity"),
                *list_large_fields("successor", "Collectivity"),
            )
            .prefetch_related("aliases")
        )

    def get_outlines_near(
        self, box: BoundingBox, kind: CollectivityKind
    ) -> models.QuerySet[Any, tuple[str, str, Any]]:
        """Return slug, name and outline of those whose outline may overlap ``box``.

        At most ``MAX_OUTLINES``. They are found by their point, which may lie outside.
        """
        margin = OUTLINE_RADIUS[kind]
        found: models.QuerySet[Any, tuple[str, str, Any]] = (
            self.filter(
                kind=kind,
                outline__isnull=False,
                lat__range=(box.south - margin, box.north + margin),
                lng__range=(box.west - margin, box.east + margin),
            )
            .order_by("pk")
            .values_list("slug", "name", "outline")[: MAX_OUTLINES[kind]]
        )
        return found

    def current(self) -> Self:
        return self.filter(closed_on__isnull=True)

    def closed(self) -> Self:
        """Keep those that no longer exist, the most recently closed first."""
        gone = self.filter(closed_on__isnull=False)
        return gone.order_by("-closed_on", "name_key", "pk")

    def members_of(self, epci: "Collectivity") -> Self:
        """Keep the communes of an EPCI that still exist."""
        return self.current().filter(epci=epci)

    def with_entries_first(self) -> Self:
        """Add ``n_actions`` and ``n_agreements``; those that have some come first."""
        return (
            self.without_large_fields()
            .with_counts()
            .order_by(
                Case(When(n_actions=0, n_agreements=0, then=1), default=0),
                "name_key",
                "pk",
            )
        )

    def cooperating_first(self, text: str = "") -> Self:
        """Sort: those whose name ``text`` is, those that cooperate, then by name."""
        return self.order_by(
            Case(When(name_key=normalize(text), then=0), default=1),
            Case(When(build_cooperating_condition(), then=0), default=1),
            "name_key",
            "pk",
        )

    def with_distance_from(self, here: "Collectivity") -> Self:
        """Add ``distance_km``; null where one of the two points is not known."""
        if here.lat is None or here.lng is None:
            return self.annotate(distance_km=Value(None, models.FloatField()))
        point = (Value(here.lat), Value(here.lng))
        return self.annotate(distance_km=build_distance_km(*point, F("lat"), F("lng")))

    def within_km(self, here: "Collectivity", km: float) -> Self:
        """Keep the others that are at most ``km`` away, the nearest first."""
        if here.lat is None or here.lng is None:
            return self.none()
        near = self.filter(build_circle_condition(here.lat, here.lng, km))
        return (
            near.exclude(pk=here.pk)
            .with_distance_from(here)
            .filter(distance_km__lte=km)
            .order_by("distance_km", "pk")
        )

    def surrounding(self, here: "Collectivity") -> Self:
        """Keep the EPCI and the departmental council of an authority."""
        council = Q(
            kind=CollectivityKind.DEPARTEMENT,
            department__isnull=False,
            department=here.department_id,
        )
        return self.filter(Q(pk=here.epci_id) | council).exclude(pk=here.pk)

    def with_counts(self) -> Self:
        """Add ``n_actions`` and ``n_agreements``, led or joined, published."""
        return self.annotate(
            n_actions=build_published_count("Action", "lead", "co_leads"),
            n_agreements=build_published_count(
                "Agreement", "collectivity", "other_signatories"
            ),
        )

    def matching_name(self, text: str) -> Self:
        """Keep those with a name that holds every word of ``text``, or with that code.

        A word may be only the beginning of one; accents, case and former names do not
        matter. Codes: INSEE, SIREN, postcode.
        """
        code = text.replace(" ", "").upper()
        aliases = CollectivityAlias.objects.filter(collectivity=OuterRef("pk"))
        by_name = build_name_condition(text) | Exists(
            aliases.filter(build_name_condition(text))
        )
        by_code = Q(insee_code=code) | Q(siren=code)
        if re.fullmatch(r"\d{5}", code, re.ASCII):
            by_code |= Q(postcodes__contains=code)
        return self.filter(by_name | by_code)


class Collectivity(Point):
    """A commune, EPCI, syndicat, département or région."""

    kind = models.CharField(_("nature"), max_length=12, choices=CollectivityKind)
    name = models.CharField(_("nom"), max_length=200)
    name_key = generated_name_key("name")
    slug = slug_field()
    siren = models.CharField(
        _("SIREN"),
        max_length=9,
        null=True,
        blank=True,
        unique=True,
        help_text=_("Neuf chiffres, dont le dernier est une clé de contrôle."),
    )
    insee_code = models.CharField(
        _("code INSEE"), max_length=5, null=True, blank=True, unique=True
    )
    epci_type = models.CharField(
        _("type d’EPCI"), max_length=5, choices=EPCIType, blank=True
    )
    epci = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("EPCI"),
        related_name="members",
        null=True,
        blank=True,
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        verbose_name=_("département"),
        related_name="collectivities",
        null=True,
        blank=True,
    )
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        verbose_name=_("région"),
        related_name="collectivities",
        null=True,
        blank=True,
    )
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    postcodes = models.CharField(_("codes postaux"), max_length=400, blank=True)
    point_is_approximate = models.BooleanField(_("point approximatif"), default=False)
    outline = models.JSONField(_("contour"), null=True, blank=True, editable=False)
    contact_email = models.EmailField(
        _("adresse générique"),
        blank=True,
        help_text=_(
            "Celle d’un service, jamais d’une personne. Elle n’est pas montrée : le "
            "formulaire de contact y relaie les messages."
        ),
    )
    website = models.URLField(_("site internet"), max_length=300, blank=True)
    description = models.TextField(_("présentation"), blank=True)
    closed_on = models.DateField(
        _("n’existe plus depuis le"),
        null=True,
        blank=True,
        help_text=_("Le premier jour sans elle : souvent un 1er janvier."),
    )
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("lui succède"),
        related_name="predecessors",
        null=True,
        blank=True,
        help_text=_("La collectivité dans laquelle elle a été fusionnée."),
    )
    history = COLLECTIVITY_HISTORY

    objects = CollectivityQuerySet.as_manager()

    class Meta(Point.Meta):
        verbose_name = _("collectivité")
        verbose_name_plural = _("collectivités")
        ordering = ("name_key", "pk")
        indexes = [
            models.Index(fields=["name_key"]),
            models.Index(fields=["kind", "department"]),
        ]
        constraints = [
            *Point.Meta.constraints,
            known_choice_constraint("kind", CollectivityKind),
            models.CheckConstraint(
                condition=Q(siren__isnull=True) | Q(SirenIsValid(F("siren"))),
                name="cooperation_collectivity_siren_valid",
                violation_error_message=_("Ce SIREN n’est pas valide."),
            ),
            models.CheckConstraint(
                condition=Q(insee_code__isnull=True)
                | Q(insee_code__regex=r"^([0-9]{2}|2[AB])[0-9]{3}$"),
                name="cooperation_collectivity_insee_well_formed",
                violation_error_message=_("Ce code INSEE n’est pas valide."),
            ),
            models.CheckConstraint(
                condition=Q(kind=CollectivityKind.COMMUNE) | Q(insee_code__isnull=True),
                name="cooperation_collectivity_insee_of_communes",
                violation_error_message=_("Seule une commune a un code INSEE."),
            ),
            models.CheckConstraint(
                condition=Q(kind=CollectivityKind.EPCI, epci_type__in=EPCIType.values)
                | (~Q(kind=CollectivityKind.EPCI) & Q(epci_type="")),
                name="cooperation_collectivity_epci_has_type",
                violation_error_message=_("Un EPCI, et lui seul, a un type d’EPCI."),
            ),
            models.CheckConstraint(
                condition=Q(kind=CollectivityKind.COMMUNE) | Q(epci__isnull=True),
                name="cooperation_collectivity_only_communes_join",
                violation_error_message=_("Seule une commune appartient à un EPCI."),
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True)
                | (Q(closed_on__isnull=False) & ~Q(successor=F("id"))),
                name="cooperation_collectivity_succeeded_once_closed",
                violation_error_message=_(
                    "Une autre collectivité succède à celle qui n’existe plus : "
                    "donnez depuis quand."
                ),
            ),
            models.UniqueConstraint(
                fields=["department"],
                condition=Q(kind=CollectivityKind.DEPARTEMENT),
                name="cooperation_collectivity_one_per_department",
                violation_error_message=_("Ce département est déjà là."),
            ),
            models.UniqueConstraint(
                fields=["region"],
                condition=Q(kind=CollectivityKind.REGION),
                name="cooperation_collectivity_one_per_region",
                violation_error_message=_("Cette région est déjà là."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("cooperation:collectivity_detail", args=[self.slug])

    def clean(self) -> None:
        """Refuse what the database's trigger ``epci_is_epci`` would refuse."""
        super().clean()
        if self.epci and self.epci.kind != CollectivityKind.EPCI:
            raise ValidationError({"epci": _("Cette collectivité n’est pas un EPCI.")})
        if self.pk and self.kind != CollectivityKind.EPCI and self.members.exists():
            raise ValidationError(
                {"kind": _("Des communes appartiennent à cet EPCI : il le reste.")}
            )


class EPCIManager(models.Manager.from_queryset(CollectivityQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> CollectivityQuerySet:
        queryset: CollectivityQuerySet = super().get_queryset()
        return queryset.filter(kind=CollectivityKind.EPCI)


class EPCI(Collectivity):
    """A group of communes with its own tax."""

    objects: ClassVar[EPCIManager] = EPCIManager()

    class Meta:
        proxy = True
        verbose_name = _("EPCI")
        verbose_name_plural = _("EPCI")


# A proxy sends signals of its own: without this, changes made to an authority as an
# EPCI would leave no history.
post_save.connect(COLLECTIVITY_HISTORY.post_save, sender=EPCI)
pre_delete.connect(COLLECTIVITY_HISTORY.pre_delete, sender=EPCI)
post_delete.connect(COLLECTIVITY_HISTORY.post_delete, sender=EPCI)
EPCI._meta.simple_history_manager_attribute = "history"  # type: ignore[attr-defined]


class CollectivityAlias(models.Model):
    """Another name of an authority in records."""

    collectivity = models.ForeignKey(
        Collectivity,
        models.CASCADE,
        verbose_name=_("collectivité"),
        related_name="aliases",
    )
    name = models.CharField(_("nom"), max_length=200)
    name_key = generated_name_key("name")
    kind = models.CharField(_("nature du nom"), max_length=10, choices=AliasKind)
    department = models.ForeignKey(
        Department, models.PROTECT, verbose_name=_("département"), null=True, blank=True
    )
    until_year = models.PositiveSmallIntegerField(_("jusqu’en"), null=True, blank=True)
    history = track_history(excluded_fields=["name_key"])

    class Meta:
        verbose_name = _("autre nom")
        verbose_name_plural = _("autres noms")
        ordering = ("name_key", "pk")
        indexes = [models.Index(fields=["name_key"])]
        constraints = [
            known_choice_constraint("kind", AliasKind),
            year_constraint("until_year"),
            models.UniqueConstraint(
                fields=["collectivity", "name"],
                name="cooperation_collectivityalias_once",
                violation_error_message=_("Ce nom est déjà noté."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
