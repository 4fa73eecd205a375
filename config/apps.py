"""App configuration of the admin site, and of what the whole site checks."""

from django.contrib.admin.apps import AdminConfig
from django.core.checks import Tags, register

from config.checks import check_earlier_database


class PasserellesAdminConfig(AdminConfig):
    """Admin of every app on the site's own ``AdminSite``."""

    default_site = "config.admin_site.PasserellesAdminSite"

    def ready(self) -> None:
        super().ready()
        register(check_earlier_database, Tags.database)
