"""One form field for each kind of question, and its stored value."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from cooperation.parsing import ParseError, parse_euro_amount
from surveys.enums import QuestionKind
from surveys.models import Question
from surveys.responses.directory_field import DirectoryField, get_token
from surveys.responses.files import AnswerFileField
from surveys.responses.matrix_field import MatrixField, MatrixWidget, OptionChoices

SHORT_TEXT_LENGTH, LONG_TEXT_LENGTH = 300, 5_000
FIRST_YEAR, LAST_YEAR = 1900, 2100
LARGEST_NUMBER = 2_000_000_000
# More options than this are a list to open rather than buttons to scroll past.
MAX_RADIO_BUTTONS = 12


class RankingWidget(forms.Widget):
    """A select of ranks for each option; its value is ranks by code."""

    template_name = "surveys/widgets/ranking.html"
    use_fieldset = True

    def __init__(self, options: OptionChoices, most: int) -> None:
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


class BoundedNumberField(forms.CharField):
    """A number between bounds, as people type it."""

    def __init__(self, least: int | None, most: int | None, **options: Any) -> None:
        self.least, self.most = least, most
        super().__init__(max_length=30, **options)

    def clean(self, value: Any) -> Any:
        """Return the number as it is stored, or None."""
        text = super().clean(value)
        if not text:
            return None
        number = self.parse_number(text)
        if self.least is not None and number < self.least:
            raise ValidationError(_("Au moins %(n)s.") % {"n": self.least}, code="rule")
        if self.most is not None and number > self.most:
            raise ValidationError(_("Au plus %(n)s.") % {"n": self.most}, code="rule")
        return self.to_stored(number)

    def parse_number(self, text: str) -> int | Decimal:
        compact = re.sub(r"[\s\u00a0\u202f]", "", text)
        if (
            not re.fullmatch(r"-?[0-9]{1,10}", compact)
            or abs(int(compact)) > LARGEST_NUMBER
        ):
            raise ValidationError(_("Écrivez un nombre entier, par exemple 12."))
        return int(compact)

    def to_stored(self, number: int | Decimal) -> Any:
        return number


class YearField(BoundedNumberField):
    def parse_number(self, text: str) -> int | Decimal:
        if not re.fullmatch(r"[0-9]{4}", text.strip()):
            raise ValidationError(_("Écrivez une année en quatre chiffres : 2019."))
        return int(text)


class DecimalField(BoundedNumberField):
    """A number with a comma, stored as text so that its decimals are exact."""

    def parse_number(self, text: str) -> int | Decimal:
        compact = re.sub(r"[\s\u00a0\u202f]", "", text).replace(",", ".")
        if not re.fullmatch(r"-?[0-9]{1,9}(\.[0-9]{1,6})?", compact):
            words = _("Écrivez un nombre, par exemple 12,5 : six décimales au plus.")
            raise ValidationError(words)
        return Decimal(compact)

    def to_stored(self, number: int | Decimal) -> Any:
        return format(Decimal(number).normalize(), "f")


class AmountField(BoundedNumberField):
    """An amount in euros, stored as text so that cents are exact."""

    def parse_number(self, text: str) -> int | Decimal:
        """Parse an amount, with or without spaces, a comma or the euro sign."""
        try:
            amount = parse_euro_amount(text)
        except ParseError as error:
            words = _("Écrivez un montant en euros, par exemple 12 500 ou 12500,50.")
            raise ValidationError(words) from error
        return amount or Decimal()

    def to_stored(self, number: int | Decimal) -> Any:
        return f"{number:.2f}"


class DayField(forms.DateField):
    """A day, within years; stored as ISO text."""

    def __init__(self, least: int | None, most: int | None) -> None:
        self.least, self.most = least, most
        super().__init__(
            input_formats=["%Y-%m-%d", "%d/%m/%Y"],
            error_messages={"invalid": _("Écrivez une date : 31/05/2026.")},
            widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        )

    def clean(self, value: Any) -> Any:
        """Return the ISO text, or None."""
        day = super().clean(value)
        if day is None:
            return None
        if self.least is not None and day.year < self.least:
            message = _("Pas avant %(year)s.") % {"year": self.least}
            raise ValidationError(message, code="rule")
        if self.most is not None and day.year > self.most:
            message = _("Pas après %(year)s.") % {"year": self.most}
            raise ValidationError(message, code="rule")
        return day.isoformat()


def get_option_choices(question: Question, *, rows: bool = False) -> OptionChoices:
    """Return codes and labels: of a matrix, of its columns or of its rows."""
    return [
        (option.code, option.label)
        for option in question.options.all()
        if option.is_row == rows
    ]


def build_choice_field(question: Question) -> forms.Field:
    """Return radio buttons, or a select above ``MAX_RADIO_BUTTONS`` options."""
    choices = get_option_choices(question)
    if len(choices) > MAX_RADIO_BUTTONS:
        return forms.ChoiceField(choices=[("", "—"), *choices])
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect)


class BoundedMultipleChoiceField(forms.MultipleChoiceField):
    """Several choices, their number between bounds."""

    def __init__(self, least: int | None, most: int | None, **options: Any) -> None:
        self.least, self.most = least or 0, most
        super().__init__(widget=forms.CheckboxSelectMultiple, **options)

    def clean(self, value: Any) -> list[str]:
        """Return the codes; refuse too many or too few, but accept none."""
        chosen: list[str] = super().clean(value)
        if chosen and len(chosen) < self.least:
            raise ValidationError(
                _("Choisissez-en au moins %(n)s.") % {"n": self.least}, code="rule"
            )
        if self.most is not None and len(chosen) > self.most:
            raise ValidationError(
                _("Choisissez-en au plus %(n)s.") % {"n": self.most}, code="rule"
            )
        return chosen


def build_scale_field(question: Question) -> forms.Field:
    """Return the points of a scale, with their labels."""
    words = dict(get_option_choices(question))
    least, most = get_bounds(question, 1, 5)
    points = [str(point) for point in range(least, most + 1)]
    choices = [
        (
            point,
            format_html("{} – {}", point, words[point]) if point in words else point,
        )
        for point in points
    ]
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect)


def get_bounds(question: Question, least: int, most: int) -> tuple[int, int]:
    """Return the bounds of a question, or the given defaults."""
    low = least if question.least is None else question.least
    return low, most if question.most is None else question.most


def get_number_field_builder(
    kind: type[BoundedNumberField],
) -> Callable[[Question], forms.Field]:
    """Return the builder of a kind of number field."""

    def make(question: Question) -> forms.Field:
        least, most = question.least, question.most
        if kind is YearField:
            least, most = get_bounds(question, FIRST_YEAR, LAST_YEAR)
        has_decimals = kind in (AmountField, DecimalField)
        mode = "decimal" if has_decimals else "numeric"
        widget = forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off"})
        return kind(least, most, widget=widget)

    return make


def build_short_text_field(question: Question) -> forms.Field:
    return forms.CharField(max_length=question.most or SHORT_TEXT_LENGTH)


def build_long_text_field(question: Question) -> forms.Field:
    return forms.CharField(
        max_length=question.most or LONG_TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def build_yes_no_field(_question: Question) -> forms.Field:
    choices = [("oui", _("Oui")), ("non", _("Non"))]
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect)


def build_ranking_field(question: Question) -> forms.Field:
    options = get_option_choices(question)
    most = min(question.most or len(options), len(options))
    return RankingField(widget=RankingWidget(options, most))


def build_multiple_choice_field(question: Question) -> forms.Field:
    return BoundedMultipleChoiceField(
        question.least, question.most, choices=get_option_choices(question)
    )


def build_date_field(question: Question) -> forms.Field:
    return DayField(*get_bounds(question, FIRST_YEAR, LAST_YEAR))


def build_email_field(_question: Question) -> forms.Field:
    return forms.EmailField(
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "invalid": _("Écrivez une adresse électronique : prenom@exemple.fr.")
        },
    )


def build_matrix_field(question: Question) -> forms.Field:
    rows, columns = (
        get_option_choices(question, rows=True),
        get_option_choices(question),
    )
    return MatrixField(widget=MatrixWidget(rows, columns))


def build_directory_field(question: Question) -> forms.Field:
    return DirectoryField(question.kind, question.least, question.most)


FIELD_BUILDERS: dict[str, Callable[[Question], forms.Field]] = {
    QuestionKind.ONE: build_choice_field,
    QuestionKind.SEVERAL: build_multiple_choice_field,
    QuestionKind.RANKING: build_ranking_field,
    QuestionKind.SCALE: build_scale_field,
    QuestionKind.NUMBER: get_number_field_builder(BoundedNumberField),
    QuestionKind.DECIMAL: get_number_field_builder(DecimalField),
    QuestionKind.AMOUNT: get_number_field_builder(AmountField),
    QuestionKind.YEAR: get_number_field_builder(YearField),
    QuestionKind.SHORT_TEXT: build_short_text_field,
    QuestionKind.LONG_TEXT: build_long_text_field,
    QuestionKind.YES_NO: build_yes_no_field,
    **dict.fromkeys(QuestionKind.DIRECTORY, build_directory_field),
    QuestionKind.DATE: build_date_field,
    QuestionKind.EMAIL: build_email_field,
    QuestionKind.FILE: lambda _question: AnswerFileField(),
    QuestionKind.MATRIX: build_matrix_field,
}


def build_field(question: Question) -> forms.Field:
    """Return the field of a question; never required, for drafts are saved."""
    field = FIELD_BUILDERS[question.kind](question)
    field.required = False
    field.label, field.help_text = question.label, question.help
    return field


def get_initial_value(question: Question, value: Any) -> Any:
    """Return a stored value as its field shows it."""
    if question.kind == QuestionKind.RANKING:
        return {code: rank for rank, code in enumerate(value, start=1)}
    if question.kind == QuestionKind.YES_NO:
        return "oui" if value else "non"
    if question.kind in QuestionKind.DIRECTORY:
        return [get_token(one) for one in value]
    if question.kind == QuestionKind.AMOUNT:
        amount = Decimal(value)
        places = 0 if amount == amount.to_integral() else 2
        return number_format(amount, places, use_l10n=True, force_grouping=True)
    if question.kind == QuestionKind.NUMBER:
        return str(value)
    if question.kind == QuestionKind.DECIMAL:
        return number_format(Decimal(value), use_l10n=True)
    return value


def get_stored_value(question: Question, cleaned: Any) -> Any:
    """Return a cleaned value as it is stored, or None where it is empty."""
    if cleaned in (None, "", [], {}):
        return None
    if question.kind == QuestionKind.YES_NO:
        return cleaned == "oui"
    if question.kind == QuestionKind.SCALE:
        return int(cleaned)
    return cleaned.strip() or None if isinstance(cleaned, str) else cleaned


def has_detail_field(question: Question) -> bool:
    """Return whether the answer has a detail: option "other", or yes/no."""
    if question.kind == QuestionKind.YES_NO:
        return True
    return any(option.is_other for option in question.options.all())


def asks_detail(question: Question, value: Any) -> bool:
    """Return whether an answer has a detail: "other" is chosen, or yes or no said."""
    if question.kind == QuestionKind.YES_NO:
        return value is not None
    chosen = value if isinstance(value, list) else [value]
    return any(
        option.is_other and option.code in chosen for option in question.options.all()
    )
