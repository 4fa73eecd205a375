"""Texts of an edition that comes with the site, for reports that were loaded before.

Only what nobody changed is replaced: a section whose texts are, word for word, ones
that came with the site at some time. The file of an edition lists their digests.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from surveys.models import Report, ReportPartner, ReportSection
from surveys.reports.editing import list_image_codes
from surveys.reports.fixtures import choose_texts, find_report_content
from surveys.reports.markup import find_prose_problems
from surveys.reports.section_history import save_section
from surveys.reports.snapshot_reader import SnapshotItem, get_report_snapshot

TEXTS = ("title_fr", "prose_fr", "title_en", "prose_en")


class ShippedState(TextChoices):
    """What becomes of a section of an edition that comes with the site."""

    NEW = "nouvelle", _("à ajouter")
    OLDER = "ancienne", _("à compléter")
    UNREADY = "relevé", _("attend un autre relevé")
    CHANGED = "changée", _("changée par l’équipe : elle reste comme elle est")
    SAME = "même", _("déjà à jour")


@dataclass(frozen=True)
class ShippedText:
    """A section as it comes with the site, beside the one of the report."""

    shipped: SnapshotItem
    section: ReportSection | None
    state: ShippedState

    @property
    def is_taken(self) -> bool:
        return self.state in {ShippedState.NEW, ShippedState.OLDER}

    @property
    def is_different(self) -> bool:
        return self.state != ShippedState.SAME


def compute_text_digest(texts: Iterable[str]) -> str:
    return hashlib.sha256("\n\0".join(texts).encode()).hexdigest()[:16]


def list_shipped_texts(report: Report) -> list[ShippedText]:
    """Return the sections that come with the site, in their order.

    Empty for a report that does not come with it. Sections are recognised by their
    kind, and by their order within it.
    """
    content = find_report_content(report.slug) if report.is_as_published else None
    if content is None:
        return []
    frozen, images = get_report_snapshot(report), list_image_codes(report)
    has_map = bool(frozen.get_items("carte"))
    known = set(content.get("known_texts", []))
    present = number_by_kind((one.kind, one) for one in report.sections.all())
    found = []
    for (kind, place), raw in number_by_kind(
        (one["kind"], one) for one in content["sections"]
    ).items():
        shipped = choose_texts(raw, has_map=has_map)
        section = present.get((kind, place))
        names = find_prose_problems(shipped["prose_fr"], frozen, images)
        state = compare_texts(shipped, section, known, is_ready=not names)
        found.append(ShippedText(shipped, section, state))
    return found


def number_by_kind(rows: Iterable[tuple[str, Any]]) -> dict[tuple[str, int], Any]:
    """Return rows by their kind and their number within it, in their order."""
    counted: Counter[str] = Counter()
    found = {}
    for kind, row in rows:
        counted[kind] += 1
        found[kind, counted[kind]] = row
    return found


def compare_texts(
    shipped: SnapshotItem,
    section: ReportSection | None,
    known: set[str],
    *,
    is_ready: bool,
) -> ShippedState:
    """Return what becomes of a section; ``known`` are digests of texts that came."""
    if section is not None:
        now = [getattr(section, name) for name in TEXTS]
        if now == [shipped[name] for name in TEXTS]:
            return ShippedState.SAME
        if compute_text_digest(now) not in known:
            return ShippedState.CHANGED
    if not is_ready:
        return ShippedState.UNREADY
    return ShippedState.OLDER if section else ShippedState.NEW


@transaction.atomic
def take_shipped_texts(report: Report) -> int:
    """Replace and add what nobody changed; return the number of sections.

    Who made the edition is named where nobody is. Earlier texts stay in the history.
    """
    Report.objects.select_for_update().get(pk=report.pk)
    texts = list_shipped_texts(report)
    rows = list(report.sections.all())
    place = 0
    for one in texts:
        if one.is_taken:
            rows = store_text(report, one, rows, place)
        if one.section in rows:
            place = rows.index(one.section) + 1
        elif one.is_taken:
            place += 1
    for position, row in enumerate(rows, start=1):
        row.position = position
    ReportSection.objects.bulk_update(rows, ["position"])
    name_shipped_partners(report)
    return sum(one.is_taken for one in texts)


def store_text(
    report: Report, one: ShippedText, rows: list[ReportSection], place: int
) -> list[ReportSection]:
    """Save a section; return the sections with it, a new one at its place."""
    texts = {name: one.shipped[name] for name in TEXTS}
    if one.section is None:
        made = ReportSection.objects.create(
            report=report,
            kind=one.shipped["kind"],
            is_hidden=one.shipped["is_hidden"],
            position=len(rows) + 1,
            **texts,
        )
        return [*rows[:place], made, *rows[place:]]
    row = rows[rows.index(one.section)]
    for name, text in texts.items():
        setattr(row, name, text)
    save_section(row, list(TEXTS))
    return rows


def name_shipped_partners(report: Report) -> None:
    content = find_report_content(report.slug) or {}
    if not report.partners.exists():
        ReportPartner.objects.bulk_create(
            ReportPartner(report=report, position=position, **partner)
            for position, partner in enumerate(content.get("partners", []), start=1)
        )
