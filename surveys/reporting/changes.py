"""What changed since the previous report on a subject, and between two waves."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from cooperation.enums import Publication
from surveys.models import Report
from surveys.reporting.catalogue import PERCENT
from surveys.reporting.frozen import Frozen
from surveys.reporting.words import Words, in_each

Data = dict[str, Any]


def since_last_report(report: Report, data: Data) -> Data | None:
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
    before = Frozen(earlier.snapshot.data)
    rows = list(then_and_now(before, data))
    words = _("Avant : « %(title)s », relevé du %(day)s.")
    about = {"title": earlier.title_fr, "day": before.day}
    return changes(in_each(lambda: _("Ce qui a changé")), words % about, rows)


def then_and_now(before: Frozen, data: Data) -> Iterator[Data]:
    """Yield a row for each directory figure that both snapshots have."""
    for code, figure in data["figures"].items():
        old = before.get("chiffre", code)
        if old and old["source"] == figure["source"] and not figure["unit"]:
            yield row(code, figure["title"], figure["value"], old["value"])


def between_waves(newer: Data, older: Data, names: tuple[str, str]) -> dict[str, Data]:
    """Return a table of shares for each question that both waves asked alike."""
    found = {}
    for code, table in newer.items():
        past = {one["code"]: one for one in older.get(code, {}).get("rows", [])}
        rows = [
            row(one["code"], one["label"], one["share"], past[one["code"]]["share"])
            for one in table["rows"]
            if one["code"] in past and is_told(one) and is_told(past[one["code"]])
        ]
        if rows:
            words = _(
                "Parts de %(newer)s, et avant, de %(older)s, toutes réponses "
                "confondues : les collectivités qui ont répondu ne sont pas "
                "toutes les mêmes."
            )
            about = {"newer": names[0], "older": names[1]}
            made = changes(table["title"], words % about, rows, PERCENT)
            found[f"evolution_{code}"] = made
    return found


def is_told(one: Data) -> bool:
    return one.get("share") is not None and not one.get("is_hidden")


def row(code: str, label: Words, now: Any, then: Any) -> Data:
    return {
        "code": code,
        "label": label,
        "value": now,
        "before": then,
        "query": None,
        "address": "",
    }


def changes(title: Words, meaning: Any, rows: list[Data], unit: str = "") -> Data:
    return {
        "title": title,
        "unit": unit,
        "query": None,
        "meaning": in_each(lambda: meaning),
        "address": "",
        "rows": rows,
    }
