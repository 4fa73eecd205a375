"""The staff's admin site."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class PasserellesAdminSite(AdminSite):
    """Django's admin under the site's name."""

    site_header = site_title = _("Passerelles, gestion")
    index_title = _("Gestion du répertoire")


class PasserellesAdminConfig(AdminConfig):
    """Stock admin of every app, on the site's own ``AdminSite``."""

    default_site = "config.admin.PasserellesAdminSite"
