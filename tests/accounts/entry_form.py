"""Filling in the form of an entry, as a browser would."""

from typing import Any

from django.test import Client

from cooperation.models import Action


def form_of(page: Any) -> dict[str, Any]:
    """Return what a browser would send of the form of a page, untouched."""
    form = page.context["form"]
    parts = [form.fields_form, *[row for rows in form.lists.values() for row in rows]]
    parts += [rows.management_form for rows in form.lists.values()]
    sent = {}
    for part in parts:
        for name in part.fields:
            field = part[name]
            value = field.value()
            if value is not None and value is not False:
                sent[field.html_name] = value
    return sent


def edit(agent: Client, action: Action, **changes: Any) -> Any:
    """Change some fields of the form of an action and send it."""
    address = f"/espace/actions/{action.reference}/"
    sent = form_of(agent.get(address)) | changes
    return agent.post(address, sent, follow=True)
