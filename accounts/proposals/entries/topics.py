"""Themes and goals of a proposal: checkboxes of its form, lists of its content."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.proposals.content import ReferenceNames
from accounts.proposals.schema import RowList
from cooperation.models import Goal, Theme


def build_theme_field() -> "forms.ModelMultipleChoiceField[Theme]":
    return forms.ModelMultipleChoiceField(
        Theme.objects.all(),
        to_field_name="code",
        label=_("Thématiques"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def list_theme_codes(form: forms.Form) -> list[str]:
    return sorted(theme.code for theme in form.cleaned_data["themes"])


class GoalChoiceField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, goal: Any) -> str:
        return f"{goal.number}. {goal.name}"


def build_goal_field() -> GoalChoiceField:
    return GoalChoiceField(
        Goal.objects.all(),
        label=_("ODD"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def list_goal_numbers(form: forms.Form) -> list[int]:
    return sorted(goal.number for goal in form.cleaned_data["goals"])


class Themes(RowList):
    relation = "themes"

    def read(self, entry: Any) -> list[str]:
        return sorted(entry.themes.values_list("code", flat=True))

    def write(self, entry: Any, rows: list[str]) -> None:
        entry.themes.set(Theme.objects.filter(code__in=rows))

    def format_row(self, row: str, names: ReferenceNames) -> str:
        return str(names.themes.get(row, row))


class Goals(RowList):
    relation = "goals"

    def read(self, entry: Any) -> list[int]:
        return sorted(entry.goals.values_list("pk", flat=True))

    def write(self, entry: Any, rows: list[int]) -> None:
        entry.goals.set(Goal.objects.filter(pk__in=rows))

    def format_row(self, row: int, names: ReferenceNames) -> str:
        return f"{row}. {names.goals.get(row, '')}"
