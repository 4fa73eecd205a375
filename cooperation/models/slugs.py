"""Addresses that sheets had before."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class FormerSlugQuerySet(models.QuerySet["FormerSlug"]):
    """Questions about former addresses."""

    def keys_of(
        self, model: type[models.Model], slug: str
    ) -> models.QuerySet[Any, Any]:
        """Give the key of the row of ``model`` that had the address, to filter by."""
        return self.filter(table=model._meta.db_table, slug=slug).values("object_id")


class FormerSlug(models.Model):
    """A slug that a sheet no longer has; its address redirects to the new one.

    PostgreSQL triggers write these rows when a slug changes, whoever changes it.
    """

    table = models.CharField(_("table"), max_length=60)
    slug = models.SlugField(_("ancienne adresse"), max_length=120)
    object_id = models.BigIntegerField(_("identifiant"))
    left_at = models.DateTimeField(_("abandonnée le"), auto_now_add=True)

    objects = FormerSlugQuerySet.as_manager()

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
