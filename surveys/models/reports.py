"""Reports: prose of staff, and figures of a snapshot."""

from typing import Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q, TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cooperation.enums import Publication
from cooperation.models.common import (
    Dated,
    known_choice_constraint,
    track_history,
)
from cooperation.text import get_translated_text
from surveys.models.waves import Wave


class SectionKind(TextChoices):
    """Subject of a section of a report, in the order of a new report."""

    OBJECTIVES = "objectifs", _("objectifs")
    METHOD = "methode", _("méthode et taux de réponse")
    DEFINITIONS = "definitions", _("définitions")
    KEY_FIGURES = "chiffres", _("chiffres clés")
    MAP = "carte", _("carte")
    DID_YOU_KNOW = "saviez_vous", _("le saviez-vous")
    STAKEHOLDERS = "parties_prenantes", _("parties prenantes par nature")
    WINDOWS = "guichets", _("guichets et combinaisons")
    BRAKES = "freins", _("freins")
    NEEDS = "besoins", _("besoins et perspectives")
    CHANGES = "evolutions", _("ce qui a changé")
    PORTRAITS = "portraits", _("portraits de collectivités")
    TESTIMONIES = "temoignages", _("témoignages")
    RESOURCES = "ressources", _("ressources")
    FREE = "libre", _("section libre")


class ReportQuerySet(models.QuerySet["Report"]):
    def published(self) -> Self:
        """Keep what the public may see; same rule as ``Report.is_published``."""
        return self.filter(publication=Publication.PUBLISHED)

    def latest_first(self) -> Self:
        """Sort by edition, the latest first, demonstrations last."""
        return self.order_by("is_demonstration", "-edition", "-pk")

    def with_snapshot(self) -> Self:
        return self.select_related("snapshot")


class Report(Dated):
    """An état des lieux: ordered sections over one snapshot at a time."""

    title_fr = models.CharField(_("titre"), max_length=200)
    title_en = models.CharField(_("titre en anglais"), max_length=200, blank=True)
    slug = models.SlugField(
        _("adresse"),
        max_length=120,
        unique=True,
        help_text=_("Dernière partie de l’adresse de la page."),
        validators=[
            RegexValidator(
                r"^[a-z0-9-]+$",
                _("Des lettres minuscules sans accent, des chiffres, des tirets."),
            )
        ],
    )
    edition = models.DateField(
        _("édition"), help_text=_("Le mois de parution compte, pas le jour.")
    )
    summary_fr = models.TextField(_("en deux phrases"), max_length=600, blank=True)
    summary_en = models.TextField(
        _("en deux phrases, en anglais"), max_length=600, blank=True
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    selection = models.CharField(
        _("territoire ou sujet"),
        max_length=300,
        blank=True,
        help_text=_(
            "Les paramètres d’une liste d’actions, repris de son adresse : "
            "departement=74&departement=01. Vide : tout l’annuaire."
        ),
    )
    waves = models.ManyToManyField(
        Wave,
        verbose_name=_("enquêtes"),
        related_name="reports",
        blank=True,
    )
    publication = models.CharField(
        _("publication"),
        max_length=10,
        choices=Publication,
        default=Publication.DRAFT,
        editable=False,
    )
    is_demonstration = models.BooleanField(
        _("démonstration"),
        default=False,
        help_text=_("Réponses inventées : signalé partout, jamais référencé."),
    )
    is_as_published = models.BooleanField(
        _("chiffres repris tels que publiés"),
        default=False,
        editable=False,
    )
    snapshot = models.ForeignKey(
        "Snapshot",
        models.PROTECT,
        verbose_name=_("relevé montré"),
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("créé par"),
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("état des lieux")
        verbose_name_plural = _("états des lieux")
        ordering = ("-edition", "pk")
        constraints = [
            known_choice_constraint("publication", Publication),
            models.CheckConstraint(
                condition=~Q(publication=Publication.PUBLISHED)
                | Q(snapshot__isnull=False),
                name="surveys_report_published_with_snapshot",
                violation_error_message=_(
                    "Prenez un relevé des chiffres avant de publier."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title_fr

    def get_absolute_url(self) -> str:
        return reverse("reports:report", args=[self.slug])

    def get_edit_url(self) -> str:
        return reverse("report_editing:write", args=[self.slug])

    def is_published(self) -> bool:
        """Return whether the public may see it; same rule as ``published()``."""
        return self.publication == Publication.PUBLISHED

    @property
    def title(self) -> str:
        return get_translated_text(self.title_fr, self.title_en)

    @property
    def summary(self) -> str:
        return get_translated_text(self.summary_fr, self.summary_en)


class Snapshot(models.Model):
    """All figures, tables, maps and lists of a report on one day; immutable.

    PostgreSQL refuses any change, and the deletion of a snapshot that was published.
    """

    report = models.ForeignKey(
        Report,
        models.CASCADE,
        verbose_name=_("état des lieux"),
        related_name="snapshots",
    )
    number = models.PositiveSmallIntegerField(_("numéro"))
    taken_at = models.DateTimeField(_("pris le"))
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("pris par"),
        related_name="+",
        null=True,
        blank=True,
    )
    data = models.JSONField(_("chiffres"), encoder=DjangoJSONEncoder)
    digest = models.CharField(_("empreinte"), max_length=64)
    was_published = models.BooleanField(_("a été publié"), default=False)

    class Meta:
        verbose_name = _("relevé")
        verbose_name_plural = _("relevés")
        ordering = ("report", "-number", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "number"],
                name="surveys_snapshot_once",
                violation_error_message=_("Ce relevé a déjà été pris."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} ({self.number})"


class ReportSection(models.Model):
    """A section of a report: a title, and prose that may name figures."""

    report = models.ForeignKey(
        Report,
        models.CASCADE,
        verbose_name=_("état des lieux"),
        related_name="sections",
    )
    kind = models.CharField(_("nature"), max_length=20, choices=SectionKind)
    position = models.PositiveSmallIntegerField(_("ordre"))
    is_hidden = models.BooleanField(_("masquée"), default=False)
    title_fr = models.CharField(_("titre"), max_length=150)
    title_en = models.CharField(_("titre en anglais"), max_length=150, blank=True)
    prose_fr = models.TextField(_("texte"), max_length=20_000, blank=True)
    prose_en = models.TextField(_("texte en anglais"), max_length=20_000, blank=True)
    history = track_history(excluded_fields=["position"])

    class Meta:
        verbose_name = _("section d’état des lieux")
        verbose_name_plural = _("sections d’état des lieux")
        ordering = ("report", "position", "pk")
        constraints = [
            known_choice_constraint("kind", SectionKind),
        ]

    def __str__(self) -> str:
        return self.title_fr

    @property
    def title(self) -> str:
        return get_translated_text(self.title_fr, self.title_en)

    @property
    def prose(self) -> str:
        return get_translated_text(self.prose_fr, self.prose_en)

    def anchor(self) -> str:
        return f"section-{self.position}"
