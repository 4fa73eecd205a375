"""Reports to try things on."""

import datetime
from typing import Any

from surveys.models import Report, Wave
from surveys.reports import editing
from surveys.reports.fixtures import list_report_files, load_report
from tests import factories, worlds
from tests.surveys.factories import ReportPartnerFactory
from tests.surveys.results.filled import filled_wave


def begun(*, waves: list[Wave] | None = None, **fields: Any) -> Report:
    """Return a report with its first snapshot and its first texts, as a draft."""
    about = {
        "title_fr": "La coopération d’ici",
        "slug": "essai",
        "edition": datetime.date(2026, 11, 1),
    }
    return editing.create_report(Report(**about | fields), waves=waves or [], by=None)


def published(**fields: Any) -> Report:
    """Return a published report."""
    report = begun(**fields)
    editing.publish_report(report)
    return report


def edition_of_2022() -> Report:
    """Return the edition that comes with the site, with a map and a logo."""
    place = factories.PlaceFactory(name="Téra", lat=14.0, lng=0.75)
    department = factories.DepartmentFactory(code="74", name="Haute-Savoie")
    action = factories.ActionFactory(
        lead=factories.CollectivityFactory(
            name="Bonneville", department=department, lat=46.0, lng=6.4
        )
    )
    factories.LocationFactory(action=action, place=place, country=place.country)
    report, _is_new = load_report(list_report_files()[0])
    ReportPartnerFactory(report=report)
    return report


def report_of_survey() -> Report:
    """Return a published report that shows a wave beside a directory."""
    worlds.directory(8, 3)
    report = published(waves=[filled_wave(number=9)])
    ReportPartnerFactory(report=report)
    return report


PRINTED = {"edition": edition_of_2022, "survey": report_of_survey}
