"""Former slugs of entries."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class FormerSlugQuerySet(models.QuerySet["FormerSlug"]):
    def get_current_keys(
        self, model: type[models.Model], slug: str
    ) -> models.QuerySet[Any, Any]:
        """Return a subquery: the key of the row of ``model`` that had the slug."""
        return self.filter(table=model._meta.db_table, slug=slug).values("object_id")


class FormerSlug(models.Model):
    """A slug that an entry no longer has; its address redirects to the new one.

    PostgreSQL triggers write these rows whenever a slug changes.
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
