"""Who made a report: the operator and its partners, with their logos."""

from django.db import models
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cooperation.models.common import known_choice_constraint
from cooperation.models.media import random_file_name
from surveys.models.reports import Report


class PartnerRole(TextChoices):
    """Part that an organisation has in a report, in the order of print."""

    OPERATOR = "operateur", _("a réalisé l’état des lieux")
    PARTNER = "partenaire", _("y a pris part")
    FUNDER = "financeur", _("l’a financé")


def logo_path(_partner: "ReportPartner", filename: str) -> str:
    return random_file_name("logos", filename)


class ReportPartner(models.Model):
    """An organisation that a report names, by its logo where there is one."""

    report = models.ForeignKey(
        Report,
        models.CASCADE,
        verbose_name=_("état des lieux"),
        related_name="partners",
    )
    role = models.CharField(
        _("rôle"), max_length=10, choices=PartnerRole, default=PartnerRole.PARTNER
    )
    name = models.CharField(_("nom"), max_length=150)
    url = models.URLField(_("adresse du site"), max_length=300, blank=True)
    logo = models.ImageField(_("logo"), upload_to=logo_path, max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)

    class Meta:
        verbose_name = _("partenaire d’état des lieux")
        verbose_name_plural = _("partenaires d’état des lieux")
        ordering = ("report", "position", "pk")
        constraints = [
            known_choice_constraint("role", PartnerRole),
            models.UniqueConstraint(
                fields=["report", "name"],
                name="surveys_reportpartner_once",
                violation_error_message=_("Cet organisme est déjà dans la liste."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
