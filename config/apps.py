"""App configuration of the admin site."""

from importlib import import_module

from django.apps import apps
from django.contrib.admin.apps import SimpleAdminConfig
from django.utils.module_loading import module_has_submodule


class PasserellesAdminConfig(SimpleAdminConfig):
    """Admin of every app but ``leaflet`` on the site's own ``AdminSite``.

    ``leaflet.admin`` imports GeoDjango, which needs GDAL; the site runs without it.
    """

    default_site = "config.admin_site.PasserellesAdminSite"

    def ready(self) -> None:
        super().ready()
        for app in apps.get_app_configs():
            if app.name != "leaflet" and module_has_submodule(app.module, "admin"):
                import_module(f"{app.name}.admin")
