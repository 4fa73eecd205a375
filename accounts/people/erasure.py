"""Where an e-mail address stands in the database, and its erasure, account or none.

Every text of every table is searched, history included, so that a new field needs no
line here. A row that must have an address goes with it; in other rows the address is
taken out and the rest stays. Sessions and files that wait to be imported hold texts
that no query reads: they are opened, and go with the address.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, models, transaction
from django.db.models import Q
from django.db.models.functions import Cast
from django.db.models.functions.text import Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from cooperation.imports.pending_files import holds_text, iter_folders, open_folder
from cooperation.imports.upload import discard_folder
from cooperation.models import ImportBatch

ERASED = "[adresse effacée]"
# Rows of which nothing is left to keep without the address; apps add theirs.
DELETED_TABLES = {"accounts.AccessRequest", "account.EmailAddress"}
# Who took named answers away is kept for as long as the register says.
KEPT_TABLES = {"surveys.AnswerExport"}
# Large, and of numbers only.
OUTLINE = "outline"
TEXTS = (models.CharField, models.TextField, models.JSONField, ArrayField)


@dataclass(frozen=True)
class Place:
    """Fields of a row that hold an address, and what becomes of them.

    Of a file that waits to be imported, ``key`` is the name of its folder.
    """

    table: type[models.Model]
    key: Any
    fields: tuple[str, ...]
    outcome: Any

    def __str__(self) -> str:
        if self.outcome == DISCARDED:
            return str(_("fichier à importer (%s) : abandonné et effacé") % self.key)
        names = ", ".join(
            str(getattr(self.table._meta.get_field(name), "verbose_name", name))
            for name in self.fields
        )
        title = f"{self.table._meta.verbose_name} {self.key}"
        return f"{title} ({names}) : {self.outcome}"


DELETED = gettext_lazy("supprimé")
CLEARED = gettext_lazy("l’adresse est effacée, le reste est gardé")
DISCARDED = gettext_lazy("abandonné et effacé")
KEPT = gettext_lazy("gardé jusqu’au terme annoncé")
CLOSED = gettext_lazy("le compte est effacé")
REFUSED = gettext_lazy("ne change plus (publié) : à traiter à la main")


def find_address(address: str) -> list[Place]:
    """Return where an address stands, and what erasing it would do there."""
    with transaction.atomic():
        lift_time_limit()
        found = list(iter_places(address))
    return found


def iter_places(address: str) -> Iterator[Place]:
    pattern = compile_address(address)
    for table in list_searched_tables():
        names = list_text_fields(table)
        for row in search_table(table, names, address):
            held = tuple(name for name in names if pattern.search(write_out(row[name])))
            if held:
                yield Place(table, row["pk"], held, choose_outcome(table, held))
    yield from iter_sessions(pattern)
    yield from iter_pending_files(address)


def iter_sessions(pattern: re.Pattern[str]) -> Iterator[Place]:
    """Yield the sessions that hold an address: of a login that was begun, say."""
    for session in Session.objects.order_by("pk").iterator():
        if pattern.search(write_out(session.get_decoded())):
            yield Place(Session, session.pk, ("session_data",), DELETED)


def iter_pending_files(address: str) -> Iterator[Place]:
    """Yield the files that wait to be imported and hold an address."""
    for name in iter_folders():
        with open_folder(name) as folder:
            is_held = any(holds_text(path, address) for path in folder.iterdir())
        if is_held:
            yield Place(ImportBatch, name, ("path",), DISCARDED)


def lift_time_limit() -> None:
    """Let this transaction take its time: whole tables are read."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")


def compile_address(address: str) -> re.Pattern[str]:
    """Return what finds an address that is not a part of a longer one."""
    inside = r"(?<![\w.+%-])" + re.escape(address) + r"(?![\w-]|\.\w)"
    return re.compile(inside, re.IGNORECASE)


def list_searched_tables() -> list[type[models.Model]]:
    """Return all tables, those of history and between others included."""
    every = apps.get_models(include_auto_created=True)
    return [table for table in every if table._meta.managed and not table._meta.proxy]


def list_text_fields(table: type[models.Model]) -> list[str]:
    return [
        field.name
        for field in table._meta.local_concrete_fields
        if isinstance(field, TEXTS) and not field.primary_key and field.name != OUTLINE
    ]


def search_table(
    table: type[models.Model], names: list[str], address: str
) -> Iterator[dict[str, Any]]:
    if not names:
        return
    found = Q()
    texts = {}
    for number, name in enumerate(names):
        texts[f"text_{number}"] = Lower(Cast(name, models.TextField()))
        found |= Q(**{f"text_{number}__contains": address.lower()})
    rows = table._base_manager.alias(**texts).filter(found).order_by("pk")
    yield from rows.values("pk", *names).iterator()


def write_out(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False, default=str)


def choose_outcome(table: type[models.Model], names: tuple[str, ...]) -> Any:
    label = table._meta.label
    if label == User._meta.label:
        return CLOSED
    if label in KEPT_TABLES:
        return KEPT
    if label in DELETED_TABLES or any(is_needed(table, name) for name in names):
        return DELETED
    return CLEARED


def is_needed(table: type[models.Model], name: str) -> bool:
    """Return whether a row cannot be without this address."""
    field = table._meta.get_field(name)
    return isinstance(field, models.EmailField) and not (field.blank or field.null)


# Erasing --------------------------------------------------------------------------


@transaction.atomic
def erase_address(address: str) -> list[Place]:
    """Erase an address wherever it stands but in accounts; return what was done."""
    lift_time_limit()
    pattern = compile_address(address)
    done = [
        erase_place(place, pattern)
        for place in list(iter_places(address))
        if place.outcome != CLOSED
    ]
    return done


def erase_place(place: Place, pattern: re.Pattern[str]) -> Place:
    """Do what is said; a row that the database keeps as it is is told instead."""
    rows = place.table._base_manager.filter(
        pk=None if place.outcome == DISCARDED else place.key
    )
    try:
        with transaction.atomic():
            if place.outcome == DISCARDED:
                discard_folder(place.key)
            elif place.outcome == DELETED:
                rows.delete()
            elif place.outcome == CLEARED:
                row = rows.values(*place.fields).get()
                cleared = {
                    name: clear_value(place.table, name, value, pattern)
                    for name, value in row.items()
                }
                rows.update(**cleared)
    except DatabaseError:
        return Place(place.table, place.key, place.fields, REFUSED)
    return place


def clear_value(
    table: type[models.Model], name: str, value: Any, pattern: re.Pattern[str]
) -> Any:
    if isinstance(table._meta.get_field(name), models.EmailField):
        return ""
    return clear_texts(value, pattern)


def clear_texts(value: Any, pattern: re.Pattern[str]) -> Any:
    """Return a value of JSON with the address taken out of each of its texts.

    A text that is nothing but the address becomes empty: a field for an address.
    """
    if isinstance(value, str):
        return "" if pattern.fullmatch(value) else pattern.sub(ERASED, value)
    if isinstance(value, list):
        return [clear_texts(one, pattern) for one in value]
    if isinstance(value, dict):
        return {
            clear_texts(key, pattern) or ERASED: clear_texts(one, pattern)
            for key, one in value.items()
        }
    return value
