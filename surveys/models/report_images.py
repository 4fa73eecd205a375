"""Pictures that staff put into a report."""

from django.core.validators import FileExtensionValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cooperation.models.media import random_file_name
from cooperation.text import get_translated_text
from surveys.models.reports import Report


def get_image_path(_image: "ReportImage", filename: str) -> str:
    return random_file_name("etats-des-lieux", filename)


class ReportImage(models.Model):
    """A picture that the texts of a report show by its name."""

    report = models.ForeignKey(
        Report,
        models.CASCADE,
        verbose_name=_("état des lieux"),
        related_name="images",
    )
    code = models.SlugField(
        _("nom"),
        max_length=60,
        help_text=_("Ce que le texte écrit pour la montrer : {{image:nom}}."),
        validators=[
            RegexValidator(
                r"^[a-z0-9-]+$",
                _("Des lettres minuscules sans accent, des chiffres, des tirets."),
            )
        ],
    )
    file = models.ImageField(
        _("image"),
        upload_to=get_image_path,
        max_length=300,
        width_field="width",
        height_field="height",
        validators=[FileExtensionValidator(["jpg", "jpeg", "png", "webp"])],
    )
    width = models.PositiveIntegerField(_("largeur"), default=0, editable=False)
    height = models.PositiveIntegerField(_("hauteur"), default=0, editable=False)
    alt_fr = models.CharField(
        _("texte de remplacement"),
        max_length=300,
        help_text=_("Ce que l’image montre, pour qui ne la voit pas."),
    )
    alt_en = models.CharField(
        _("texte de remplacement en anglais"), max_length=300, blank=True
    )
    credit = models.CharField(
        _("crédit"), max_length=200, help_text=_("Qui l’a prise ou dessinée.")
    )
    caption_fr = models.CharField(_("légende"), max_length=300, blank=True)
    caption_en = models.CharField(_("légende en anglais"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("image d’état des lieux")
        verbose_name_plural = _("images d’état des lieux")
        ordering = ("report", "code", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "code"],
                name="surveys_reportimage_once",
                violation_error_message=_("Une autre image porte déjà ce nom."),
            ),
            models.CheckConstraint(
                condition=~Q(alt_fr="") & ~Q(credit=""),
                name="surveys_reportimage_alt_and_credit",
                violation_error_message=_(
                    "Une image demande un texte de remplacement et un crédit."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("reports:image", args=[self.report.slug, self.code])

    @property
    def mark(self) -> str:
        """How a text shows it."""
        return f"{{{{image:{self.code}}}}}"

    @property
    def alt(self) -> str:
        return get_translated_text(self.alt_fr, self.alt_en)

    @property
    def caption(self) -> str:
        return get_translated_text(self.caption_fr, self.caption_en)
