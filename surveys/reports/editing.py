"""What staff do with reports: create, edit, order, take snapshots, publish."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cooperation.enums import Publication
from surveys.models import Report, ReportSection, SectionKind, Snapshot, Wave
from surveys.reports.default_text import build_first_sections
from surveys.reports.markup import find_prose_problems
from surveys.reports.section_history import save_section
from surveys.reports.snapshot_builder import build_snapshot, compute_digest
from surveys.reports.snapshot_reader import (
    SnapshotItem,
    SnapshotReader,
    get_report_snapshot,
)
from surveys.results.publication import check_no_subtraction


@transaction.atomic
def create_report(report: Report, *, waves: list[Wave], by: User | None) -> Report:
    """Save a new report with its waves, a snapshot and a first text to correct."""
    check_waves_not_mixed(report, waves)
    report.created_by = by
    report.save()
    report.waves.set(waves)
    snapshot = create_snapshot(report, by=by)
    ReportSection.objects.bulk_create(
        build_first_sections(report, SnapshotReader(snapshot.data))
    )
    return report


def check_waves_not_mixed(report: Report, waves: list[Wave]) -> None:
    """Raise ValidationError for sample answers beside real ones.

    A constraint of the database forbids it too.
    """
    if any(wave.is_demonstration != report.is_demonstration for wave in waves):
        raise ValidationError(
            _(
                "Une enquête de démonstration ne va que dans un état des lieux de "
                "démonstration, et celui-ci ne prend qu’elle."
            )
        )


@transaction.atomic
def update_report(report: Report, *, waves: list[Wave]) -> None:
    """Save the title, the scope and the waves; the figures do not change."""
    check_waves_not_mixed(report, waves)
    report.waves.set(waves)
    report.save()


@transaction.atomic
def create_snapshot(report: Report, *, by: User | None) -> Snapshot:
    """Take a new snapshot, and show it unless the report is published.

    Old ones are kept. Raise ValidationError for a report of figures as published.
    """
    if report.is_as_published:
        raise ValidationError(
            _("Ces chiffres sont repris tels que publiés : ils ne se relèvent pas.")
        )
    return save_snapshot(report, build_snapshot(report), by=by)


def save_snapshot(report: Report, data: SnapshotItem, *, by: User | None) -> Snapshot:
    """Save a snapshot under the next number; show it unless the report is published."""
    Report.objects.select_for_update().get(pk=report.pk)
    last = report.snapshots.aggregate(last=Max("number"))["last"] or 0
    snapshot = Snapshot.objects.create(
        report=report,
        number=last + 1,
        taken_at=timezone.now(),
        taken_by=by,
        data=data,
        digest=compute_digest(data),
    )
    if not report.is_published():
        set_shown_snapshot(report, snapshot)
    return snapshot


@transaction.atomic
def set_shown_snapshot(report: Report, snapshot: Snapshot) -> None:
    """Make a report show another of its snapshots.

    Raise ValidationError if it is published.
    """
    if report.is_published():
        raise ValidationError(
            _("Retirez d’abord la publication : un relevé publié ne se remplace pas.")
        )
    report.snapshot = snapshot
    report.save(update_fields=["snapshot", "updated_at"])


@transaction.atomic
def add_section(report: Report, kind: str) -> ReportSection:
    last = report.sections.aggregate(last=Max("position"))["last"] or 0
    label = str(SectionKind(kind).label)
    return ReportSection.objects.create(
        report=report,
        kind=kind,
        position=last + 1,
        title_fr=label[:1].upper() + label[1:],
    )


@transaction.atomic
def move_section(section: ReportSection, steps: int) -> None:
    """Move a section by ``steps`` positions, up if negative."""
    Report.objects.select_for_update().get(pk=section.report_id)
    rows = list(ReportSection.objects.filter(report=section.report_id))
    here = [row.pk for row in rows].index(section.pk)
    there = min(max(here + steps, 0), len(rows) - 1)
    rows.insert(there, rows.pop(here))
    for position, row in enumerate(rows, start=1):
        row.position = position
    ReportSection.objects.bulk_update(rows, ["position"])


def set_section_hidden(section: ReportSection, is_hidden: bool) -> None:
    section.is_hidden = is_hidden
    save_section(section, ["is_hidden"])


def find_section_problems(report: Report) -> dict[int, list[str]]:
    """Return the problems of each shown section, by its key."""
    frozen = get_report_snapshot(report)
    images = list_image_codes(report)
    found = {
        section.pk: [
            *find_prose_problems(section.prose_fr, frozen, images),
            *find_prose_problems(section.prose_en, frozen, images),
        ]
        for section in report.sections.filter(is_hidden=False)
    }
    return {key: problems for key, problems in found.items() if problems}


def list_image_codes(report: Report) -> set[str]:
    return set(report.images.values_list("code", flat=True))


@transaction.atomic
def publish_report(report: Report) -> None:
    """Publish a report.

    Raise ValidationError without snapshot, without a shown section, if a text names
    what the snapshot does not have, if it has nothing of a chosen wave, or if it would
    show the answers of few beside another that is published.
    """
    if report.snapshot is None:
        raise ValidationError(_("Prenez un relevé des chiffres avant de publier."))
    if find_section_problems(report):
        raise ValidationError(
            _("Corrigez d’abord les sections signalées : un nom y est inconnu.")
        )
    if not report.sections.filter(is_hidden=False).exists():
        raise ValidationError(_("Montrez au moins une section avant de publier."))
    if lacking := list_lacking_waves(report):
        raise ValidationError(
            _(
                "Le relevé montré n’a rien de : %(waves)s. Rendez leurs résultats "
                "publics et prenez un nouveau relevé, ou décochez ces enquêtes."
            )
            % {"waves": ", ".join(f"« {wave} »" for wave in lacking)}
        )
    check_no_subtraction(report.snapshot)
    Snapshot.objects.filter(pk=report.snapshot.pk).update(was_published=True)
    set_publication(report, Publication.PUBLISHED)


def list_lacking_waves(report: Report) -> list[Wave]:
    """Return the waves of a report of which the shown snapshot has nothing."""
    if report.is_demonstration or report.is_as_published or report.snapshot is None:
        return []
    taken = report.snapshot.data.get("responses", {})
    return [wave for wave in report.waves.all() if wave.slug not in taken]


def set_publication(report: Report, publication: Publication) -> None:
    report.publication = publication
    report.save(update_fields=["publication", "updated_at"])
