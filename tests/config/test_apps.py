"""The admin of every app, without GDAL and without the traces of jobs."""

import sys

from django.apps import apps
from django.utils.module_loading import module_has_submodule


def test_every_admin_is_imported_but_those_of_leaflet_and_of_jobs() -> None:
    with_admin = {
        f"{app.name}.admin"
        for app in apps.get_app_configs()
        if module_has_submodule(app.module, "admin")
    }

    assert with_admin - sys.modules.keys() == {
        "django_tasks_db.admin",
        "leaflet.admin",
    }


def test_geodjango_is_never_imported() -> None:
    assert [name for name in sys.modules if name.startswith("django.contrib.gis")] == []
