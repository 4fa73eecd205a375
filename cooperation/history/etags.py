"""Etags of entries: they identify the version that a user has loaded."""

from typing import Any

from django.db.models import Value

from cooperation.history.parts import (
    get_concrete_model,
    get_history_model,
    list_parts,
)


def get_entry_etag(model: Any, pk: Any) -> str:
    """Return the last history number of an entry and of its parts: "12.40.0".

    Any change of the entry or of its parts, by whomever, gives another etag. One query.
    """
    parts = list_parts(model)
    tables = [(get_history_model(model), get_concrete_model(model)._meta.pk.attname)]
    tables += [(get_history_model(part.model), part.key) for part in parts]
    last = [
        table.objects.filter(**{key: pk})
        .order_by("-history_id")
        .values_list(Value(place), "history_id")[:1]
        for place, (table, key) in enumerate(tables)
    ]
    found = dict(last[0].union(*last[1:], all=True) if parts else last[0])
    return ".".join(str(found.get(place, 0)) for place in range(len(tables)))


def parse_etag(text: str) -> list[int]:
    """Parse an etag into its numbers; an empty list if the text is not one."""
    pieces = text.split(".")
    if all(piece.isascii() and piece.isdigit() for piece in pieces):
        return [int(piece[:18]) for piece in pieces]
    return []
