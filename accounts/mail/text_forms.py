"""The form of a mail's text, and what its page shows beside: preview, differences."""

import difflib
from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cooperation.web.mail_texts import (
    LONGEST_BODY,
    LONGEST_SUBJECT,
    MailContent,
    MailKind,
    fill_content,
    find_text_problems,
    get_example_values,
)


class MailTextForm(forms.Form):
    """Subject and body; ``version`` is that of the text which the person saw."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)
    subject = forms.CharField(label=_("Objet"), max_length=LONGEST_SUBJECT)
    body = forms.CharField(
        label=_("Texte"),
        max_length=LONGEST_BODY,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "true"}),
        help_text=_(
            "Texte simple, sans mise en forme. Une ligne vide sépare deux paragraphes."
        ),
    )

    def __init__(
        self, *args: Any, kind: MailKind, language: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for name in ("subject", "body"):
            self.fields[name].widget.attrs["lang"] = language

    @property
    def typed(self) -> MailContent:
        """The text as it was typed, which may be wrong; the shown one before that."""
        values = (self["subject"].value(), self["body"].value())
        subject, body = (str(value or "") for value in values)
        lines = [line.rstrip() for line in body.splitlines()]
        return MailContent(subject.strip(), "\n".join(lines).strip("\n"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and (found := find_text_problems(self.kind, self.typed)):
            raise forms.ValidationError(found)
        return cleaned


class MailPreview(NamedTuple):
    """A mail as it would be sent; ``source`` names the real row, if there is one."""

    subject: str
    body: str
    source: str
    problems: list[str]


def build_preview(
    kind: MailKind, content: MailContent, language: str, user: Any
) -> MailPreview:
    """Return the mail about a recent row that the user may see, else about examples."""
    with translation.override(language):
        found = kind.find_example(user)
    real = found.values if found else {}
    known = {name: value for name, value in real.items() if name != "lien"}
    values = get_example_values(kind) | known
    filled = fill_content(kind, content, values, language)
    problems = find_text_problems(kind, content)
    return MailPreview(*filled, found.label if found else "", problems)


class LineDifference(NamedTuple):
    """A line; ``state`` is "kept", "removed" or "added"."""

    state: str
    text: str


STATES = {" ": "kept", "-": "removed", "+": "added"}


def list_line_differences(
    before: MailContent, after: MailContent
) -> list[LineDifference]:
    """Return the lines of two texts, subject first; none if they are equal."""
    return list(iter_line_differences(before, after)) if before != after else []


def iter_line_differences(
    before: MailContent, after: MailContent
) -> Iterator[LineDifference]:
    old, new = ("\n\n".join(text).split("\n") for text in (before, after))
    for line in difflib.ndiff(old, new):
        if state := STATES.get(line[0]):
            yield LineDifference(state, line[2:])


def describe_conflict(name: str) -> str:
    who = name or gettext("Quelqu’un d’autre")
    return gettext(
        "%(who)s a changé ce texte entre-temps. Le vôtre est ci-dessous, rien n’est "
        "perdu ; le texte enregistré est dessous. Enregistrez de nouveau pour garder "
        "le vôtre."
    ) % {"who": who}
