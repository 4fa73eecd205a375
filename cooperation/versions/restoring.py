"""Putting a sheet, and all that belongs to it, back to what it said at a moment.

Staff choose what is put back. It is done whole or not at all, checked like any other
writing, and is a change like another: history keeps what was before.
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
    """The sheet changed since it was looked at."""


@dataclass(frozen=True)
class Choice:
    """A field, list or part that would be put back: what it says now, and then.

    ``missing`` names what does not come back, being gone; ``is_possible`` is false
    where nothing of it could.
    """

    key: str
    label: str
    now: tuple[str, ...]
    then: tuple[str, ...]
    missing: tuple[str, ...] = ()
    is_possible: bool = True


def choices(model: Any, pk: Any, moment: datetime.datetime) -> list[Choice]:
    """Give what putting a sheet back to a moment would change, field by field."""
    now, then = state_now(model, pk), state_at(model, pk, moment)
    names = Names()
    announce(model, [now, then], names)
    return [
        *choices_of_fields(model, now, then, names),
        *choices_of_lists(model, now, then, names),
        *choices_of_parts(model, now, then, names),
    ]


def announce(model: Any, states: Iterable[State], names: Names) -> None:
    """Announce the names of all that some states point at."""
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
    """Give the fields that would be put back."""
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
    """Give the lists that would be put back."""
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
    """Give the rows that would be put back, part by part."""
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
    """Give the rows of a part, each in one line."""
    return tuple(row_words(part.model, row, names) for row in rows.values())


def lost_of(model: Any, values: Values, names: Names) -> list[str]:
    """Name what some values point at and is gone: rows, and files."""
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
    """Keep the rows of which nothing is gone."""
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
    """Put back the chosen fields, lists and parts of a sheet; give the sheet.

    ``seen`` is the stamp of what was looked at. Raises ``StaleError`` where the sheet
    changed since, ``ValidationError`` where it would not be valid; nothing is changed
    then.
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
    """Say who puts a row back, and to when, for its history."""
    when = date_format(timezone.localtime(moment), "d/m/Y H:i:s")
    row._change_reason, row._history_user = f"{RESTORED}{when}", by


def write(sheet: Any, then: State, wanted: set[str], names: Names) -> None:
    """Put back the fields and the lists of a sheet."""
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
    """Put back the rows of a part: those that were not there go first."""
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
