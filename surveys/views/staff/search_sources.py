"""Waves and reports, in the search of staff."""

from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from cooperation.curation.staff_search import SearchSource, find_by_words
from cooperation.text import Normalize
from surveys.models import Report, Wave

WAVE_FIELDS = ("own_name_key", "slug")
REPORT_FIELDS = ("own_title_key", "slug")


def list_search_sources(user: Any) -> list[SearchSource]:
    found = []
    if user.has_perm("surveys.view_wave"):
        found.append(build_wave_source())
    if user.has_perm("surveys.view_report"):
        found.append(build_report_source(user.has_perm("surveys.change_report")))
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


def build_report_source(may_write: bool) -> SearchSource:
    rows = Report.objects.alias(own_title_key=Normalize("title_fr"))
    if not may_write:  # the page of a draft shows its snapshot
        rows = rows.filter(snapshot__isnull=False)
    return SearchSource(
        label=_("États des lieux"),
        rows=rows,
        find=partial(find_by_words, rows, REPORT_FIELDS),
        fields=REPORT_FIELDS,
        get_url=lambda row: row.get_edit_url() if may_write else row.get_absolute_url(),
        list_url="",
        hints=("get_publication_display",),
    )
