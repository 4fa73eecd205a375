"""What illustrates an entry: photos, documents and testimonies."""

import secrets
from pathlib import Path
from typing import Self

from django.core.validators import FileExtensionValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cooperation.enums import Publication
from cooperation.models.actions import Action
from cooperation.models.collectivities import Collectivity
from cooperation.models.common import Publishable, PublishableQuerySet, track_history
from cooperation.models.queries import ActionPartQuerySet


def random_file_name(folder: str, filename: str) -> str:
    """Return a name that nobody can guess, so that a draft's file stays private."""
    return f"{folder}/{secrets.token_urlsafe(16)}{Path(filename).suffix.lower()}"


def photo_path(_photo: "Photo", filename: str) -> str:
    return random_file_name("photos", filename)


def portrait_path(_testimony: "Testimony", filename: str) -> str:
    return random_file_name("portraits", filename)


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


class TestimonyQuerySet(PublishableQuerySet):
    def published(self) -> Self:
        """Keep those published with consent, and not about an unpublished action."""
        about_public = Q(action__isnull=True) | Q(
            action__publication=Publication.PUBLISHED
        )
        return super().published().filter(about_public, has_consent=True)

    def with_public_portrait(self) -> Self:
        """Keep those whose author agreed to show their name and their photograph."""
        return self.filter(has_name_consent=True, has_portrait_consent=True)

    def about(self, collectivity: Collectivity) -> Self:
        return self.filter(collectivity=collectivity)


class Testimony(Publishable):
    """A short text by a person known by function; by name only with consent."""

    text = models.TextField(_("texte"))
    function = models.CharField(_("fonction"), max_length=200)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    person_name = models.CharField(_("nom de la personne"), max_length=200, blank=True)
    has_consent = models.BooleanField(_("accord pour publier le texte"), default=False)
    has_name_consent = models.BooleanField(
        _("accord pour publier le nom"), default=False
    )
    portrait = models.ImageField(
        _("photographie de la personne"),
        upload_to=portrait_path,
        max_length=300,
        blank=True,
        db_default="",
        help_text=_(
            "Montrée dans les états des lieux, à côté du nom, avec les deux accords."
        ),
        validators=[FileExtensionValidator(["jpg", "jpeg", "png", "webp"])],
    )
    portrait_credit = models.CharField(
        _("crédit de la photographie"), max_length=200, blank=True, db_default=""
    )
    has_portrait_consent = models.BooleanField(
        _("accord pour publier la photographie"), default=False, db_default=False
    )
    action = models.ForeignKey(
        Action,
        models.CASCADE,
        verbose_name=_("action"),
        related_name="testimonies",
        null=True,
        blank=True,
    )
    collectivity = models.ForeignKey(
        Collectivity,
        models.CASCADE,
        verbose_name=_("collectivité"),
        related_name="testimonies",
        null=True,
        blank=True,
    )
    history = track_history()

    objects = TestimonyQuerySet.as_manager()

    class Meta:
        verbose_name = _("témoignage")
        verbose_name_plural = _("témoignages")
        ordering = ("pk",)
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(action__isnull=False) | Q(collectivity__isnull=False),
                name="cooperation_testimony_about_something",
                violation_error_message=_(
                    "Rattachez le témoignage à une action ou à une collectivité."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(publication=Publication.PUBLISHED) | Q(has_consent=True),
                name="cooperation_testimony_published_with_consent",
                violation_error_message=_(
                    "Un témoignage ne se publie qu’avec l’accord de son auteur."
                ),
            ),
            models.CheckConstraint(
                condition=Q(has_portrait_consent=False)
                | (~Q(portrait="") & ~Q(portrait_credit="")),
                name="cooperation_testimony_portrait_with_credit",
                violation_error_message=_(
                    "Pour publier une photographie, donnez le fichier et son crédit."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.function}, {self.organisation}".rstrip(", ")

    def is_published(self) -> bool:
        """Return whether the public may see it; the same rule as ``published()``."""
        about_public = self.action is None or self.action.is_published()
        return super().is_published() and self.has_consent and about_public

    @property
    def public_name(self) -> str:
        """The person's name where they agreed to it, else nothing."""
        return self.person_name if self.has_name_consent else ""

    @property
    def public_portrait(self) -> str:
        """The stored name of the photograph, shown with the name only."""
        is_shown = self.has_name_consent and self.has_portrait_consent
        return str(self.portrait) if is_shown else ""
