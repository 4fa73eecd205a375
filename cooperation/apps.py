"""The directory: who cooperates with whom, where, on what, with whose money."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CooperationConfig(AppConfig):
    name = "cooperation"
    verbose_name = _("annuaire")
