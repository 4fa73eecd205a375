"""Waves: one questionnaire, sent to some authorities, between two days."""

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperation.models.common import Dated
from surveys.models.questionnaires import Questionnaire
from surveys.models.sent import build_sent_condition


class WaveQuerySet(models.QuerySet["Wave"]):
    def running(self) -> Self:
        """Keep waves that were started and not closed by staff."""
        return self.filter(started_at__isnull=False, closed_at__isnull=True)

    def answerable(self) -> Self:
        """Keep waves that take answers today: running, and between their days."""
        today = timezone.localdate()
        return self.running().filter(opens_on__lte=today, closes_on__gte=today)

    def with_public_results(self) -> Self:
        """Keep those of which ``has_public_results`` is true."""
        is_over = Q(closed_at__isnull=False) | Q(is_demonstration=True)
        return self.filter(is_over, is_public=True)

    def with_response_counts(self) -> Self:
        """Annotate ``n_invited`` and ``n_submitted``."""
        sent = build_sent_condition("participations__")
        return self.annotate(
            n_invited=Count("participations"),
            n_submitted=Count("participations", filter=sent),
        )


class Wave(Dated):
    """A questionnaire sent to some authorities, with reminders."""

    name = models.CharField(_("nom"), max_length=120)
    slug = models.SlugField(_("adresse"), max_length=120, unique=True)
    questionnaire = models.ForeignKey(
        Questionnaire,
        models.PROTECT,
        verbose_name=_("questionnaire"),
        related_name="waves",
    )
    opens_on = models.DateField(_("ouvre le"), default=timezone.localdate)
    closes_on = models.DateField(
        _("dernier jour pour répondre"),
        help_text=_("Ce jour-là compris."),
    )
    scope = models.TextField(
        _("qui est invité, et pourquoi"), max_length=2_000, blank=True
    )
    in_charge = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("responsable"),
        related_name="+",
        null=True,
        blank=True,
    )
    is_demonstration = models.BooleanField(
        _("démonstration"),
        default=False,
        help_text=_("Réponses inventées : jamais mêlée aux vrais chiffres."),
    )
    subject = models.CharField(_("objet du courriel"), max_length=150)
    body = models.TextField(_("texte du courriel"), max_length=5_000)
    remind_after_days = models.PositiveSmallIntegerField(
        _("relancer après, en jours"),
        default=10,
        validators=[MinValueValidator(3), MaxValueValidator(90)],
    )
    most_reminders = models.PositiveSmallIntegerField(
        _("relances au plus"), default=2, validators=[MaxValueValidator(5)]
    )
    started_at = models.DateTimeField(
        _("lancée le"), null=True, blank=True, editable=False
    )
    closed_at = models.DateTimeField(
        _("close le"), null=True, blank=True, editable=False
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("créée par"),
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    is_public = models.BooleanField(
        _("résultats publics"),
        default=False,
        help_text=_("Ses résultats peuvent être montrés, jamais une réponse seule."),
    )

    objects = WaveQuerySet.as_manager()

    class Meta:
        verbose_name = _("enquête")
        verbose_name_plural = _("enquêtes")
        ordering = ("-opens_on", "pk")
        permissions = [
            ("interview", _("peut mener des entretiens")),
            ("see_answers", _("peut lire les réponses")),
            ("export_answers", _("peut exporter les réponses nominatives")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="surveys_wave_days_ordered",
                violation_error_message=_(
                    "Le dernier jour ne peut pas précéder l’ouverture."
                ),
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(started_at__isnull=False),
                name="surveys_wave_closed_once_started",
                violation_error_message=_("Une enquête se clôt après son lancement."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("waves:wave", args=[self.slug])

    @property
    def is_running(self) -> bool:
        """Whether it was started and staff did not close it."""
        return self.started_at is not None and self.closed_at is None

    @property
    def has_public_results(self) -> bool:
        """Whether reports and who only reads may see its results.

        Sample answers reveal nothing, even while more of them come.
        """
        return self.is_public and (self.closed_at is not None or self.is_demonstration)

    @property
    def is_answerable(self) -> bool:
        """Whether it takes answers today: the same rule as ``answerable()``."""
        today = timezone.localdate()
        return self.is_running and self.opens_on <= today <= self.closes_on


class ResultsRelease(models.Model):
    """What was made public of a wave: whose answers were counted, and the counts.

    Later results are compared with it, so that no subtraction shows the answers of few
    (``surveys.results.releases``).
    """

    wave = models.ForeignKey(
        Wave, models.CASCADE, verbose_name=_("enquête"), related_name="releases"
    )
    responses = models.JSONField(
        _("participations comptées"),
        help_text=_("Pour chaque participation, quand elle a été envoyée."),
    )
    tables = models.JSONField(_("effectifs montrés"), default=dict)
    released_at = models.DateTimeField(_("rendus publics le"), default=timezone.now)

    class Meta:
        verbose_name = _("résultats rendus publics")
        verbose_name_plural = _("résultats rendus publics")
        ordering = ("-released_at", "pk")

    def __str__(self) -> str:
        return f"{self.wave} ({self.released_at:%Y-%m-%d})"
