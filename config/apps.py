"""App configuration of the admin site, and of what the whole site checks."""

from importlib import import_module

from django.apps import apps
from django.contrib.admin.apps import SimpleAdminConfig
from django.core.checks import Tags, register
from django.utils.module_loading import module_has_submodule

from config.checks import check_earlier_database


class PasserellesAdminConfig(SimpleAdminConfig):
    """Admin of every app but ``leaflet`` on the site's own ``AdminSite``.

    ``leaflet.admin`` imports GeoDjango, which needs GDAL; the site runs without it.
    """

    default_site = "config.admin_site.PasserellesAdminSite"

    def ready(self) -> None:
        super().ready()
        register(check_earlier_database, Tags.database)
        for app in apps.get_app_configs():
            if app.name != "leaflet" and module_has_submodule(app.module, "admin"):
                import_module(f"{app.name}.admin")
