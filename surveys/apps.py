"""Surveys of authorities: questionnaires, waves, answers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from cooperation.privacy import register
from surveys.register import LINES


class SurveysConfig(AppConfig):
    """The app of surveys."""

    name = "surveys"
    verbose_name = _("enquêtes")

    def ready(self) -> None:
        """Say what is kept of respondents."""
        register(*LINES)
