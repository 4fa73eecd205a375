"""App configuration of the admin site."""

from django.contrib.admin.apps import AdminConfig


class PasserellesAdminConfig(AdminConfig):
    """Admin of every app on the site's own ``AdminSite``."""

    default_site = "config.admin_site.PasserellesAdminSite"
