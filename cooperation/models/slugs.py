"""Addresses that sheets had before."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FormerSlug(models.Model):
    """A slug that a sheet no longer has; its address redirects to the new one.

    PostgreSQL triggers write these rows when a slug changes, whoever changes it.
    """

    table = models.CharField(_("table"), max_length=60)
    slug = models.SlugField(_("ancienne adresse"), max_length=120)
    object_id = models.BigIntegerField(_("identifiant"))
    left_at = models.DateTimeField(_("abandonnée le"), auto_now_add=True)

    class Meta:
        verbose_name = _("ancienne adresse")
        verbose_name_plural = _("anciennes adresses")
        constraints = [
            models.UniqueConstraint(
                fields=["table", "slug"], name="cooperation_formerslug_once"
            )
        ]

    def __str__(self) -> str:
        return self.slug
