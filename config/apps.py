"""How the staff's admin is put in place."""

from django.contrib.admin.apps import AdminConfig


class PasserellesAdminConfig(AdminConfig):
    """Stock admin of every app, on the site's own ``AdminSite``."""

    default_site = "config.admin.PasserellesAdminSite"
