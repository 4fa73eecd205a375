"""Reverting an entry and its parts to their state at a given moment.

Staff choose what is reverted. It happens in one transaction with the usual validation,
and is recorded as a change: history keeps the state before.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cooperation.versions.families import Part, concrete, parts_of
from cooperation.versions.reasons import RESTORED
from cooperation.versions.stamps import stamp
from cooperation.versions.states import (
    State,
    Values,
    fields_of,
    lists_of,
    state_at,
    state_now,
)
from cooperation.versions.timeline import named, want
from cooperation.versions.wording import Names, label_of, row_words, words


class StaleError(Exception):
    """The entry changed after the user loaded it."""


@dataclass(frozen=True)
class Choice:
    """A field, list or part that can be reverted: its value now, and then.

    ``missing`` names the targets that no longer exist and cannot come back;
    ``is_possible`` is false if no change remains without them.
    """

    key: str
    label: str
    now: tuple[str, ...]
    then: tuple[str, ...]
    missing: tuple[str, ...] = ()
    is_possible: bool = True


def choices(model: Any, pk: Any, moment: datetime.datetime) -> list[Choice]:
    """Return what reverting an entry to a moment would change, field by field."""
    now, then = state_now(model, pk), state_at(model, pk, moment)
    names = Names()
    announce(model, [now, then], names)
    return [
        *choices_of_fields(model, now, then, names),
        *choices_of_lists(model, now, then, names),
        *choices_of_parts(model, now, then, names),
    ]


def announce(model: Any, states: Iterable[State], names: Names) -> None:
    for state in states:
        want(model, state.values or {}, names)
        for one in lists_of(model):
            names.want(one.related_model, state.lists.get(one.name, set()))
        for part in parts_of(model):
            for values in state.rows.get(part.name, {}).values():
                want(part.model, values, names)


def choices_of_fields(
    model: Any, now: State, then: State, names: Names
) -> Iterable[Choice]:
    if then.values is None:
        return
    for one in fields_of(model):
        old = (now.values or {}).get(one.name)
        new = then.values[one.name]
        if now.values is not None and old == new:
            continue
        lost = lost_of(model, {one.name: new}, names)
        yield Choice(
            one.name,
            label_of(model, one.name),
            (words(model, one.name, old, names),) if now.values else (),
            (words(model, one.name, new, names),),
            tuple(lost),
            is_possible=not lost,
        )


def choices_of_lists(
    model: Any, now: State, then: State, names: Names
) -> Iterable[Choice]:
    for one in lists_of(model):
        here, there = now.lists.get(one.name, set()), then.lists.get(one.name, set())
        if here != there:
            table = one.related_model
            lost = {key for key in there if not names.exists(table, key)}
            yield Choice(
                one.name,
                label_of(model, one.name),
                named(table, here, names),
                named(table, there, names),
                named(table, lost, names),
                is_possible=here != there - lost,
            )


def choices_of_parts(
    model: Any, now: State, then: State, names: Names
) -> Iterable[Choice]:
    for part in parts_of(model):
        here, there = now.rows.get(part.name, {}), then.rows.get(part.name, {})
        if here != there:
            kept = possible_rows(part, there, names)
            yield Choice(
                part.name,
                part.label,
                rows_in_words(part, here, names),
                rows_in_words(part, there, names),
                rows_in_words(
                    part,
                    {key: row for key, row in there.items() if key not in kept},
                    names,
                ),
                is_possible=here != kept,
            )


def rows_in_words(part: Part, rows: dict[Any, Values], names: Names) -> tuple[str, ...]:
    return tuple(row_words(part.model, row, names) for row in rows.values())


def lost_of(model: Any, values: Values, names: Names) -> list[str]:
    """Return the names of rows and files that values refer to and no longer exist."""
    lost = []
    for one in fields_of(model):
        value = values.get(one.name)
        if value in (None, ""):
            continue
        if one.is_relation and not names.exists(one.related_model, value):
            lost.append(names.of(one.related_model, value))
        if hasattr(one, "upload_to") and not one.storage.exists(str(value)):
            lost.append(_("un fichier qui n’existe plus"))
    return lost


def possible_rows(
    part: Part, rows: dict[Any, Values], names: Names
) -> dict[Any, Values]:
    return {
        key: row for key, row in rows.items() if not lost_of(part.model, row, names)
    }


@transaction.atomic
def restore(
    *,
    model: Any,
    pk: Any,
    moment: datetime.datetime,
    keys: Iterable[str],
    seen: str,
    by: Any,
) -> Any:
    """Revert the chosen fields, lists and parts of an entry; return the entry.

    ``seen`` is the etag of the version the user looked at. Raise
    ``VersionConflictError`` if the entry changed since, ``ValidationError`` if the
    result would not be valid; no change is saved then.
    """
    table = concrete(model)
    sheet = table._base_manager.select_for_update(of=("self",)).filter(pk=pk).first()
    if stamp(model, pk) != seen:
        raise StaleError
    then, wanted = state_at(model, pk, moment), set(keys)
    if then.values is None:
        raise ValidationError(_("La fiche n’existait pas à ce moment-là."))
    sheet = sheet if sheet is not None else table(pk=pk)
    names = Names()
    announce(model, [then], names)
    try:
        with transaction.atomic():
            sign(sheet, moment, by)
            write(sheet, then, wanted, names)
            for part in parts_of(model):
                if part.name in wanted:
                    rows = possible_rows(part, then.rows.get(part.name, {}), names)
                    write_rows(part, sheet, rows, moment, by)
            # What the database checks at the end of a transaction is heard now.
            connection.check_constraints()
    except DatabaseError as error:
        raise ValidationError(
            _("Ces champs ne vont pas ensemble : %(why)s")
            % {"why": str(error).splitlines()[0]}
        ) from error
    return sheet


def sign(row: Any, moment: datetime.datetime, by: Any) -> None:
    """Set the author and the reason that history records when a row is saved."""
    when = date_format(timezone.localtime(moment), "d/m/Y H:i:s")
    row._change_reason, row._history_user = f"{RESTORED}{when}", by


def write(sheet: Any, then: State, wanted: set[str], names: Names) -> None:
    """Revert the chosen fields and lists of an entry; all fields of a deleted one."""
    model = type(sheet)
    values = then.values or {}
    for one in fields_of(model):
        chosen = one.name in wanted or sheet._state.adding
        lost = lost_of(model, {one.name: values.get(one.name)}, names)
        if chosen and one.name in values and not lost:
            setattr(sheet, one.attname, values[one.name])
    sheet.full_clean()
    sheet.save()
    for one in lists_of(model):
        if one.name in wanted:
            keys = then.lists.get(one.name, set())
            kept = {key for key in keys if names.exists(one.related_model, key)}
            getattr(sheet, one.name).set(kept)


def write_rows(
    part: Part,
    sheet: Any,
    rows: dict[Any, Values],
    moment: datetime.datetime,
    by: Any,
) -> None:
    """Revert the rows of a part: rows that did not exist then are deleted first."""
    known = {
        row.pk: row for row in part.model._base_manager.filter(**{part.key: sheet.pk})
    }
    for key, row in known.items():
        if key not in rows:
            sign(row, moment, by)
            row.delete()
    for key, values in rows.items():
        row = known.get(key) or part.model(pk=key, **{part.key: sheet.pk})
        for one in fields_of(part.model):
            if one.name in values:
                setattr(row, one.attname, values[one.name])
        sign(row, moment, by)
        row.full_clean()
        row.save()
