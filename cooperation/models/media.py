"""Photos and documents of an action."""

import secrets
from pathlib import Path

from django.core.validators import FileExtensionValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cooperation.models.actions import Action
from cooperation.models.common import track_history
from cooperation.models.queries import (
    ActionPartQuerySet,
)


def random_file_name(folder: str, filename: str) -> str:
    """Return a name that nobody can guess, so that a draft's file stays private."""
    return f"{folder}/{secrets.token_urlsafe(16)}{Path(filename).suffix.lower()}"


def photo_path(_photo: "Photo", filename: str) -> str:
    return random_file_name("photos", filename)


def document_path(_document: "Document", filename: str) -> str:
    return random_file_name("documents", filename)


class Photo(models.Model):
    """A picture of an action; without description and credit it is not accepted."""

    action = models.ForeignKey(
        Action, models.CASCADE, verbose_name=_("action"), related_name="photos"
    )
    image = models.ImageField(
        _("image"),
        upload_to=photo_path,
        max_length=300,
        width_field="width",
        height_field="height",
        validators=[FileExtensionValidator(["jpg", "jpeg", "png", "webp"])],
    )
    width = models.PositiveIntegerField(_("largeur"), default=0, editable=False)
    height = models.PositiveIntegerField(_("hauteur"), default=0, editable=False)
    alt = models.CharField(_("texte de remplacement"), max_length=300)
    credit = models.CharField(_("crédit"), max_length=200)
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)
    history = track_history()

    objects = ActionPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ("position", "pk")
        constraints = [
            models.CheckConstraint(
                condition=~Q(alt="") & ~Q(credit=""),
                name="cooperation_photo_alt_and_credit",
                violation_error_message=_(
                    "Une photo demande un texte de remplacement et un crédit."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.alt


class Document(models.Model):
    """A file about an action."""

    action = models.ForeignKey(
        Action, models.CASCADE, verbose_name=_("action"), related_name="documents"
    )
    file = models.FileField(
        _("fichier"),
        upload_to=document_path,
        max_length=300,
        validators=[FileExtensionValidator(["pdf", "odt", "docx", "ods", "xlsx"])],
    )
    title = models.CharField(_("titre"), max_length=200)
    history = track_history()

    objects = ActionPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ("title", "pk")

    def __str__(self) -> str:
        return self.title
