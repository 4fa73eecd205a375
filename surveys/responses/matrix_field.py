"""The field of a matrix: one choice for each row."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

OptionChoices = list[tuple[str, str]]


class MatrixWidget(forms.Widget):
    """A radio button for each row and column; its value is columns by row."""

    template_name = "surveys/widgets/matrix.html"
    use_fieldset = True

    def __init__(self, rows: OptionChoices, columns: OptionChoices) -> None:
        super().__init__()
        self.rows, self.columns = rows, columns

    def value_from_datadict(self, data: Any, _files: Any, name: str) -> dict[str, str]:
        chosen = {code: data.get(f"{name}.{code}", "") for code, _label in self.rows}
        return {code: column for code, column in chosen.items() if column}

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        chosen = value or {}
        rows = [
            {
                "code": row,
                "label": label,
                "name": f"{name}.{row}",
                "boxes": [
                    {
                        "code": column,
                        "label": words,
                        "is_chosen": chosen.get(row) == column,
                    }
                    for column, words in self.columns
                ],
            }
            for row, label in self.rows
        ]
        context = super().get_context(name, None, attrs)
        return {"widget": context["widget"] | {"rows": rows, "columns": self.columns}}

    def id_for_label(self, id_: str) -> str:
        """Return the first button: where a link to the question leads."""
        if not self.rows or not self.columns:
            return id_
        return f"{id_}.{self.rows[0][0]}.{self.columns[0][0]}"


class MatrixField(forms.Field):
    """The column that is chosen for each row."""

    widget: MatrixWidget

    def clean(self, value: Any) -> dict[str, str]:
        columns = {code for code, _label in self.widget.columns}
        if any(column not in columns for column in value.values()):
            raise ValidationError(_("Choisissez une réponse de la liste."))
        return dict(value)
