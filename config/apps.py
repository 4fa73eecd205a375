"""App configurations: the site as a whole, and its admin."""

from importlib import import_module

from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib.admin.apps import SimpleAdminConfig
from django.core.checks import Tags, register
from django.utils.module_loading import module_has_submodule

from config.checks import SETTINGS_TAG, check_earlier_database, check_settings


class SiteConfig(AppConfig):
    """What belongs to no app: checks at the start, commands of whoever runs it."""

    name = "config"

    def ready(self) -> None:
        register(check_earlier_database, Tags.database)
        register(check_settings, SETTINGS_TAG)
        # It names what the apps do: they are there by now.
        from config.help_pages import HELP_PAGES  # noqa: PLC0415
        from config.periodic_jobs import register_jobs  # noqa: PLC0415
        from cooperation.web.help import register_help  # noqa: PLC0415
        from cooperation.web.page_cache import BEFORE_READING  # noqa: PLC0415

        register_jobs()
        register_help(HELP_PAGES)
        if "replica" in settings.DATABASES:
            # A kept page is compared with the data of where it was read.
            BEFORE_READING.append(import_module("config.replica").choose_replica)
        if settings.METRICS_TOKEN:
            start_metrics()
        if settings.SENTRY_DSN:
            import_module("config.error_tracking").start_sending()


class PasserellesAdminConfig(SimpleAdminConfig):
    """Admin of every app but two on the site's own ``AdminSite``.

    That of ``leaflet`` imports GeoDjango, which needs GDAL; the site runs without it.
    Jobs have a page of their own, without keys and traces.
    """

    default_site = "config.admin_site.PasserellesAdminSite"

    def ready(self) -> None:
        super().ready()
        left_out = ("leaflet", "django_tasks_db")
        for app in apps.get_app_configs():
            if app.name not in left_out and module_has_submodule(app.module, "admin"):
                import_module(f"{app.name}.admin")


def start_metrics() -> None:
    metrics = import_module("config.metrics")
    metrics.start_counting()
    metrics.register_gauges(import_module("config.job_gauges").iter_job_gauges)
    if "replica" in settings.DATABASES:
        metrics.register_gauges(import_module("config.replica").iter_replica_gauges)
