"""Other French authorities of an entry: rows by name, all of the directory."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.people.invitations import find_authorities
from accounts.proposals.content import ContentRow, ReferenceNames
from accounts.proposals.form_fields import ContentRowForm, build_suggest_input
from accounts.proposals.schema import RowList
from cooperation.models import Collectivity


def read_authority(authority: Collectivity) -> ContentRow:
    return {"collectivity": authority.pk, "name": authority.name}


class AuthorityForm(ContentRowForm):
    """An authority by its name, its INSEE code or its SIREN."""

    significant_fields = ("name",)
    needed = {"name": _("Donnez le nom, ou cochez « Supprimer ».")}

    # What the row was, so that a name that two have still means the same one.
    collectivity = forms.ModelChoiceField(
        Collectivity.objects.without_large_fields(),
        required=False,
        widget=forms.HiddenInput,
    )
    name = forms.CharField(
        label=_("Nom, code INSEE ou SIREN"),
        max_length=200,
        required=False,
        widget=build_suggest_input("collectivites"),
    )

    def has_changed(self) -> bool:
        return bool(set(self.changed_data) - {"collectivity"})

    def clean_name(self) -> str:
        """Find the authority; refuse a name that none has, or that two have."""
        name = str(self.cleaned_data["name"]).strip()
        known = self.cleaned_data.get("collectivity")
        if name and not (known and known.name == name):
            self.cleaned_data["collectivity"] = find_one_authority(name)
        return name

    def to_data(self) -> ContentRow:
        return read_authority(self.cleaned_data["collectivity"])


def find_one_authority(name: str) -> Collectivity:
    found = find_authorities(name)
    if len(found) == 1:
        return found[0]
    if found:
        raise ValidationError(
            _("Plusieurs collectivités s’appellent « %(name)s » : donnez le code."),
            params={"name": name},
        )
    raise ValidationError(
        _("« %(name)s » n’est pas dans l’annuaire : prenez une proposition."),
        params={"name": name},
    )


class AuthorityRows(RowList):
    form = AuthorityForm
    legend = _("Autres collectivités françaises")
    button = _("Ajouter une collectivité")

    def __init__(self, relation: str) -> None:
        self.relation = relation

    def read(self, entry: Any) -> list[ContentRow]:
        rows = getattr(entry, self.relation).without_large_fields()
        return [read_authority(row) for row in rows.order_by("name_key", "pk")]

    def write(self, entry: Any, rows: list[ContentRow]) -> None:
        getattr(entry, self.relation).set([row["collectivity"] for row in rows])

    def format_row(self, row: ContentRow, names: ReferenceNames) -> str:
        return str(row["name"])
