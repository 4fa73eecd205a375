"""One form field for each kind of question, and its stored value."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from cooperation.importing.values import NotUnderstood, read_amount
from surveys.enums import QuestionKind
from surveys.models import Question

SHORT, LONG = 300, 5_000
FIRST_YEAR, LAST_YEAR = 1900, 2100
LARGEST = 2_000_000_000
# More options than this are a list to open rather than buttons to scroll past.
MOST_BUTTONS = 12


class RankingWidget(forms.Widget):
    """A select of ranks for each option; its value is ranks by code."""

    template_name = "surveys/widgets/ranking.html"
    use_fieldset = True

    def __init__(self, options: list[tuple[str, str]], most: int) -> None:
        super().__init__()
        self.options, self.ranks = options, range(1, most + 1)

    def value_from_datadict(self, data: Any, _files: Any, name: str) -> dict[str, str]:
        ranks = {code: data.get(f"{name}.{code}", "") for code, _label in self.options}
        return {code: rank for code, rank in ranks.items() if rank}

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        ranks = value or {}
        rows = [
            (f"{name}.{code}", label, str(ranks.get(code, "")))
            for code, label in self.options
        ]
        context = super().get_context(name, None, attrs)
        ranking = {"rows": rows, "ranks": [str(rank) for rank in self.ranks]}
        return {"widget": context["widget"] | ranking}

    def id_for_label(self, id_: str) -> str:
        return f"{id_}.0" if self.options else id_

    def use_required_attribute(self, _initial: Any) -> bool:
        return False


class RankingField(forms.Field):
    """Codes in the order of their ranks."""

    widget: RankingWidget

    def clean(self, value: Any) -> list[str]:
        """Return the codes by rank; refuse two options of the same rank."""
        ranks = value or {}
        allowed = [str(rank) for rank in self.widget.ranks]
        if any(rank not in allowed for rank in ranks.values()):
            raise ValidationError(_("Choisissez un rang de la liste."))
        if len(set(ranks.values())) < len(ranks):
            raise ValidationError(_("Deux réponses ont le même rang : changez l’un."))
        return sorted(ranks, key=lambda code: int(ranks[code]))


class BoundedField(forms.CharField):
    """A number between bounds, as people type it."""

    def __init__(self, least: int | None, most: int | None, **options: Any) -> None:
        self.least, self.most = least, most
        super().__init__(max_length=30, **options)

    def clean(self, value: Any) -> Any:
        """Return the number as it is stored, or None."""
        text = super().clean(value)
        if not text:
            return None
        number = self.read(text)
        if self.least is not None and number < self.least:
            raise ValidationError(_("Au moins %(n)s.") % {"n": self.least})
        if self.most is not None and number > self.most:
            raise ValidationError(_("Au plus %(n)s.") % {"n": self.most})
        return self.kept(number)

    def read(self, text: str) -> int | Decimal:
        compact = re.sub(r"[\s\u00a0\u202f]", "", text)
        if not re.fullmatch(r"-?[0-9]{1,10}", compact) or abs(int(compact)) > LARGEST:
            raise ValidationError(_("Écrivez un nombre entier, par exemple 12."))
        return int(compact)

    def kept(self, number: int | Decimal) -> Any:
        return number


class YearField(BoundedField):
    def read(self, text: str) -> int | Decimal:
        if not re.fullmatch(r"[0-9]{4}", text.strip()):
            raise ValidationError(_("Écrivez une année en quatre chiffres : 2019."))
        return int(text)


class AmountField(BoundedField):
    """An amount in euros, stored as text so that cents are exact."""

    def read(self, text: str) -> int | Decimal:
        """Parse an amount, with or without spaces, a comma or the euro sign."""
        try:
            amount = read_amount(text)
        except NotUnderstood as error:
            words = _("Écrivez un montant en euros, par exemple 12 500 ou 12500,50.")
            raise ValidationError(words) from error
        return amount or Decimal()

    def kept(self, number: int | Decimal) -> Any:
        return f"{number:.2f}"


def options_of(question: Question) -> list[tuple[str, str]]:
    return [(option.code, option.label) for option in question.options.all()]


def one_field(question: Question) -> forms.Field:
    """Return radio buttons, or a select above ``MAX_RADIO_BUTTONS`` options."""
    choices = options_of(question)
    if len(choices) > MOST_BUTTONS:
        return forms.ChoiceField(choices=[("", "—"), *choices])
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect)


class SeveralField(forms.MultipleChoiceField):
    """Several choices, their number between bounds."""

    def __init__(self, least: int | None, most: int | None, **options: Any) -> None:
        self.least, self.most = least or 0, most
        super().__init__(widget=forms.CheckboxSelectMultiple, **options)

    def clean(self, value: Any) -> list[str]:
        """Return the codes; refuse too many or too few, but accept none."""
        chosen: list[str] = super().clean(value)
        if chosen and len(chosen) < self.least:
            raise ValidationError(
                _("Choisissez-en au moins %(n)s.") % {"n": self.least}
            )
        if self.most is not None and len(chosen) > self.most:
            raise ValidationError(_("Choisissez-en au plus %(n)s.") % {"n": self.most})
        return chosen


def scale_field(question: Question) -> forms.Field:
    """Return the points of a scale, with their labels."""
    words = dict(options_of(question))
    least, most = bounds(question, 1, 5)
    points = [str(point) for point in range(least, most + 1)]
    choices = [
        (point, f"{point} – {words[point]}" if point in words else point)
        for point in points
    ]
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect)


def bounds(question: Question, least: int, most: int) -> tuple[int, int]:
    """Return the bounds of a question, or the given defaults."""
    low = least if question.least is None else question.least
    return low, most if question.most is None else question.most


def number_field(kind: type[BoundedField]) -> Callable[[Question], forms.Field]:
    """Return the builder of a kind of number field."""

    def make(question: Question) -> forms.Field:
        least, most = question.least, question.most
        if kind is YearField:
            least, most = bounds(question, FIRST_YEAR, LAST_YEAR)
        mode = "decimal" if kind is AmountField else "numeric"
        widget = forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off"})
        return kind(least, most, widget=widget)

    return make


def short_field(question: Question) -> forms.Field:
    return forms.CharField(max_length=question.most or SHORT)


def long_field(question: Question) -> forms.Field:
    return forms.CharField(
        max_length=question.most or LONG, widget=forms.Textarea(attrs={"rows": 4})
    )


def yes_no_field(_question: Question) -> forms.Field:
    choices = [("oui", _("Oui")), ("non", _("Non"))]
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect)


def ranking_field(question: Question) -> forms.Field:
    options = options_of(question)
    most = min(question.most or len(options), len(options))
    return RankingField(widget=RankingWidget(options, most))


def several_field(question: Question) -> forms.Field:
    return SeveralField(question.least, question.most, choices=options_of(question))


MAKERS: dict[str, Callable[[Question], forms.Field]] = {
    QuestionKind.ONE: one_field,
    QuestionKind.SEVERAL: several_field,
    QuestionKind.RANKING: ranking_field,
    QuestionKind.SCALE: scale_field,
    QuestionKind.NUMBER: number_field(BoundedField),
    QuestionKind.AMOUNT: number_field(AmountField),
    QuestionKind.YEAR: number_field(YearField),
    QuestionKind.SHORT_TEXT: short_field,
    QuestionKind.LONG_TEXT: long_field,
    QuestionKind.YES_NO: yes_no_field,
}


def field_of(question: Question) -> forms.Field:
    """Return the field of a question; never required, for drafts are saved."""
    field = MAKERS[question.kind](question)
    field.required = False
    field.label, field.help_text = question.label, question.help
    return field


def initial_of(question: Question, value: Any) -> Any:
    """Return a stored value as its field shows it."""
    if question.kind == QuestionKind.RANKING:
        return {code: rank for rank, code in enumerate(value, start=1)}
    if question.kind == QuestionKind.YES_NO:
        return "oui" if value else "non"
    if question.kind == QuestionKind.AMOUNT:
        amount = Decimal(value)
        places = 0 if amount == amount.to_integral() else 2
        return number_format(amount, places, use_l10n=True, force_grouping=True)
    if question.kind == QuestionKind.NUMBER:
        return str(value)
    return value


def value_of(question: Question, cleaned: Any) -> Any:
    """Return a cleaned value as it is stored, or None where it is empty."""
    if cleaned in (None, "", []):
        return None
    if question.kind == QuestionKind.YES_NO:
        return cleaned == "oui"
    if question.kind == QuestionKind.SCALE:
        return int(cleaned)
    return cleaned.strip() or None if isinstance(cleaned, str) else cleaned


def asks_more(question: Question) -> bool:
    """Return whether the answer has a detail: option "other", or yes/no."""
    if question.kind == QuestionKind.YES_NO:
        return True
    return any(option.is_other for option in question.options.all())
