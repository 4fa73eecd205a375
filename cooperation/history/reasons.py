"""Reasons of changes as history stores them: their kinds and their texts."""

from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

REVERT_PREFIX = "version du "
BATCH_PREFIX = "lot "
REFERENCE_LOAD = "load_reference"


class ReasonKind(NamedTuple):
    """A kind of reason: the prefixes of its stored texts, and its label."""

    code: str
    begins: tuple[str, ...]
    label: Promise


REASON_KINDS = (
    ReasonKind("import", ("import",), gettext_lazy("un import")),
    ReasonKind(
        "references",
        (REFERENCE_LOAD,),
        gettext_lazy("une mise à jour des listes officielles"),
    ),
    ReasonKind(
        "lot",
        (BATCH_PREFIX,),
        gettext_lazy("un changement de plusieurs fiches d’un coup"),
    ),
    ReasonKind(
        "proposition", ("proposition ",), gettext_lazy("une proposition acceptée")
    ),
    ReasonKind(
        "confirmation",
        ("confirmée",),
        gettext_lazy("une confirmation par la collectivité"),
    ),
    ReasonKind(
        "fusion",
        ("fusion", "fondue "),
        gettext_lazy("une fusion de fiches"),
    ),
    ReasonKind(
        "protection",
        ("champs protégés",),
        gettext_lazy("une protection de champs contre l’import"),
    ),
    ReasonKind(
        "version", (REVERT_PREFIX,), gettext_lazy("un retour à une version d’avant")
    ),
)
BY_HAND = "main"


def build_prefix_condition(kind: ReasonKind) -> Q:
    condition = Q()
    for text in kind.begins:
        condition |= Q(history_change_reason__startswith=text)
    return condition


def build_kind_condition(code: str) -> Q:
    """Return the condition that a record's reason is of the kind with this code.

    Any unknown code means records without a reason.
    """
    for kind in REASON_KINDS:
        if kind.code == code:
            return build_prefix_condition(kind)
    return Q(history_change_reason__isnull=True) | Q(history_change_reason="")


def list_reason_choices() -> list[tuple[str, Any]]:
    kinds = [(kind.code, kind.label) for kind in REASON_KINDS]
    return [(BY_HAND, gettext_lazy("à la main, sans motif")), *kinds]


def format_reason(reason: str | None) -> str:
    text = reason or ""
    rest = text.partition(" ")[2]
    if text.startswith(BATCH_PREFIX):
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
    if text == REFERENCE_LOAD:
        return _("mise à jour des listes officielles")
    if text.startswith(REFERENCE_LOAD):
        return _("mise à jour des listes officielles, annulée")
    if text.startswith(REVERT_PREFIX):
        return _("retour à la version du %(when)s") % {
            "when": text.removeprefix(REVERT_PREFIX)
        }
    return text
