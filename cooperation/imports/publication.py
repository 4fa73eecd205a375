"""New entries of an import: published by it or left drafts, published afterwards."""

from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, F, Func, Q, QuerySet
from django.utils.translation import gettext as _
from django_tasks import TaskContext, task

from cooperation.columns.worksheets import WORKSHEETS
from cooperation.db import analyze_tables, iter_batches, without_timeouts
from cooperation.enums import ImportState, Publication
from cooperation.imports.jobs import (
    MAX_LINES_IN_REQUEST,
    BatchError,
    acquire_import_lock,
    enqueue_job,
    get_batch_of_job,
    get_person,
    mark_at_work,
    run_marked,
)
from cooperation.models import ImportBatch, ImportChange
from cooperation.search.fulltext import defer_search_vectors
from cooperation.spreadsheets.resources.results import RowWrite
from cooperation.spreadsheets.writing.tables import get_table_schema
from cooperation.spreadsheets.writing.writer import PlanWriter

ENTRY_WORKSHEETS = ("actions", "accords", "annuaire_partenaires")
PUBLISHED_WORKSHEETS = ("actions", "accords")
PUBLISH_CHUNK_SIZE = 500


def choose_publication(batch: ImportBatch, *, publishes: bool) -> None:
    """Set whether the new entries of a pending batch will be published.

    No line is planned again: a plan is the same for drafts.
    """
    pending = ImportBatch.objects.filter(pk=batch.pk, state__in=ImportState.PENDING)
    if not pending.update(publishes_new=publishes):
        raise BatchError(_("Cet import est déjà terminé."))


def list_made_keys(batch: int, code: str) -> QuerySet[Any, Any]:
    """Return the keys of the rows of a worksheet that a batch made."""
    made = ImportChange.objects.filter(batch=batch, table=code, key=None).order_by()
    unnest = Func(F("created"), function="unnest", output_field=BigIntegerField())
    return made.values_list(unnest, flat=True)


def build_import_condition(batch: int, code: str) -> Q:
    """Return the condition that a batch made or changed a row of a worksheet."""
    changed = ImportChange.objects.filter(batch=batch, table=code, key__isnull=False)
    keys = changed.order_by().values("key")
    return Q(pk__in=list_made_keys(batch, code)) | Q(pk__in=keys)


def count_entries(batch: ImportBatch) -> list[tuple[str, int]]:
    """Return how many entries of each worksheet a batch made or changed, if any."""
    counted = [
        (code, WORKSHEETS[code].rows().filter(build_import_condition(batch.pk, code)))
        for code in ENTRY_WORKSHEETS
    ]
    return [(code, number) for code, rows in counted if (number := rows.count())]


def list_drafts(batch: ImportBatch, code: str) -> QuerySet[Any]:
    """Return the entries of a worksheet that a batch made and that are still drafts."""
    rows = WORKSHEETS[code].rows().filter(pk__in=list_made_keys(batch.pk, code))
    return rows.filter(publication=Publication.DRAFT).order_by("pk")


def count_drafts(batch: ImportBatch) -> int:
    if batch.state != ImportState.APPLIED:
        return 0
    return sum(list_drafts(batch, code).count() for code in PUBLISHED_WORKSHEETS)


def start_publication(batch: ImportBatch, *, by: Any) -> int | None:
    """Publish few drafts at once and return how many; have a worker publish many."""
    if count_drafts(batch) <= MAX_LINES_IN_REQUEST:
        return publish_drafts(batch, by=by)
    with transaction.atomic():
        mark_at_work(batch, ImportState.PUBLISHING, [ImportState.APPLIED])
        enqueue_job(batch, publish_import, by)
    return None


@task(takes_context=True)
def publish_import(context: TaskContext, batch: int, by: int | None) -> None:
    """Publish the drafts of a batch that is marked so."""
    held = get_batch_of_job(context, batch)
    if held:
        run_marked(held, lambda: publish_drafts(held, by=get_person(by), begun=True))


@transaction.atomic
def publish_drafts(batch: ImportBatch, *, by: Any, begun: bool = False) -> int:
    """Publish what a batch made and is still a draft; return how many entries.

    It is written as a part of the batch, whose undoing takes it back too.
    """
    acquire_import_lock()
    without_timeouts()
    held = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if held.state != (ImportState.PUBLISHING if begun else ImportState.APPLIED):
        raise BatchError(_("Cet import n’est pas appliqué : rien n’est publié."))
    writer = PlanWriter(held, by)
    number = 0
    with defer_search_vectors(writer.touched):
        for code in PUBLISHED_WORKSHEETS:
            rows = list_drafts(held, code).select_for_update(of=("self",), no_key=True)
            keys = list(rows.values_list("pk", flat=True))
            number += len(keys)
            for some in iter_batches(keys, PUBLISH_CHUNK_SIZE):
                values = {"publication": Publication.PUBLISHED.value}
                writes = [RowWrite(code, "change", key, values) for key in some]
                writer.change(code, get_table_schema(code), writes)
    if number > MAX_LINES_IN_REQUEST:
        analyze_tables()
    ImportBatch.objects.filter(pk=batch.pk).update(
        state=ImportState.APPLIED, job=None, problem=""
    )
    return number
