"""Merges of two rows into one, kept so that they can be undone."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Merge(models.Model):
    """A row that was merged into another, with all that undoing it needs.

    ``data``: ``gone`` and ``dropped`` are rows as Django serializes them, ``moved``
    lists relations as [table, field, key], ``before`` and ``after`` are the kept row's
    values of the fields that were taken over, ``addresses`` the former slugs.
    """

    table = models.CharField(_("table"), max_length=60)
    kept_id = models.BigIntegerField(_("fiche gardée"))
    gone_id = models.BigIntegerField(_("fiche fondue"))
    kept_name = models.CharField(_("nom gardé"), max_length=300)
    gone_name = models.CharField(_("nom fondu"), max_length=300)
    data = models.JSONField(_("de quoi défaire"), default=dict)
    done_at = models.DateTimeField(_("faite le"), auto_now_add=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("faite par"),
        related_name="+",
        null=True,
        blank=True,
    )
    undone_at = models.DateTimeField(_("défaite le"), null=True, blank=True)

    class Meta:
        verbose_name = _("fusion")
        verbose_name_plural = _("fusions")
        ordering = ("-done_at", "pk")

    def __str__(self) -> str:
        return f"{self.gone_name} → {self.kept_name}"
