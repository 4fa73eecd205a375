"""Titles of actions that a row of an agreement implies: what is done, and where.

An agreement is not an action: the action under it never bears its title.
"""

import re
from collections.abc import Sequence

from cooperation.text import normalize

# What is done, by theme; the partner's name follows.
TITLES = {
    "eau_assainissement": "Appui à l’eau et à l’assainissement",
    "dechets": "Appui à la gestion des déchets",
    "energie": "Appui à l’accès à l’énergie",
    "environnement_climat": "Appui à la protection de l’environnement",
    "sante": "Appui aux services de santé",
    "education": "Appui aux écoles et à la formation",
    "jeunesse": "Appui aux projets de jeunes",
    "culture_patrimoine": "Appui à la culture et au patrimoine",
    "developpement_economique": "Appui au développement économique",
    "agriculture_alimentation": "Appui à l’agriculture et à l’alimentation",
    "urbanisme": "Appui à l’aménagement",
    "gouvernance_appui_institutionnel": "Appui aux services publics",
    "genre": "Appui aux droits des femmes",
    "citoyennete_mobilite": "Échanges avec les habitants",
    "urgence": "Aide d’urgence aux habitants",
}
DEFAULT_TITLE = "Appui aux projets"
# What a window pays for, where the law or its name says it.
WINDOW_THEMES = {
    "oudin_santini": "eau_assainissement",
    "agence_eau": "eau_assainissement",
}
# What a name of an authority begins with, and its article with "de".
ARTICLES = {
    "du": "departement cercle conseil camp groupement canton district land comte "
    "gouvernorat syndicat",
    "de la": "region province commune ville municipalite federation communaute "
    "prefecture wilaya vallee republique cooperative metropole",
    "de l’": "association union etat agglomeration archipel ile",
    "des": "collectivites communes villes municipalites iles",
}
ARTICLE_OF = {
    word: article for article, words in ARTICLES.items() for word in words.split()
}


def build_action_title(
    themes: Sequence[str], windows: Sequence[str], partners: Sequence[str]
) -> str:
    """Return the title of what is done: "Appui à l’eau et à l’assainissement de Téra".

    Of several themes, the one that a window pays for, else the first.
    """
    paid = [WINDOW_THEMES[window] for window in windows if window in WINDOW_THEMES]
    theme = next((theme for theme in paid if theme in themes), "")
    theme = theme or next((theme for theme in themes if theme in TITLES), "")
    names = [part for name in partners for part in remove_brackets(name).split(" et ")]
    where = [add_preposition(name) for name in names if name]
    return " ".join([TITLES.get(theme, DEFAULT_TITLE), join_names(where)]).strip()


def remove_brackets(name: str) -> str:
    return re.sub(r"\s*\([^()]*\)", "", name).strip()


def join_names(names: Sequence[str]) -> str:
    *first, last = names or [""]
    return f"{', '.join(first)} et {last}" if first else last


def add_preposition(name: str) -> str:
    """Return a name after "de": "d’Orodara", "du cercle de Kadiolo", "du Cap"."""
    head, _space, rest = name.partition(" ")
    key = normalize(head)
    if article := ARTICLE_OF.get(key):
        space = "" if article.endswith("’") else " "
        return f"{article}{space}{head[0].lower()}{name[1:]}"
    if rest and head in ("Le", "Les"):
        return f"{'du' if head == 'Le' else 'des'} {rest}"
    return f"d’{name}" if key[:1] in set("aeiou") else f"de {name}"
