"""When the site was backed up, and when a backup was last restored to see it work."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from cooperation.enums import BackupRunKind
from cooperation.models.common import known_choice_constraint


class BackupRunQuerySet(models.QuerySet["BackupRun"]):
    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)

    def get_last_success(self) -> "BackupRun | None":
        return self.filter(problem="").first()


class BackupRun(models.Model):
    """A backup or a drill that ended, well or with a problem in words.

    ``details``: of a backup its manifest without the list of migrations, of a drill
    its report.
    """

    kind = models.CharField(_("quoi"), max_length=12, choices=BackupRunKind)
    backup = models.CharField(_("sauvegarde"), max_length=20, blank=True)
    started_at = models.DateTimeField(_("début"))
    ended_at = models.DateTimeField(_("fin"))
    problem = models.TextField(_("problème"), blank=True)
    details = models.JSONField(_("détails"), default=dict)

    objects = BackupRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("sauvegarde")
        verbose_name_plural = _("sauvegardes")
        ordering = ("-ended_at", "pk")
        constraints = [known_choice_constraint("kind", BackupRunKind)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.backup}"
