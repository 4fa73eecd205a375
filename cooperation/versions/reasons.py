"""Reasons of changes as history stores them: their kinds and their texts."""

from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

RESTORED = "version du "
REFERENCES = "load_reference"


class Kind(NamedTuple):
    """A kind of reason: the prefixes of its stored texts, and its label."""

    code: str
    begins: tuple[str, ...]
    label: Promise


KINDS = (
    Kind("import", ("import",), gettext_lazy("un import")),
    Kind(
        "references",
        (REFERENCES,),
        gettext_lazy("une mise à jour des listes officielles"),
    ),
    Kind("lot", ("lot ",), gettext_lazy("un changement de plusieurs fiches d’un coup")),
    Kind("proposition", ("proposition ",), gettext_lazy("une proposition acceptée")),
    Kind(
        "confirmation",
        ("confirmée",),
        gettext_lazy("une confirmation par la collectivité"),
    ),
    Kind(
        "fusion",
        ("fusion", "fondue "),
        gettext_lazy("une fusion de fiches"),
    ),
    Kind(
        "protection",
        ("champs protégés",),
        gettext_lazy("une protection de champs contre l’import"),
    ),
    Kind("version", (RESTORED,), gettext_lazy("un retour à une version d’avant")),
)
BY_HAND = "main"


def begins_so(kind: Kind) -> Q:
    condition = Q()
    for text in kind.begins:
        condition |= Q(history_change_reason__startswith=text)
    return condition


def of_kind(code: str) -> Q:
    """Return the condition that a record's reason is of the kind with this code.

    Any unknown code means records without a reason.
    """
    for kind in KINDS:
        if kind.code == code:
            return begins_so(kind)
    return Q(history_change_reason__isnull=True) | Q(history_change_reason="")


def choices() -> list[tuple[str, Any]]:
    kinds = [(kind.code, kind.label) for kind in KINDS]
    return [(BY_HAND, gettext_lazy("à la main, sans motif")), *kinds]


def in_words(reason: str | None) -> str:
    text = reason or ""
    rest = text.partition(" ")[2]
    if text.startswith("lot "):
        if text.endswith(" annulé"):
            return _("changement de plusieurs fiches d’un coup, annulé")
        return _("changement de plusieurs fiches d’un coup")
    if text.startswith("proposition ") and text.endswith(" annulée"):
        number = rest.removesuffix(" annulée")
        return _("proposition n° %(number)s, annulée") % {"number": number}
    if text.startswith("proposition ") and rest.isdigit():
        return _("proposition n° %(number)s, acceptée") % {"number": rest}
    if text.startswith("import ") and rest:
        return _("import : %(what)s") % {"what": rest}
    if text == REFERENCES:
        return _("mise à jour des listes officielles")
    if text.startswith(RESTORED):
        return _("retour à la version du %(when)s") % {
            "when": text.removeprefix(RESTORED)
        }
    return text
