"""What staff keep an eye on: merges, outgoing links, what visitors write."""

import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperation.models.collectivities import Collectivity
from cooperation.models.common import known_choice_constraint


class Merge(models.Model):
    """A row that was merged into another, with all that undoing it needs.

    ``data``: ``gone`` and ``dropped`` are rows as Django serializes them, ``moved``
    lists relations as [table, field, key], ``before`` and ``after`` are the kept row's
    values of the fields that were taken over, ``addresses`` the former slugs.
    """

    table = models.CharField(_("table"), max_length=60)
    kept_id = models.BigIntegerField(_("fiche gardée"))
    gone_id = models.BigIntegerField(_("fiche absorbée"))
    kept_name = models.CharField(_("nom gardé"), max_length=300)
    gone_name = models.CharField(_("nom absorbé"), max_length=300)
    data = models.JSONField(_("de quoi annuler"), default=dict)
    done_at = models.DateTimeField(_("faite le"), auto_now_add=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("faite par"),
        related_name="+",
        null=True,
        blank=True,
    )
    undone_at = models.DateTimeField(_("annulée le"), null=True, blank=True)

    class Meta:
        verbose_name = _("fusion")
        verbose_name_plural = _("fusions")
        ordering = ("-done_at", "pk")

    def __str__(self) -> str:
        return f"{self.gone_name} → {self.kept_name}"


class DuplicatePairQuerySet(models.QuerySet["DuplicatePair"]):
    def open(self) -> Self:
        """Keep those of which nobody said that they are two, the surest first."""
        kept = self.filter(dismissed_at__isnull=True)
        return kept.order_by("-certainty", "first_id", "second_id")

    def dismissed(self) -> Self:
        """Keep those that are two, the last said first."""
        return self.filter(dismissed_at__isnull=False).order_by("-dismissed_at", "pk")

    def of_rows(self, *keys: int) -> Self:
        """Keep those that name any of some rows."""
        return self.filter(Q(first_id__in=keys) | Q(second_id__in=keys))


class DuplicatePair(models.Model):
    """Two rows of a table that may be one, as the last search found them.

    ``reasons`` are codes of ``matching.near_names.NearReason``. One that staff
    dismissed is kept, so that it does not come back.
    """

    table = models.CharField(_("table"), max_length=60)
    first_id = models.BigIntegerField(_("fiche"))
    second_id = models.BigIntegerField(_("peut-être la même"))
    reasons = ArrayField(models.CharField(max_length=20), verbose_name=_("motifs"))
    certainty = models.PositiveSmallIntegerField(_("certitude"))
    found_at = models.DateTimeField(_("vue la première fois"), auto_now_add=True)
    dismissed_at = models.DateTimeField(_("écartée le"), null=True, blank=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("écartée par"),
        related_name="+",
        null=True,
        blank=True,
    )

    objects = DuplicatePairQuerySet.as_manager()

    class Meta:
        verbose_name = _("doublon possible")
        verbose_name_plural = _("doublons possibles")
        ordering = ("-certainty", "pk")
        indexes = [models.Index(fields=["table", "dismissed_at", "-certainty"])]
        constraints = [
            models.UniqueConstraint(
                fields=["table", "first_id", "second_id"],
                name="cooperation_duplicatepair_once",
                violation_error_message=_("Cette paire est déjà connue."),
            ),
            models.CheckConstraint(
                condition=Q(first_id__lt=models.F("second_id")),
                name="cooperation_duplicatepair_order",
                violation_error_message=_("La fiche la plus ancienne vient d’abord."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.first_id} {self.second_id}"


class DuplicateSearch(models.Model):
    """When the duplicates of a table were last searched."""

    table = models.CharField(_("table"), max_length=60, unique=True)
    searched_at = models.DateTimeField(_("cherchés le"))

    class Meta:
        verbose_name = _("recherche de doublons")
        verbose_name_plural = _("recherches de doublons")
        ordering = ("table",)

    def __str__(self) -> str:
        return self.table


class LinkCheckQuerySet(models.QuerySet["LinkCheck"]):
    def failing(self) -> Self:
        return self.filter(failing_since__isnull=False)


class LinkCheck(models.Model):
    """An outgoing address, when it was last tried, and since when it fails."""

    url = models.URLField(_("lien"), max_length=500, unique=True)
    checked_at = models.DateTimeField(_("essayé le"))
    status = models.PositiveSmallIntegerField(_("réponse"), null=True, blank=True)
    problem = models.CharField(_("problème"), max_length=200, blank=True)
    failing_since = models.DateTimeField(_("mort depuis"), null=True, blank=True)

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("lien sortant")
        verbose_name_plural = _("liens sortants")
        ordering = ("failing_since", "url")

    def __str__(self) -> str:
        return self.url


class ReportState(models.TextChoices):
    NEW = "nouveau", _("à lire")
    ANSWERED = "repondu", _("répondu")
    DONE = "corrige", _("corrigé")
    DISMISSED = "ecarte", _("écarté")


class ErrorReportQuerySet(models.QuerySet["ErrorReport"]):
    def waiting(self) -> Self:
        """Keep those that staff have to read, the oldest first."""
        return self.filter(state=ReportState.NEW).order_by("created_at", "pk")

    def erase_old_emails(self, age: datetime.timedelta) -> int:
        """Erase emails that are older than ``age``; return how many there were."""
        old = self.filter(created_at__lt=timezone.now() - age)
        return old.exclude(email="").update(email="")


class ErrorReport(models.Model):
    """What a visitor reports as wrong on an entry."""

    page = models.CharField(_("fiche"), max_length=200)
    text = models.TextField(_("ce qui est faux"), max_length=4_000)
    email = models.EmailField(
        _("adresse pour répondre"), blank=True, help_text=_("Effacée au bout d’un an.")
    )
    state = models.CharField(
        _("état"), max_length=10, choices=ReportState, default=ReportState.NEW
    )
    note = models.TextField(_("note de l’équipe"), blank=True)
    answer = models.TextField(
        _("réponses envoyées"), blank=True, editable=False, db_default=""
    )
    created_at = models.DateTimeField(_("reçu le"), auto_now_add=True)
    # That of the form that was sent: one form makes one report.
    form_key = models.UUIDField(
        _("formulaire"), null=True, unique=True, editable=False, default=None
    )

    objects = ErrorReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("erreur signalée")
        verbose_name_plural = _("erreurs signalées")
        ordering = ("-created_at", "pk")
        constraints = [known_choice_constraint("state", ReportState)]

    def __str__(self) -> str:
        return self.page


class RelayState(models.TextChoices):
    NEW = "nouveau", _("à faire suivre")
    FORWARDED = "transmis", _("transmis")
    ANSWERED = "repondu", _("répondu par l’équipe")
    DISMISSED = "ecarte", _("écarté")


class RelayedMessageQuerySet(models.QuerySet["RelayedMessage"]):
    def waiting(self) -> Self:
        """Keep those that staff have to forward, the oldest first."""
        return self.filter(state=RelayState.NEW).order_by("created_at", "pk")

    def delete_old(self, age: datetime.timedelta) -> int:
        """Delete messages older than ``age``; return how many there were."""
        old = self.filter(created_at__lt=timezone.now() - age)
        number, _by_model = old.delete()
        return number


class RelayedMessage(models.Model):
    """A visitor's message to an authority that has no known address.

    Staff forward it, or answer.
    """

    collectivity = models.ForeignKey(
        Collectivity,
        models.CASCADE,
        verbose_name=_("collectivité"),
        related_name="relayed_messages",
    )
    name = models.CharField(_("de la part de"), max_length=120)
    email = models.EmailField(_("adresse pour répondre"))
    subject = models.CharField(_("objet"), max_length=120)
    text = models.TextField(_("message"), max_length=4_000)
    state = models.CharField(
        _("état"), max_length=10, choices=RelayState, default=RelayState.NEW
    )
    note = models.TextField(_("note de l’équipe"), blank=True)
    created_at = models.DateTimeField(_("reçu le"), auto_now_add=True)

    objects = RelayedMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message à faire suivre")
        verbose_name_plural = _("messages à faire suivre")
        ordering = ("-created_at", "pk")
        constraints = [known_choice_constraint("state", RelayState)]

    def __str__(self) -> str:
        return f"{self.name} → {self.collectivity}"
