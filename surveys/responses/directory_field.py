"""The field of a question whose answers are rows of the directory.

What is chosen is a list of ticked boxes, what is typed beside it is looked up by the
server: one match is added, several are offered, none is kept only as "not in the list".
With JavaScript the same text field suggests while one types.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from surveys.responses.directory import (
    DirectoryChoice,
    find_exact_choice,
    get_choices,
    search_choices,
)

MOST_VALUES = 30
MAX_LABEL_LENGTH = 200
TYPED_SUFFIX, ASKED_SUFFIX = "--texte", "--demande"
# Before a text that is in no list, in the value of its box.
FREE = ":"
# Names that are typed one after the other.
SEPARATORS = re.compile(r"[;\n]")

StoredValue = dict[str, str]


def split_typed(text: str) -> list[str]:
    parts = [part.strip()[:MAX_LABEL_LENGTH] for part in SEPARATORS.split(text)]
    return [part for part in parts if part]


def get_token(value: StoredValue) -> str:
    """Return the value of the box of a stored value."""
    return value["key"] or FREE + value["label"]


class SentValues(NamedTuple):
    """The boxes that are ticked, what is typed, what was asked about before."""

    tokens: list[str]
    typed: str
    asked: str = ""


class DirectoryBox(NamedTuple):
    """A value that is chosen, or offered, as the template shows it."""

    token: str
    label: str
    detail: str
    is_free: bool


class DirectoryWidget(forms.Widget):
    """Boxes of what is chosen, and a text field to add to them."""

    template_name = "surveys/widgets/directory.html"
    use_fieldset = True

    def __init__(self) -> None:
        super().__init__()
        self.labels: dict[str, str] = {}
        self.offered: list[DirectoryChoice] = []
        self.suggest_url = ""

    def value_from_datadict(self, data: Any, _files: Any, name: str) -> SentValues:
        read = getattr(data, "getlist", lambda key: [data[key]] if key in data else [])
        typed, asked = (
            data.get(name + end, "") for end in (TYPED_SUFFIX, ASKED_SUFFIX)
        )
        return SentValues(read(name), typed, asked)

    def value_omitted_from_data(self, data: Any, _files: Any, name: str) -> bool:
        return name not in data and name + TYPED_SUFFIX not in data

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        sent = value if isinstance(value, SentValues) else SentValues(value or [], "")
        context = super().get_context(name, None, attrs)
        more = {
            "boxes": [self.build_box(token) for token in sent.tokens],
            "offered": [
                DirectoryBox(get_token(one.stored), one.label, one.detail, not one.key)
                for one in self.offered
            ],
            "typed": sent.typed,
            "typed_name": name + TYPED_SUFFIX,
            "asked_name": name + ASKED_SUFFIX if self.offered else "",
            "suggest_url": self.suggest_url,
        }
        return {"widget": context["widget"] | more}

    def build_box(self, token: str) -> DirectoryBox:
        is_free = token.startswith(FREE)
        label = token.removeprefix(FREE) if is_free else self.labels.get(token, token)
        return DirectoryBox(token, label, "", is_free)


class DirectoryField(forms.Field):
    """Rows of one table of the directory, and texts that are in no list."""

    widget: DirectoryWidget

    def __init__(self, kind: str, least: int | None, most: int | None) -> None:
        super().__init__(widget=DirectoryWidget())
        self.kind, self.least = kind, least or 0
        self.most = MOST_VALUES if most is None else most
        # What was stored: a row that left the directory since keeps its label.
        self.known: dict[str, StoredValue] = {}
        self.cleaned: SentValues | None = None
        self.question = ""

    def set_known(self, stored: list[StoredValue]) -> None:
        self.known = {one["key"]: one for one in stored if one["key"]}
        self.widget.labels |= {key: one["label"] for key, one in self.known.items()}

    def clean(self, value: SentValues) -> list[StoredValue]:
        """Return the values; what is typed and not understood becomes a question."""
        chosen = self.read_tokens(value.tokens)
        rest = []
        for text in split_typed(value.typed):
            found = search_choices(self.kind, text)
            offered = [*found, DirectoryChoice("", text)]
            if exact := find_exact_choice(found, text):
                chosen.append(exact.stored)
            elif text in split_typed(value.asked) and any(
                get_token(one.stored) in value.tokens for one in offered
            ):
                continue  # What was meant is ticked now.
            else:
                rest.append(text)
                self.ask(text, offered)
        unique = list({(one["key"], one["label"]): one for one in chosen}.values())
        self.widget.labels |= {one["key"]: one["label"] for one in unique}
        tokens = [get_token(one) for one in unique]
        self.cleaned = SentValues(tokens, "; ".join(rest))
        if len(unique) > self.most:
            raise ValidationError(
                _("Choisissez-en au plus %(n)s.") % {"n": self.most}, code="rule"
            )
        if unique and len(unique) < self.least:
            raise ValidationError(
                _("Choisissez-en au moins %(n)s.") % {"n": self.least}, code="rule"
            )
        return unique

    def read_tokens(self, tokens: list[str]) -> list[StoredValue]:
        keys = [one for one in tokens if not one.startswith(FREE)]
        rows = get_choices(self.kind, keys)
        known: Mapping[str, StoredValue] = self.known | {
            key: one.stored for key, one in rows.items()
        }
        free = {
            one: one.removeprefix(FREE).strip()[:MAX_LABEL_LENGTH] for one in tokens
        }
        return [
            known[one] if one in known else {"key": "", "label": free[one]}
            for one in tokens
            if free[one]
        ]

    def ask(self, text: str, offered: list[DirectoryChoice]) -> None:
        """Offer what a text may mean, and to keep it as it is."""
        self.widget.offered += offered
        self.question = (
            _("« %s » : cochez ce que vous voulez dire.")
            if len(offered) > 1
            else _("« %s » n’est pas dans la liste : corrigez, ou cochez-le tel quel.")
        ) % text

    def bound_data(self, data: Any, _initial: Any) -> Any:
        """Return what was understood of the boxes and the text, once cleaned."""
        return data if self.cleaned is None else self.cleaned
