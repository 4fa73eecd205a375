"""Texts of the mails that people receive, which staff may change.

A mail kind names the variables that its text may hold, ``{lien}``. Its shipped texts
are the files ``templates/mails/<language>/<code>.txt``, whose first line is the
subject; they are no Django templates. The texts that staff changed come from a source
that another app registers. Whatever is wrong with one, the shipped text is sent.
"""

import datetime
import difflib
import logging
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.web import outbox
from cooperation.web.site import build_full_url

log = logging.getLogger(__name__)

# What is called or lazy is read in the mail's language; a date is written in words.
Values = Mapping[str, Any]
VARIABLE = re.compile(r"\{([^{}]*)\}")
SHIPPED_TEXTS = settings.BASE_DIR / "templates" / "mails"
LONGEST_SUBJECT, LONGEST_BODY = 150, 5_000


class MailContent(NamedTuple):
    subject: str
    body: str


class Example(NamedTuple):
    """A recent row that a mail could have been about, and the values it gives."""

    label: str
    values: Values


@dataclass(frozen=True)
class Variable:
    """A name that a text may hold.

    The body must hold one that is ``required``. Where an ``optional`` one has no value,
    its paragraph is left out. A ``link`` stands alone between spaces. The subject,
    which staff read in the list of mails, holds no link, no secret and no long text.
    """

    name: str
    label: Any
    example: Any
    required: bool = False
    optional: bool = False
    link: bool = False
    body_only: bool = False

    @property
    def may_stand_in_subject(self) -> bool:
        return not (self.link or self.optional or self.body_only)

    @property
    def mark(self) -> str:
        return f"{{{self.name}}}"


SITE = Variable(
    "site", gettext_lazy("adresse de ce site"), settings.SITE_URL, link=True
)


@dataclass(frozen=True)
class MailKind:
    """A mail: when it is sent, what its text may say, and who may change it.

    ``find_example`` returns a recent row that a person may see. ``frame`` says what the
    site adds to the text. ``languages`` are those in which it is sent today.
    """

    code: str
    group: Any
    label: Any
    trigger: Any
    own_variables: tuple[Variable, ...]
    find_example: Callable[[Any], Example | None] = lambda _user: None
    frame: Any = ""
    languages: tuple[str, ...] = (settings.LANGUAGE_CODE,)
    permission: str = "accounts.change_mailtext"

    @property
    def variables(self) -> tuple[Variable, ...]:
        return (*self.own_variables, SITE)

    def get_shipped(self, language: str) -> MailContent:
        return read_shipped_text(self.code, language)


MAIL_KINDS: dict[str, MailKind] = {}
# Returns the text that staff wrote for a code and a language, if they did.
TextSource = Callable[[str, str], MailContent | None]
TEXT_SOURCES: list[TextSource] = []


def register_mail_kinds(*kinds: MailKind) -> None:
    MAIL_KINDS.update({kind.code: kind for kind in kinds})


def register_text_source(source: TextSource) -> None:
    if source not in TEXT_SOURCES:
        TEXT_SOURCES.append(source)


@cache
def read_shipped_text(code: str, language: str) -> MailContent:
    text = (SHIPPED_TEXTS / language / f"{code}.txt").read_text(encoding="utf-8")
    subject, _line, body = text.strip().partition("\n")
    return MailContent(subject, body.strip("\n"))


def get_text(kind: MailKind, language: str = settings.LANGUAGE_CODE) -> MailContent:
    """Return the text of staff; the shipped one where they wrote none that can serve.

    A variable of their text may be gone since an upgrade.
    """
    found = (source(kind.code, language) for source in TEXT_SOURCES)
    changed = next(filter(None, found), None)
    if changed and find_text_problems(kind, changed):
        log.error("Mail text %s (%s) cannot be used: shipped text", kind.code, language)
        changed = None
    return changed or kind.get_shipped(language)


# Checking -------------------------------------------------------------------------


def find_text_problems(kind: MailKind, content: MailContent) -> list[str]:
    """Return what keeps a text from being sent, in words."""
    names = [one.name for one in kind.variables]
    problems = [
        *find_unknown_variables(f"{content.subject}\n{content.body}", names),
        *(describe_missing(one) for one in kind.variables if is_missing(one, content)),
        *(describe_joined(one) for one in kind.variables if is_joined(one, content)),
    ]
    problems += [
        _("%(name)s va dans le texte, pas dans l’objet.") % {"name": one.mark}
        for one in kind.variables
        if one.mark in content.subject and not one.may_stand_in_subject
    ]
    if not content.subject.strip() or len(content.subject.splitlines()) > 1:
        problems.append(_("L’objet tient sur une ligne et n’est pas vide."))
    return problems


def find_unknown_variables(text: str, known: Iterable[str]) -> list[str]:
    """Return a sentence for each ``{name}`` that nothing replaces."""
    known = list(known)
    unknown = sorted(set(VARIABLE.findall(text)) - set(known))
    return [describe_unknown(name, known) for name in unknown]


def describe_unknown(name: str, known: list[str]) -> str:
    words = _("Rien ne remplacera %(name)s.") % {"name": f"{{{name}}}"}
    if near := difflib.get_close_matches(name.strip().lower(), known, n=1, cutoff=0.5):
        nearest = {"name": f"{{{near[0]}}}"}
        return f"{words} {_('Vouliez-vous dire %(name)s ?') % nearest}"
    return words


def is_missing(variable: Variable, content: MailContent) -> bool:
    return variable.required and variable.mark not in content.body


def describe_missing(variable: Variable) -> str:
    return _("Le texte doit contenir %(name)s : %(label)s.") % {
        "name": variable.mark,
        "label": variable.label,
    }


def is_joined(variable: Variable, content: MailContent) -> bool:
    """Return whether signs beside a link would become a part of it."""
    joined = rf"\S{re.escape(variable.mark)}|{re.escape(variable.mark)}\S"
    return variable.link and bool(re.search(joined, content.body))


def describe_joined(variable: Variable) -> str:
    return _(
        "Laissez %(name)s entre deux espaces ou seul sur sa ligne : un signe collé au "
        "lien le casserait."
    ) % {"name": variable.mark}


# Filling --------------------------------------------------------------------------


def fill_text(text: str, values: Values) -> str:
    """Replace the variables, once: what a value says is never read as a variable."""
    return VARIABLE.sub(lambda found: str(values.get(found[1], found[0])), text)


def drop_empty_paragraphs(kind: MailKind, body: str, values: Values) -> str:
    optional = [one for one in kind.variables if one.optional]
    empty = [one.mark for one in optional if not values.get(one.name)]
    paragraphs = body.split("\n\n")
    kept = [one for one in paragraphs if not any(mark in one for mark in empty)]
    return "\n\n".join(kept)


def fill_content(
    kind: MailKind, content: MailContent, values: Values, language: str
) -> MailContent:
    """Return subject and body as they are sent."""
    with translation.override(language):
        ready = {name: format_value(value) for name, value in values.items()}
        ready[SITE.name] = settings.SITE_URL
    subject = " ".join(fill_text(content.subject, ready).split())
    body = drop_empty_paragraphs(kind, content.body, ready)
    return MailContent(subject, fill_text(body, ready))


def format_value(value: Any) -> str:
    value = value() if callable(value) else value
    if isinstance(value, datetime.date):
        return date_format(value, "j F Y")
    return str(value)


def link_to(route: str, *arguments: Any) -> Callable[[], str]:
    """Return the value of a link, whose address may depend on the language."""
    return lambda: build_full_url(reverse(route, args=arguments))


def get_example_values(kind: MailKind) -> dict[str, Any]:
    return {one.name: one.example for one in kind.variables}


# Sending --------------------------------------------------------------------------


def build_text_message(
    kind: MailKind,
    to: str,
    values: Values,
    *,
    reply_to: str = "",
    language: str = settings.LANGUAGE_CODE,
) -> EmailMessage:
    content = fill_content(kind, get_text(kind, language), values, language)
    return outbox.build_message(content.subject, content.body, to, reply_to)


def queue_text(
    kind: MailKind,
    to: str,
    values: Values,
    *,
    reply_to: str = "",
    language: str = settings.LANGUAGE_CODE,
) -> None:
    """Write a mail of a kind to the outbox."""
    build_text_message(kind, to, values, reply_to=reply_to, language=language).send()
