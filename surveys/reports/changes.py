"""What changed since the previous report on a subject, and between two waves."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from cooperation.enums import Publication
from cooperation.stats.catalogue import PERCENT
from surveys.models import Report
from surveys.reports.snapshot_reader import SnapshotItem, SnapshotReader
from surveys.reports.translations import TranslatedText, build_translations


def build_change_since_last_report(
    report: Report, data: SnapshotItem
) -> SnapshotItem | None:
    """Return a table of figures before and now; None without an earlier report."""
    earlier = (
        Report.objects.with_snapshot()
        .filter(
            publication=Publication.PUBLISHED,
            is_demonstration=False,
            is_as_published=False,
            selection=report.selection,
            edition__lt=report.edition,
        )
        .exclude(pk=report.pk)
        .latest_first()
        .first()
    )
    if earlier is None or earlier.snapshot is None:
        return None
    before = SnapshotReader(earlier.snapshot.data)
    rows = list(iter_compared_figures(before, data))
    words = _("Avant : « %(title)s », relevé du %(day)s.")
    about = {"title": earlier.title_fr, "day": before.day}
    return build_change_table(
        build_translations(lambda: _("Ce qui a changé")), words % about, rows
    )


def iter_compared_figures(
    before: SnapshotReader, data: SnapshotItem
) -> Iterator[SnapshotItem]:
    """Yield a row for each directory figure that both snapshots count alike."""
    for code, figure in data["figures"].items():
        old = before.get("chiffre", code)
        if old and old.get("query") == figure["query"] and not figure["unit"]:
            yield build_change_row(code, figure["title"], figure["value"], old["value"])


def build_wave_change_tables(
    newer: SnapshotItem, older: SnapshotItem, names: tuple[str, str]
) -> dict[str, SnapshotItem]:
    """Return a table of shares for each question that both waves asked alike."""
    found = {}
    for code, table in newer.items():
        past = {one["code"]: one for one in older.get(code, {}).get("rows", [])}
        rows = [
            build_change_row(
                one["code"], one["label"], one["share"], past[one["code"]]["share"]
            )
            for one in table["rows"]
            if one["code"] in past
            and is_share_shown(one)
            and is_share_shown(past[one["code"]])
        ]
        if rows:
            words = _(
                "Parts de %(newer)s, et avant, de %(older)s, toutes réponses "
                "confondues : les collectivités qui ont répondu ne sont pas "
                "toutes les mêmes."
            )
            about = {"newer": names[0], "older": names[1]}
            made = build_change_table(table["title"], words % about, rows, PERCENT)
            found[f"evolution_{code}"] = made
    return found


def is_share_shown(one: SnapshotItem) -> bool:
    return one.get("share") is not None and not one.get("is_hidden")


def build_change_row(
    code: str, label: TranslatedText, now: Any, then: Any
) -> SnapshotItem:
    return {
        "code": code,
        "label": label,
        "value": now,
        "before": then,
        "query": None,
        "address": "",
    }


def build_change_table(
    title: TranslatedText, meaning: Any, rows: list[SnapshotItem], unit: str = ""
) -> SnapshotItem:
    return {
        "title": title,
        "unit": unit,
        "query": None,
        "meaning": build_translations(lambda: meaning),
        "address": "",
        "rows": rows,
    }
