"""The types of XLSForm: which kind of question each is, and why some are left out."""

import re
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from surveys.enums import QuestionKind

# The column that only this site writes and reads: what an XLSForm cannot say.
OWN_COLUMN = "passerelles"
SELECT = re.compile(
    r"(?P<how>select[_ ]one|select1|select[_ ]multiple|rank)(?: from)?\s+"
    r"(?P<list>\S+)(?P<other>\s+or[_ ]other)?",
    re.IGNORECASE,
)
SELECT_KINDS = {
    "select_one": QuestionKind.ONE,
    "select1": QuestionKind.ONE,
    "select_multiple": QuestionKind.SEVERAL,
    "rank": QuestionKind.RANKING,
}
KINDS = {
    "integer": QuestionKind.NUMBER,
    "int": QuestionKind.NUMBER,
    "decimal": QuestionKind.DECIMAL,
    "text": QuestionKind.SHORT_TEXT,
    "string": QuestionKind.SHORT_TEXT,
    "date": QuestionKind.DATE,
    "range": QuestionKind.SCALE,
    "acknowledge": QuestionKind.YES_NO,
    "file": QuestionKind.FILE,
    "image": QuestionKind.FILE,
    "photo": QuestionKind.FILE,
    "audio": QuestionKind.FILE,
    "video": QuestionKind.FILE,
}
# The kind is read, but not all that the type says.
KIND_REMARKS: dict[str, Promise] = {
    "acknowledge": _("« acknowledge » : lue comme une question par oui ou non."),
    **dict.fromkeys(
        ("image", "photo", "audio", "video"),
        _("Prise de vue ou de son : lue comme un fichier à joindre."),
    ),
}
METADATA = _("« %s » : le site sait déjà quand et par qui il est répondu.")
GEOGRAPHY = _("« %s » : le site ne relève pas de position ; demandez un lieu.")
CALCULATION = _("« %s » : le site ne calcule pas à partir des réponses.")
LEFT_OUT: dict[str, Promise] = {
    **dict.fromkeys(
        (
            *("start", "end", "today", "deviceid", "device_id", "username", "audit"),
            *("phonenumber", "simserial", "subscriberid", "email", "start-geopoint"),
            *("imei", "simid", "uri:deviceid", "background-audio"),
        ),
        METADATA,
    ),
    **dict.fromkeys(("geopoint", "geotrace", "geoshape", "gps", "location"), GEOGRAPHY),
    **dict.fromkeys(
        ("calculate", "hidden", "xml-external", "csv-external"), CALCULATION
    ),
    "time": _("« %s » : le site demande un jour, pas une heure."),
    "datetime": _("« %s » : le site demande un jour, pas une heure."),
    "barcode": _("« %s » : le site ne lit pas de code-barres."),
}
UNKNOWN = _("« %s » : nature inconnue ici, question laissée de côté.")
BASE_TYPES = {
    QuestionKind.ONE: "select_one",
    QuestionKind.SCALE: "select_one",
    QuestionKind.YES_NO: "select_one",
    QuestionKind.SEVERAL: "select_multiple",
    QuestionKind.RANKING: "rank",
    QuestionKind.NUMBER: "integer",
    QuestionKind.YEAR: "integer",
    QuestionKind.DECIMAL: "decimal",
    QuestionKind.AMOUNT: "decimal",
    QuestionKind.DATE: "date",
    QuestionKind.FILE: "file",
}
# Columns of which nothing is lost, and those that the site has no equal of.
READ_COLUMNS = {
    *("type", "name", "label", "hint", "required", "relevant", "constraint"),
    *("constraint_message", "appearance", "parameters", OWN_COLUMN),
}
COLUMN_REASONS: dict[str, Promise] = {
    "appearance": _("La présentation « %s » n’est pas reprise : le site a la sienne."),
    "choice_filter": _("Le filtre des choix « %s » n’est pas repris : tous restent."),
    "default": _("La réponse par défaut « %s » n’est pas reprise : rien n’est coché."),
    "calculation": _("Le calcul « %s » n’est pas repris."),
    "read_only": _("« Lecture seule » n’est pas repris : la question se répond."),
    "readonly": _("« Lecture seule » n’est pas repris : la question se répond."),
    "required_message": _("Le message « %s » n’est pas repris : le site a le sien."),
    "repeat_count": _("Le nombre de répétitions « %s » n’est pas repris."),
    "guidance_hint": _("La consigne d’enquêteur « %s » n’est pas reprise."),
}
UNKNOWN_COLUMN = _("La colonne « %(column)s » n’est pas reprise (« %(value)s »).")


class SelectType(NamedTuple):
    kind: QuestionKind
    list_name: str
    has_other: bool


def parse_select(text: str) -> SelectType | None:
    """Return what a type such as "select_one yes_no or_other" says."""
    found = SELECT.fullmatch(text)
    if not found:
        return None
    how = found["how"].casefold().replace(" ", "_")
    return SelectType(SELECT_KINDS[how], found["list"], bool(found["other"]))


def get_base_type(kind: str) -> str:
    """Return the type of a kind of question; text for what only the site has."""
    return BASE_TYPES.get(QuestionKind(kind), "text")
