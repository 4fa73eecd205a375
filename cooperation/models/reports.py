"""Errors that visitors report."""

import datetime
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperation.models.common import known_choice_constraint

# Emails are erased after this time.
EMAIL_RETENTION_PERIOD = datetime.timedelta(days=365)


class ReportState(models.TextChoices):
    NEW = "nouveau", _("à lire")
    DONE = "corrige", _("corrigé")
    DISMISSED = "ecarte", _("écarté")


class ErrorReportQuerySet(models.QuerySet["ErrorReport"]):
    def waiting(self) -> Self:
        """Keep those that staff have to read, the oldest first."""
        return self.filter(state=ReportState.NEW).order_by("created_at", "pk")

    def erase_old_emails(self) -> int:
        """Erase emails of a year ago or more; return how many there were."""
        old = self.filter(created_at__lt=timezone.now() - EMAIL_RETENTION_PERIOD)
        return old.exclude(email="").update(email="")


class ErrorReport(models.Model):
    """What a visitor reports as wrong on an entry."""

    page = models.CharField(_("fiche"), max_length=200)
    text = models.TextField(_("ce qui est faux"), max_length=4_000)
    email = models.EmailField(
        _("adresse pour répondre"),
        blank=True,
        help_text=_("Effacée au bout d’un an."),
    )
    state = models.CharField(
        _("état"), max_length=10, choices=ReportState, default=ReportState.NEW
    )
    note = models.TextField(_("note de l’équipe"), blank=True)
    created_at = models.DateTimeField(_("reçu le"), auto_now_add=True)

    objects = ErrorReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("erreur signalée")
        verbose_name_plural = _("erreurs signalées")
        ordering = ("-created_at", "pk")
        constraints = [known_choice_constraint("state", ReportState)]

    def __str__(self) -> str:
        return self.page
