"""Slugs: made from names, each used once, and former ones that redirect."""

import re
from itertools import count
from typing import Any

from django.db import models
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from cooperation.text import normalize


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


MAX_SLUG_LENGTH = 100
DEFAULT_SLUG = "fiche"


def slugify_name(text: str) -> str:
    """Return the slug of a name: "L’Étoile–d’Or" → "l-etoile-d-or".

    At most ``MAX_SLUG_LENGTH`` characters, cut between words where there are several;
    never empty: ``DEFAULT_SLUG`` where no letter or digit is left (a name in Chinese).
    """
    slug = re.sub("[^a-z0-9]+", "-", normalize(text)).strip("-")
    return truncate_slug(slug) or DEFAULT_SLUG


def truncate_slug(slug: str) -> str:
    if len(slug) <= MAX_SLUG_LENGTH:
        return slug
    words, dash, _cut_word = slug[: MAX_SLUG_LENGTH + 1].rpartition("-")
    return words if dash else slug[:MAX_SLUG_LENGTH]


def make_unique_slug(model: type[Model], text: str) -> str:
    """Return a slug for ``text`` that no row of ``model`` has or had."""
    return SlugMaker(model, start=slugify_name(text)).make(text)


class SlugMaker:
    """Makes slugs that no row of a model has or had, nor this maker returned.

    Reads the taken slugs once, so that thousands of rows may be made in memory;
    ``start`` limits them to those with that prefix. Not safe for concurrent processes:
    the unique constraint of the database decides.
    """

    def __init__(self, model: type[Model], start: str = "") -> None:
        rows = model._base_manager.filter(slug__startswith=start)
        former = FormerSlug.objects.filter(
            table=model._meta.db_table, slug__startswith=start
        )
        self.taken = set(rows.values_list("slug", flat=True))
        self.taken.update(former.values_list("slug", flat=True))

    def make(self, text: str) -> str:
        """Return a free slug for ``text``: "tera", then "tera-2", "tera-3"…"""
        base = slugify_name(text)
        candidates = (f"{base}-{number}" if number > 1 else base for number in count(1))
        slug = next(slug for slug in candidates if slug not in self.taken)
        self.taken.add(slug)
        return slug
