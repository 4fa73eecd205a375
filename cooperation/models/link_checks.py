"""Checks of the site's outgoing links."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


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
