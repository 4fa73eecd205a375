"""Other words for the choices of a search: "AEP" for water, "AURA" for a region."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from cooperation.enums import ActionStatus, AgreementKind, PartnerKind
from cooperation.models.collectivities import EPCI, Collectivity
from cooperation.models.common import (
    generated_name_key,
    known_choice_constraint,
    track_history,
)
from cooperation.models.funding import FundingWindow
from cooperation.models.geography import Country, Department, SubRegion
from cooperation.models.themes import Theme
from cooperation.text import normalize


class SynonymParam(models.TextChoices):
    """The search parameters that words may stand for."""

    THEME = "theme", _("thématique")
    WINDOW = "guichet", _("guichet de financement")
    COUNTRY = "pays", _("pays")
    SUB_REGION = "region", _("région du monde")
    DEPARTMENT = "departement", _("département")
    COLLECTIVITY = "collectivite", _("collectivité")
    EPCI = "epci", _("EPCI et ses communes")
    AGREEMENT_KIND = "type", _("type d’accord")
    STATUS = "statut", _("état")
    PARTNER_KIND = "nature", _("nature des partenaires")


# Where the values of a parameter are found: a table with its column, or a list.
VALUE_TABLES: dict[str, tuple[type[models.Model], str]] = {
    SynonymParam.THEME: (Theme, "code"),
    SynonymParam.WINDOW: (FundingWindow, "code"),
    SynonymParam.COUNTRY: (Country, "iso2__iexact"),
    SynonymParam.SUB_REGION: (SubRegion, "code"),
    SynonymParam.DEPARTMENT: (Department, "code__iexact"),
    SynonymParam.COLLECTIVITY: (Collectivity, "slug"),
    SynonymParam.EPCI: (EPCI, "slug"),
}
VALUE_LISTS: dict[str, list[str]] = {
    SynonymParam.AGREEMENT_KIND: AgreementKind.values,
    SynonymParam.STATUS: ActionStatus.values,
    SynonymParam.PARTNER_KIND: PartnerKind.values,
}


class SynonymQuerySet(models.QuerySet["Synonym"]):
    def of_param(self, param: str) -> "models.QuerySet[Synonym, tuple[str, str]]":
        """Return the texts and values of a parameter's synonyms."""
        return self.filter(param=param).values_list("text", "value")


class Synonym(models.Model):
    """A word or a few, and the choice of a search that they stand for.

    One text may stand for several values: "Maghreb", "Sahel". Spreadsheets are read by
    those of themes and windows too.
    """

    text = models.CharField(_("mot ou expression"), max_length=80)
    text_key = generated_name_key("text")
    param = models.CharField(_("critère"), max_length=12, choices=SynonymParam)
    value = models.CharField(
        _("valeur"),
        max_length=120,
        help_text=_(
            "Comme dans l’adresse d’une liste filtrée : eau_assainissement, ne, 74…"
        ),
    )
    history = track_history(excluded_fields=["text_key"])

    objects = SynonymQuerySet.as_manager()

    class Meta:
        verbose_name = _("autre mot")
        verbose_name_plural = _("autres mots de la recherche")
        ordering = ("text_key", "param", "value", "pk")
        indexes = [models.Index(fields=["text_key"])]
        constraints = [
            known_choice_constraint("param", SynonymParam),
            models.UniqueConstraint(
                fields=["text", "param", "value"],
                name="cooperation_synonym_once",
                violation_error_message=_("Ce mot est déjà noté."),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        """Refuse a text that nobody could search for, and a value that is unknown."""
        super().clean()
        if not normalize(self.text):
            raise ValidationError({"text": _("Écrivez au moins une lettre.")})
        if self.param in SynonymParam.values and not self.is_value_known():
            raise ValidationError(
                {
                    "value": _(
                        "Ce critère n’a pas cette valeur : reprenez-la de l’adresse "
                        "d’une liste filtrée."
                    )
                }
            )

    def is_value_known(self) -> bool:
        if self.param in VALUE_TABLES:
            model, column = VALUE_TABLES[self.param]
            return model._base_manager.filter(**{column: self.value}).exists()
        return self.value in VALUE_LISTS.get(self.param, ())
