"""The admin page that lists every change of every table."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.history import reasons
from cooperation.history.changes import (
    HistoryChange,
    get_changes_page,
    get_history_tables,
    get_owner_model,
    parse_cursor,
)
from cooperation.history.labels import get_author_names
from cooperation.history.parts import list_tracked_models
from cooperation.views.staff.rows import get_row_url
from cooperation.web.context import Context

AUTHOR_CHOICES = (
    ("", gettext_lazy("tout le monde")),
    ("moi", gettext_lazy("moi")),
    ("equipe", gettext_lazy("l’équipe")),
    ("collectivite", gettext_lazy("les collectivités")),
    ("personne", gettext_lazy("personne : imports et commandes")),
)


class ChangesForm(forms.Form):
    par = forms.ChoiceField(
        choices=AUTHOR_CHOICES, required=False, label=gettext_lazy("Par")
    )
    adresse = forms.CharField(
        max_length=200,
        required=False,
        label=gettext_lazy("Adresse électronique"),
        help_text=gettext_lazy("En tout ou partie."),
    )
    du = forms.DateField(
        required=False,
        label=gettext_lazy("Du"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    au = forms.DateField(
        required=False,
        label=gettext_lazy("Au"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    table = forms.ChoiceField(required=False, label=gettext_lazy("Dans"))
    motif = forms.ChoiceField(required=False, label=gettext_lazy("Motif"))

    def __init__(self, *args: Any, owners: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (get_table_name(one), capfirst(one._meta.verbose_name_plural))
            for one in owners
        ]
        every = ("", _("toutes les tables"))
        tables: Any = self.fields["table"]
        tables.choices = [every, *sorted(choices, key=lambda pair: str(pair[1]))]
        motives: Any = self.fields["motif"]
        motives.choices = [("", _("tous les motifs")), *reasons.list_reason_choices()]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        since, until = data.get("du"), data.get("au")
        if since and until and until < since:
            self.add_error("au", _("La fin ne peut pas précéder le début."))
        return data

    def condition(self, person: Any) -> Q:
        """Return the condition on rows of history tables."""
        data = self.cleaned_data
        condition = build_author_condition(data["par"], data["adresse"].strip(), person)
        if data["motif"]:
            condition &= reasons.build_kind_condition(data["motif"])
        if data["du"]:
            condition &= Q(history_date__gte=get_start_of_day(data["du"]))
        if data["au"] and data["au"] < datetime.date.max:
            day_after = data["au"] + datetime.timedelta(days=1)
            condition &= Q(history_date__lt=get_start_of_day(day_after))
        return condition


def build_author_condition(code: str, address: str, person: Any) -> Q:
    """Return the condition on the author of a row of history."""
    conditions = {
        "": Q(),
        "moi": Q(history_user=person.pk),
        "equipe": Q(history_user__is_staff=True),
        "collectivite": Q(history_user__is_staff=False),
        "personne": Q(history_user__isnull=True),
    }
    found = conditions[code]
    return found & Q(history_user__email__icontains=address) if address else found


def get_start_of_day(day: datetime.date) -> datetime.datetime:
    midnight = datetime.datetime.combine(day, datetime.time())
    return timezone.make_aware(midnight)


def get_table_name(model: Any) -> str:
    return str(model._meta.label_lower)


def list_viewable_owners(person: Any) -> list[Any]:
    """Return the models of entries whose history a user may see."""
    owners = {get_owner_model(model) for model in list_tracked_models()}
    return [
        owner
        for owner in sorted(owners, key=get_table_name)
        if person.has_perm(f"{owner._meta.app_label}.view_{owner._meta.model_name}")
    ]


def show_changes(request: HttpRequest, frame: Context) -> HttpResponse:
    """List the changes that the user may see, filtered; each links to its history."""
    owners = list_viewable_owners(request.user)
    if not owners:
        raise PermissionDenied
    form = ChangesForm(request.GET, owners=owners)
    rows: list[HistoryChange] = []
    after = None
    if form.is_valid():
        chosen = form.cleaned_data["table"]
        chosen_owners = [
            one for one in owners if not chosen or get_table_name(one) == chosen
        ]
        place = parse_cursor(request.GET.get("apres", ""))
        rows, after = get_changes_page(
            get_history_tables(chosen_owners), form.condition(request.user), place
        )
    parameters = request.GET.copy()
    parameters.pop("apres", None)
    first = parameters.urlencode()
    if after:
        parameters["apres"] = after.to_param()
    context = frame | {
        "title": _("Toutes les modifications"),
        "form": form,
        "rows": build_change_rows(rows),
        "is_first": "apres" not in request.GET,
        "first_query": first,
        "next_query": parameters.urlencode() if after else "",
    }
    return render(request, "cooperation/admin/changes.html", context)


def build_change_rows(
    rows: list[HistoryChange],
) -> list[tuple[HistoryChange, str, str]]:
    """Return each change with its author and the URL of its history (one query)."""
    authors = [row.record.history_user_id for row in rows]
    names = get_author_names(authors)
    return [
        (row, names[author], get_row_url(row.owner, "history", row.key))
        for row, author in zip(rows, authors, strict=True)
    ]
