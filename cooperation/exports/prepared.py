"""Exports that take long: a worker makes the file, and a page says when it is there.

The file stands in the database: every node has it, and it goes with its row.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.http import QueryDict
from django.utils import translation
from django_tasks import TaskContext, TaskResultStatus, task
from django_tasks.base import Task

from cooperation.columns.actions import ACTION_DATASET
from cooperation.columns.agreements import AGREEMENT_DATASET
from cooperation.columns.datasets import Dataset, list_keys
from cooperation.columns.directory import (
    COLLECTIVITY_DATASET,
    COUNTRY_DATASET,
    PARTNER_DATASET,
)
from cooperation.exports.xlsx_stream import stream_xlsx
from cooperation.models import PreparedFile
from cooperation.search.directory_filters import (
    CollectivityFilterSet,
    CountryFilterSet,
    PartnerFilterSet,
)
from cooperation.search.filters import ActionFilterSet, AgreementFilterSet
from cooperation.search.filterset import SearchFilterSet
from cooperation.web.jobs import (
    JobProgress,
    get_job,
    is_lost,
    is_worker_running,
    track_progress,
)

Row = TypeVar("Row")
# Counts the rows that pass, and passes them on.
RowCounter = Callable[[Iterable[Any]], Iterator[Any]]

# A second of a processor, measured (docs/exports.md): more rows are for a worker.
MAX_ROWS_AT_ONCE = 2_000
ROWS_PER_STEP = 500
# Beyond, the oldest files make room.
MAX_KEPT_FILES = 100
# Imports and mails go first.
PRIORITY = -10
PUBLIC_DATASETS: dict[str, tuple[Dataset, type[SearchFilterSet]]] = {
    ACTION_DATASET.name: (ACTION_DATASET, ActionFilterSet),
    AGREEMENT_DATASET.name: (AGREEMENT_DATASET, AgreementFilterSet),
    COLLECTIVITY_DATASET.name: (COLLECTIVITY_DATASET, CollectivityFilterSet),
    PARTNER_DATASET.name: (PARTNER_DATASET, PartnerFilterSet),
    COUNTRY_DATASET.name: (COUNTRY_DATASET, CountryFilterSet),
}


def is_for_worker(rows: int, most: int = MAX_ROWS_AT_ONCE) -> bool:
    """Return whether a worker is to make a file of so many rows; one must be there."""
    return rows > most and is_worker_running()


def prepare_file(task: Task[[int], None], request: Any, **fields: Any) -> PreparedFile:
    """Have a worker make a file, or return the one that was asked for already.

    ``request`` is what the task needs; ``fields`` are those of the row: name,
    content_type, back_url, steps, owner.
    """
    owner = fields.get("owner")
    asked = [task.func.__name__, request, fields["name"], owner.pk if owner else None]
    fingerprint = sha256(json.dumps(asked).encode()).hexdigest()
    known = PreparedFile.objects.filter(fingerprint=fingerprint).without_content()
    for file in known:
        if not is_given_up(file):
            return file
    with transaction.atomic():
        file = PreparedFile.objects.create(
            fingerprint=fingerprint, request=request, **fields
        )
        file.job = UUID(task.enqueue(file.pk).id)
        file.save(update_fields=["job"])
    PreparedFile.objects.keep_newest(MAX_KEPT_FILES)
    return file


def is_given_up(file: PreparedFile) -> bool:
    """Return whether a file, read without its content, will never be there."""
    if file.is_there:
        return False
    job = get_job(file)
    if job is None or is_lost(job):
        return True
    return job.status not in (TaskResultStatus.READY, TaskResultStatus.RUNNING)


# By a worker --------------------------------------------------------------------------


@task(takes_context=True, priority=PRIORITY)
def prepare_public_export(context: TaskContext, key: int) -> None:
    """Make the workbook of a selection of the public."""
    file = get_file_of_job(context, key)
    if file is None:
        return
    language = file.request["language"]
    dataset, filters = PUBLIC_DATASETS[file.request["dataset"]]
    with translation.override(language):
        keys = list_keys(filters(QueryDict(file.request["query"])).qs)
        write_content(file, lambda count: stream_xlsx(dataset, keys, language, count))


def get_file_of_job(context: TaskContext, key: int) -> PreparedFile | None:
    """Return the file that a job is to make, unless it is gone."""
    rows = PreparedFile.objects.filter(pk=key, job=context.task_result.id)
    return rows.first()


def write_content(
    file: PreparedFile, make: Callable[[RowCounter], Iterable[bytes]]
) -> None:
    """Make a file of the pieces of ``make``, which passes its rows by a counter."""
    with track_progress(file) as progress:
        content = b"".join(make(lambda rows: count_rows(rows, progress)))
    PreparedFile.objects.filter(pk=file.pk).update(content=content)


def count_rows(rows: Iterable[Row], progress: JobProgress) -> Iterator[Row]:
    for number, row in enumerate(rows, start=1):
        yield row
        if number % ROWS_PER_STEP == 0:
            progress.advance(ROWS_PER_STEP)
