"""What the cells of a flat table mean: kinds of link and authority, names, sources."""

import re
from urllib.parse import urlsplit

from cooperation.enums import ActionStatus, AgreementKind
from cooperation.parsing import ChoiceNames, split_list
from cooperation.spreadsheets.layouts.titles import add_preposition
from cooperation.spreadsheets.matching.names import detect_authority_kind
from cooperation.text import normalize

PROJECT = "projet"
MAX_SOURCE_LENGTH = 300
# What people call a kind of link; a project is no agreement.
KIND_WORDS = {
    AgreementKind.COOPERATION.value: "cooperation decentralisee, cooperation, "
    "cooperations decentralisees, jumelage cooperation, jumelage et cooperation, "
    "jumelage et cooperation decentralisee, accord de cooperation, "
    "convention de cooperation, convention de cooperation decentralisee, "
    "protocole de cooperation, partenariat de cooperation, "
    "cooperation transfrontaliere",
    AgreementKind.TWINNING.value: "jumelage, jumelages, jumele, jumelee, "
    "ville jumelee, "
    "villes jumelees, charte de jumelage, serment de jumelage, accord de jumelage",
    AgreementKind.FRIENDSHIP.value: "pacte d amitie, pacte amitie, charte d amitie, "
    "amitie, lien d amitie, accord d amitie, traite d amitie, protocole d amitie",
    AgreementKind.OTHER.value: "autre, autre accord, autres, autre lien",
    PROJECT: "projet, projets, programme, programme concerte, action, operation",
}
KINDS = {
    word.strip(): kind
    for kind, words in KIND_WORDS.items()
    for word in words.split(",")
}
# Words of an agreement whose kind they do not say.
VAGUE_KINDS = {"partenariat", "convention", "protocole", "villes partenaires", "accord"}
KIND_TITLES = {
    AgreementKind.COOPERATION.value: "Coopération",
    AgreementKind.TWINNING.value: "Jumelage",
    AgreementKind.FRIENDSHIP.value: "Pacte d’amitié",
    AgreementKind.OTHER.value: "Accord",
}
AUTHORITY_KINDS = {
    "commune": "commune",
    "ville": "commune",
    "epci": "epci",
    "intercommunalite": "epci",
    "communaute de communes": "epci",
    "communaute d agglomeration": "epci",
    "communaute urbaine": "epci",
    "metropole": "epci",
    "departement": "departement",
    "region": "region",
    "syndicat": "syndicat",
}
# Authorities whose name alone tells them apart.
ALONE = {"departement", "region", "syndicat"}
STATUSES = ChoiceNames(
    ((code, str(label)) for code, label in ActionStatus.choices),
    {
        "suspendu": "suspendue",
        "en sommeil": "suspendue",
        "mis en sommeil": "suspendue",
        "actif": "en_cours",
        "active": "en_cours",
        "clos": "terminee",
        "acheve": "terminee",
        "fini": "terminee",
        "inconnu": "inconnue",
        "a verifier": "inconnue",
    },
)
# The second level of the national atlas's own tree of themes.
ATLAS_THEMES = {
    "gouvernance locale et appui institutionnel": "gouvernance_appui_institutionnel",
    "agriculture et developpement rural": "agriculture_alimentation",
    "attractivite des territoires": "developpement_economique",
}
# Kinds of amounts: the whole; what one funder brings; what must not be counted.
TOTAL_AMOUNTS = {"total", "budget", "budget total", "montant total", "cout total"}
PARTIAL_AMOUNTS = {"part", "annuel", "subvention", "par an"}
YEARLY_AMOUNTS = {"annuel", "par an"}
APART_AMOUNTS = {"hors total", "a part"}
AMOUNT_OF_ALL = re.compile(r"budget|total|cout")
TOWN_PREFIX = re.compile(r"(?:la )?(?:commune|ville) (?:de |du |des |d[’'])", re.I)


def read_link_kind(text: str) -> str:
    """Return a kind of agreement or ``PROJECT``, or "" if the words say none."""
    key = normalize(text)
    return KINDS.get(key, AgreementKind.OTHER.value if key in VAGUE_KINDS else "")


def format_authority(name: str, kind: str, department: str) -> str:
    """Return the name with the kind and the department that the row says of it."""
    told = AUTHORITY_KINDS.get(normalize(kind), "")
    implied = detect_authority_kind(name)
    text = name
    if told and told != "syndicat" and told != implied:
        text = prefix_kind(name, told)
    if not department or (told or implied) in ALONE or "(" in name:
        return text
    return f"{text} ({format_department(department)})"


def prefix_kind(name: str, kind: str) -> str:
    """Return "Commune de Niort" for Niort, "Région Bretagne" for Bretagne."""
    if kind == "commune":
        return f"Commune {add_preposition(name)}"
    words = {"epci": "Communauté", "departement": "Département", "region": "Région"}
    return f"{words[kind]} {name}"


def format_department(text: str) -> str:
    """Return the code of a department, else the text: "74 - Haute-Savoie" is "74"."""
    match = re.match(r"(2[ABab]|\d{1,3})\b", text.strip())
    return match[1].upper().zfill(2) if match else text


def shorten_town(name: str) -> str:
    """Return the name of a town for a title: "Commune d’Annecy" is "Annecy"."""
    short = TOWN_PREFIX.sub("", name.partition(" (")[0], count=1)
    return short[:1].upper() + short[1:]


def name_sources(name: str, url: str, others: list[str]) -> str:
    """Return the name of the source, or the host of its page, and of other sources."""
    names = dict.fromkeys([name or get_host(url), *map(get_host, others)])
    text = ""
    for one in filter(None, names):
        longer = f"{text} ; {one}" if text else one
        if len(longer) > MAX_SOURCE_LENGTH:
            break
        text = longer
    return text


def get_host(url: str) -> str:
    """Return the host of a page without "www.", or a text that is no address."""
    host = urlsplit(url).hostname or url
    return host.removeprefix("www.").rstrip(".")


def split_names(text: str) -> list[str]:
    return split_list(text, ";|\n")
