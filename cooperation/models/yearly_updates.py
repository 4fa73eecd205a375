"""Lists of communes and EPCI of a year that staff preview, apply and undo on a page."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cooperation.enums import YearlyUpdateState
from cooperation.models.common import known_choice_constraint


class YearlyUpdateRun(models.Model):
    """One comparison of lists with the directory, and what became of it.

    ``path`` is the folder of the lists under the private folder of imports, blank for
    those of the site or once they are gone. ``fingerprint`` is of the changes as they
    were shown: others are not applied. ``summary`` lists them in words: [heading,
    number, lines]. ``changes`` is what undoing needs: ``rows`` as [key, values before,
    values after] of the columns that changed, ``created`` and ``aliases`` as keys,
    ``created_rows`` as [key, values].
    """

    path = models.CharField(_("emplacement"), max_length=200, blank=True)
    uses_site_lists = models.BooleanField(_("listes du site"), default=False)
    on = models.DateField(_("premier jour de ces listes"))
    state = models.CharField(
        _("état"),
        max_length=12,
        choices=YearlyUpdateState,
        default=YearlyUpdateState.PREVIEWED,
    )
    fingerprint = models.CharField(_("empreinte"), max_length=64)
    summary = models.JSONField(_("changements"), default=list)
    unchanged = models.PositiveIntegerField(_("inchangées"), default=0)
    changes = models.JSONField(_("de quoi annuler"), default=dict)
    steps_done = models.PositiveIntegerField(_("étapes faites"), default=0)
    steps = models.PositiveIntegerField(_("étapes à faire"), default=0)
    job = models.UUIDField(_("traitement"), null=True, blank=True)
    problem = models.TextField(_("problème"), blank=True)
    compared_at = models.DateTimeField(_("comparées le"), auto_now_add=True)
    compared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("comparées par"),
        related_name="+",
        null=True,
        blank=True,
    )
    applied_at = models.DateTimeField(_("appliquées le"), null=True, blank=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("appliquées par"),
        related_name="+",
        null=True,
        blank=True,
    )
    undone_at = models.DateTimeField(_("annulées le"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("annulées par"),
        related_name="+",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("changements du 1er janvier")
        verbose_name_plural = _("changements du 1er janvier")
        ordering = ("-compared_at", "pk")
        constraints = [known_choice_constraint("state", YearlyUpdateState)]

    def __str__(self) -> str:
        return str(self.on)

    @property
    def is_at_work(self) -> bool:
        return self.state in YearlyUpdateState.AT_WORK
