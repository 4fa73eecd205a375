"""Waves and reports, in the search of staff."""

from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cooperation.curation.staff_search import SearchSource, find_by_words
from cooperation.text import Normalize
from surveys.models import Report, Wave

WAVE_FIELDS = ("own_name_key", "slug")
REPORT_FIELDS = ("own_title_key", "slug")


def list_search_sources(user: Any) -> list[SearchSource]:
    found = []
    if user.has_perm("surveys.change_wave"):
        found.append(build_wave_source())
    if user.has_perm("surveys.change_report"):
        found.append(build_report_source())
    return found


def build_wave_source() -> SearchSource:
    rows = Wave.objects.alias(own_name_key=Normalize("name"))
    return SearchSource(
        label=_("Enquêtes"),
        rows=rows,
        find=partial(find_by_words, rows, WAVE_FIELDS),
        fields=WAVE_FIELDS,
        get_url=lambda row: row.get_absolute_url(),
        list_url="",
    )


def build_report_source() -> SearchSource:
    rows = Report.objects.alias(own_title_key=Normalize("title_fr"))
    return SearchSource(
        label=_("États des lieux"),
        rows=rows,
        find=partial(find_by_words, rows, REPORT_FIELDS),
        fields=REPORT_FIELDS,
        get_url=lambda row: reverse("report_editing:write", args=[row.slug]),
        list_url="",
        hints=("get_publication_display",),
    )
