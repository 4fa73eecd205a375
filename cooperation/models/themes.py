"""Themes and goals of the directory's entries."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cooperation.models.common import Bilingual, track_history


class Goal(Bilingual):
    """One of the 17 sustainable development goals (United Nations, 2015)."""

    number = models.PositiveSmallIntegerField(_("numéro"), primary_key=True)

    class Meta:
        verbose_name = _("objectif de développement durable")
        verbose_name_plural = _("objectifs de développement durable")
        ordering = ("number",)
        constraints = [
            models.CheckConstraint(
                condition=Q(number__range=(1, 17)),
                name="cooperation_goal_number_in_range",
                violation_error_message=_("Les ODD vont de 1 à 17."),
            )
        ]


class Theme(Bilingual):
    """A subject of cooperation, with its sector codes of the OECD's DAC."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    dac_codes = ArrayField(
        models.CharField(max_length=5), verbose_name=_("codes CAD"), default=list
    )
    goals = models.ManyToManyField(
        Goal, verbose_name=_("ODD servis"), related_name="themes", blank=True
    )
    history = track_history()

    class Meta:
        verbose_name = _("thématique")
        verbose_name_plural = _("thématiques")
        ordering = ("name_fr", "pk")
