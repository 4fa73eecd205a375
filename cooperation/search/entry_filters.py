"""Actions and agreements of the same choices, as figures and maps count them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cooperation.search.displays import DISPLAY_PARAMS
from cooperation.search.filters import (
    ActionFilterSet,
    AgreementFilterSet,
    EntryFilterSet,
)
from cooperation.search.filterset import ORDER, ParamFilter
from cooperation.search.params import enum_choices

SHOWN = "fiches"


class ShownEntries(TextChoices):
    """The kind of entries that a map is restricted to."""

    ACTIONS = "actions", _("actions")
    AGREEMENTS = "accords", _("accords")


class MapFilterSet(ActionFilterSet):
    """The parameters of actions, and which kind of entries the map shows."""

    fiches = ParamFilter(
        _("fiches"),
        enum_choices(ShownEntries),
        single=True,
        hint=_("donnez actions ou accords, ou rien pour les deux"),
    )


@dataclass(frozen=True)
class MapEntries:
    """The actions that a map shows, and the agreements; none of those not shown."""

    selection: ActionFilterSet
    is_empty: bool = False

    @property
    def shown(self) -> str:
        """The kind that is chosen: a value of ``ShownEntries``; empty for both."""
        param = self.selection.cleaned.get(SHOWN)
        return param.values[0] if param and param.values else ""

    def hides(self, kind: ShownEntries) -> bool:
        return self.is_empty or self.shown not in ("", kind)

    @cached_property
    def actions(self) -> ActionFilterSet:
        rows = ActionFilterSet.scope()
        hidden = self.hides(ShownEntries.ACTIONS)
        return ActionFilterSet(self.selection.data, rows.none() if hidden else rows)

    @cached_property
    def agreements(self) -> AgreementFilterSet:
        if self.hides(ShownEntries.AGREEMENTS):
            nothing = AgreementFilterSet.scope().none()
            return AgreementFilterSet(choose_for_agreements(self.selection), nothing)
        return select_agreements(self.selection)

    def __iter__(self) -> Iterator[EntryFilterSet]:
        return iter((self.agreements, self.actions))


def select_agreements(selection: ActionFilterSet) -> AgreementFilterSet:
    """Return the agreements with the same choices.

    None at all where a choice is about actions alone: their status, their amounts.
    """
    data = choose_for_agreements(selection)
    if chooses_actions(selection):
        return AgreementFilterSet(data, AgreementFilterSet.scope().none())
    return AgreementFilterSet(data)


def choose_for_agreements(selection: ActionFilterSet) -> QueryDict:
    """Return the choices of a selection that agreements have too."""
    data = selection.data.copy()
    for name in list(data):
        if name not in AgreementFilterSet.base_filters or name in ("statut", "tri"):
            del data[name]
    found: QueryDict = data
    return found


def chooses_actions(selection: ActionFilterSet) -> bool:
    """Return whether a choice is one that agreements do not have."""
    own = {"statut", *ActionFilterSet.base_filters} - {*EntryFilterSet.base_filters}
    return any(
        selection.cleaned[name].options for name in own - {ORDER, *DISPLAY_PARAMS}
    )
