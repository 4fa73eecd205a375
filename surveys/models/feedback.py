"""Feedback of a wave to the directory, and the log of exports."""

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Proposal
from cooperation.models.common import known_choice_constraint
from surveys.enums import ExportKind, ExportState
from surveys.models.answers import Block


class BlockReturn(models.Model):
    """What a block led to in the directory: a proposal or a confirmation; once."""

    block = models.OneToOneField(
        Block,
        models.CASCADE,
        verbose_name=_("coopération"),
        related_name="given_back",
    )
    proposal = models.OneToOneField(
        Proposal,
        models.SET_NULL,
        verbose_name=_("proposition"),
        related_name="+",
        null=True,
        blank=True,
    )
    unread = models.JSONField(
        _("ce qui reste à lire"),
        default=list,
        blank=True,
        help_text=_("Les codes des questions que l’annuaire ne sait pas reprendre."),
    )
    returned_at = models.DateTimeField(_("rendue le"), auto_now_add=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("rendue par"),
        related_name="+",
        null=True,
    )

    class Meta:
        verbose_name = _("retour à l’annuaire")
        verbose_name_plural = _("retours à l’annuaire")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.block_id}"


class AnswerExportQuerySet(models.QuerySet["AnswerExport"]):
    def delete_old(self, age: datetime.timedelta) -> int:
        """Delete those of longer than ``age`` ago; return how many."""
        return self.filter(exported_at__lt=timezone.now() - age).delete()[0]

    def for_person(self, email: str) -> Self:
        """Keep those whose file a worker makes, or made, for a person."""
        made = (ExportState.WAITING, ExportState.READY, ExportState.FAILED)
        return self.filter(who=email, state__in=made)


class AnswerExport(models.Model):
    """Log of an export of answers: who, when, which wave, how identifying.

    Without foreign keys, so that the log outlives the wave and the account.
    """

    wave_name = models.CharField(_("enquête"), max_length=120)
    wave_slug = models.SlugField(_("adresse de l’enquête"), max_length=120)
    who = models.CharField(_("qui"), max_length=254)
    kind = models.CharField(_("contenu"), max_length=10, choices=ExportKind)
    file_format = models.CharField(_("format"), max_length=4)
    rows = models.PositiveIntegerField(_("participations"), default=0)
    state = models.CharField(
        _("fichier"),
        max_length=10,
        choices=ExportState,
        default=ExportState.GIVEN,
        db_default=ExportState.GIVEN,
    )
    path = models.CharField(
        _("chemin du fichier"), max_length=100, blank=True, default="", db_default=""
    )
    exported_at = models.DateTimeField(_("exportée le"), auto_now_add=True)

    objects = AnswerExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export de réponses")
        verbose_name_plural = _("exports de réponses")
        ordering = ("-exported_at", "pk")
        constraints = [
            known_choice_constraint("kind", ExportKind),
            known_choice_constraint("state", ExportState),
            models.CheckConstraint(
                condition=Q(file_format__in=["csv", "xlsx"]),
                name="surveys_answerexport_file_format_known",
                violation_error_message=_("Choisissez CSV ou XLSX."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave_slug}, {self.kind}"
