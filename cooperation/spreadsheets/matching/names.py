"""Normalisation of the names of authorities and places."""

import re

from cooperation.text import normalize

# What a name begins with, and the kind of authority that it tells.
PREFIXES = [
    ("commune", r"(communes?|villes?|mairie|municipalite) (de |du |des |d )?"),
    (
        "epci",
        r"(communaute (de communes|d agglomeration|urbaine)|metropole"
        r"|cc|ca|cu|agglomeration) (de |du |des |d )?",
    ),
    (
        "departement",
        r"(departement|conseil (departemental|general)) (de |du |des |d )?",
    ),
    ("region", r"(region|conseil regional) (de |du |des |d )?"),
    ("syndicat", r"syndicat "),
]
STOP_WORDS = {"de", "du", "des", "d", "la", "le", "les", "l", "et", "en", "of"}
# How names are shortened.
ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints"}
REGION_ABBREVIATIONS = {
    "aura": "auvergne rhone alpes",
    "paca": "provence alpes cote azur",
    "sud": "provence alpes cote azur",
    "idf": "ile france",
    "bfc": "bourgogne franche comte",
    "hdf": "hauts france",
    "na": "nouvelle aquitaine",
    "pdl": "pays loire",
    "centre": "centre val loire",
}
DEPARTMENT_NUMBER = re.compile(
    r"(?:cd|cg|departement|conseil (?:departemental|general))(?: d[eu])? ?"
    r"(\d{1,3}|2[ab])"
)
EPCI_WORDS = {
    *("cc", "ca", "cu", "communaute", "communes", "agglomeration", "agglo"),
    *("urbaine", "metropole", "metropolitaine"),
}
FOREIGN_PREFIX = re.compile(
    r"(commune|ville|municipalite|municipalites|communes) (de |du |des |d )?"
)


def detect_authority_kind(text: str) -> str:
    """Return the kind of authority that a name implies, or ""."""
    key = f"{normalize(text)} "
    for kind, prefix in PREFIXES:
        if re.match(prefix, key):
            return kind
    return "epci" if EPCI_WORDS & {*key.split()} - {"communes"} else ""


def normalize_authority_name(text: str, kind: str) -> str:
    """Return the normalised name without the authority's kind and stop words.

    "Communauté de communes Faucigny-Glières" and "CC Faucigny - Glières" are
    "faucigny glieres".
    """
    key = f"{normalize(text)} "
    for prefix_kind, prefix in PREFIXES:
        if prefix_kind == kind and kind != "syndicat":
            key = re.sub(f"^{prefix}", "", key)
    words = [ABBREVIATIONS.get(word, word) for word in key.split()]
    words = words or normalize(text).split()
    if kind == "epci":
        words = [word for word in words if word not in EPCI_WORDS] or words
    loose = " ".join(word for word in words if word not in STOP_WORDS) or key.strip()
    return REGION_ABBREVIATIONS.get(loose, loose) if kind == "region" else loose


def parse_department_number(text: str) -> str:
    """Return the code of a department named by its number: "CD 74" is "74"."""
    match = DEPARTMENT_NUMBER.fullmatch(normalize(text))
    return match[1].upper().zfill(2) if match else ""


def clean_code(code: str, digits: int) -> str:
    """Return a code without spaces, a lost leading zero restored.

    Of a SIRET, the SIREN is returned.
    """
    bare = "".join(code.split())
    if digits == 9 and len(bare) == 14:
        return bare[:9]
    return bare.zfill(digits) if len(bare) == digits - 1 and bare.isdecimal() else bare


def split_brackets(text: str) -> tuple[str, str]:
    """Split "Plouhinec (Finistère)" into the name and the text in brackets."""
    match = re.fullmatch(r"(.+?)\(([^()]+)\)", text)
    return (match[1].rstrip(), match[2]) if match else (text, "")


def normalize_foreign_name(text: str) -> str:
    """Return the normalised name of a foreign town, a trailing bracket left out."""
    key = normalize(re.sub(r"\([^()]*\)", "", text)) or normalize(text)
    return re.sub(FOREIGN_PREFIX, "", f"{key} ", count=1).strip() or key
