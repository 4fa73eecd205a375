"""Beside the queue of jobs: which are to stop, and the files that jobs make."""

import datetime
import secrets
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def make_key() -> str:
    return secrets.token_urlsafe(16)


class JobStop(models.Model):
    """A job that runs and that somebody wants to end; its worker looks for it."""

    job = models.UUIDField(_("traitement"), unique=True)
    asked_at = models.DateTimeField(_("demandé le"), default=timezone.now)

    class Meta:
        verbose_name = _("arrêt d’un traitement")
        verbose_name_plural = _("arrêts de traitements")
        ordering = ("asked_at", "pk")

    def __str__(self) -> str:
        return str(self.job)


KEPT_FOR = datetime.timedelta(days=1)


class PreparedFileQuerySet(models.QuerySet["PreparedFile"]):
    def visible_to(self, user: Any) -> Self:
        """Keep the files of the public, and a person's own."""
        return self.filter(models.Q(owner=None) | models.Q(owner=user.pk))

    def without_content(self) -> Self:
        """Leave the files themselves in the database; say their sizes."""
        size = Length("content")
        return self.defer("content").annotate(size=size)

    def keep_newest(self, number: int) -> None:
        """Delete all but so many; those that are being made too."""
        older = self.order_by("-created_at", "-pk").values("pk")[number:]
        self.model.objects.filter(
            pk__in=list(older.values_list("pk", flat=True))
        ).delete()

    def delete_old(self, age: datetime.timedelta) -> int:
        return self.filter(created_at__lt=timezone.now() - age).delete()[0]


class PreparedFile(models.Model):
    """An export that a worker makes, fetched at an address that is its key.

    It is the public's, or its ``owner``'s alone. ``fingerprint`` is of what is asked
    for: who asks for the same gets the same file. ``request`` is what the job needs.
    """

    key = models.CharField(
        _("clé"),
        max_length=32,
        unique=True,
        default=make_key,
    )
    fingerprint = models.CharField(_("empreinte"), max_length=64, db_index=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        verbose_name=_("demandé par"),
        related_name="+",
        null=True,
        blank=True,
    )
    name = models.CharField(_("nom"), max_length=200)
    content_type = models.CharField(_("type"), max_length=100)
    request = models.JSONField(_("demande"), default=dict)
    content = models.BinaryField(_("contenu"), null=True)
    steps_done = models.PositiveIntegerField(_("lignes écrites"), default=0)
    steps = models.PositiveIntegerField(_("lignes à écrire"), default=0)
    job = models.UUIDField(_("traitement"), null=True, blank=True)
    back_url = models.CharField(_("d’où il est demandé"), max_length=2_000)
    created_at = models.DateTimeField(_("demandé le"), default=timezone.now)

    objects = PreparedFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("export préparé")
        verbose_name_plural = _("exports préparés")
        ordering = ("-created_at", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def is_there(self) -> bool:
        """Whether the file is made; of rows read without their content."""
        return getattr(self, "size", None) is not None

    @property
    def expires_at(self) -> datetime.datetime:
        return self.created_at + KEPT_FOR
