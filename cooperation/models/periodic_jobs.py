"""What periodic jobs did last; which there are is registered in code."""

from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PeriodicJobQuerySet(models.QuerySet["PeriodicJob"]):
    def running(self) -> Self:
        """Keep what was started and did not tell its end: a process may have died."""
        return self.filter(started_at__isnull=False).exclude(
            ended_at__gte=models.F("started_at")
        )


class PeriodicJob(models.Model):
    """The last run of a periodic job, under its name in ``cooperation.web.periodic``.

    ``wanted_at`` is when somebody asked for a run out of turn, until it starts.
    ``problem`` is why the last run failed, blank after a success.
    """

    name = models.CharField(_("nom"), max_length=40, unique=True)
    added_at = models.DateTimeField(_("connue depuis"), default=timezone.now)
    wanted_at = models.DateTimeField(_("demandée le"), null=True, blank=True)
    started_at = models.DateTimeField(_("lancée le"), null=True, blank=True)
    ended_at = models.DateTimeField(_("finie le"), null=True, blank=True)
    succeeded_at = models.DateTimeField(_("réussie le"), null=True, blank=True)
    result = models.TextField(_("résultat"), blank=True)
    problem = models.TextField(_("problème"), blank=True)

    objects = PeriodicJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("tâche périodique")
        verbose_name_plural = _("tâches périodiques")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def is_running(self) -> bool:
        """Whether it was started and did not tell its end."""
        if self.started_at is None:
            return False
        return self.ended_at is None or self.ended_at < self.started_at
