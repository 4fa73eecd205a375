"""Words that ask, or name what the directory is made of: "who works on", "projets".

They tell little of what is wanted: beside other words no entry needs to have them, and
those that have come first.
"""

from collections.abc import Iterator

from cooperation.search.terms import (
    SearchTerm,
    find_acronym_run,
    read_terms,
    write_term,
)

FRENCH = """
qui que quoi quel quelle quels quelles comment combien cherche chercher trouver liste
voir montrer existe fait font faire travaille travaillent agit agissent intervient
interviennent mene menent coopere cooperent cooperer soutient soutiennent soutenir aide
aident aider monter lancer sont ont finance financee financees finances soutenu soutenus
par ou concernant exemple exemples info infos information informations entre vers action
actions projet projets accord accords convention conventions cooperation cooperations
partenariat partenariats partenaire partenaires lien liens echange echanges collectivite
collectivites commune communes ville villes mairie mairies municipalite municipalites
village villages association associations ong argent
"""
ENGLISH = """
who what which where how works work working does doing has have much many cooperate
cooperates support supports help funded with about in on of the and for from by to at is
are all any find search list show near between action actions project projects agreement
agreements cooperation cooperations partnership partnerships partner partners link links
exchange exchanges town towns city cities council councils municipality municipalities
village villages or ngo ngos charity charities money french
"""
# What says where somebody who asks is: only their commune tells.
NEAR_US = (
    *("pres de chez nous", "pres de chez moi", "autour de nous", "autour de moi"),
    *("autour de chez nous", "autour de chez moi", "a cote de chez nous"),
    *("pres de nous", "pres de moi", "pres d ici", "chez nous", "chez moi", "par ici"),
    *("near us", "near me", "near here", "around us", "around here", "around me"),
)
FRAME_WORDS = frozenset(f"{FRENCH} {ENGLISH}".split())
FRAME_RUNS = [
    tuple(run.split())
    for run in (
        *("conseil departemental", "conseil general", "conseil regional"),
        *("conseil municipal", "hotel de ville", "county council"),
        *NEAR_US,
        *("dans quels pays", "quels pays", "pays d intervention"),
        *("est ce que", "y a t il", "il y a", "dans quel pays", "en lien avec"),
    )
]
# What joins such a word with a name: "ville d'Annecy".
JOINING_WORDS = {"de", "d", "du", "des", "of"}


def find_frame_terms(terms: list[SearchTerm]) -> set[int]:
    """Return the positions of the words that ask; those of compounds are names."""
    found = {
        at
        for at, term in enumerate(terms)
        if is_single(term) and term.words[0] in FRAME_WORDS
    }
    for at in range(len(terms)):
        for run in FRAME_RUNS:
            here = terms[at : at + len(run)]
            if [one.words for one in here if one.is_plain] == [(word,) for word in run]:
                found.update(range(at, at + len(run)))
        # "Communauté de communes" is a part of a name.
        found.difference_update(range(at, at + len(find_acronym_run(terms, at))))
    return found


def is_single(term: SearchTerm) -> bool:
    return term.is_plain and not term.joined


def strip_frame_words(text: str) -> str:
    """Return what may be a name in a text: of "ville d'Annecy" the last word."""
    terms = read_terms(text)
    kept = list(iter_names(terms))
    if len(kept) == len(terms) or not any(len(one.words[0]) > 2 for one in kept):
        return text
    return " ".join(map(write_term, kept))


def iter_names(terms: list[SearchTerm]) -> Iterator[SearchTerm]:
    frame = find_frame_terms(terms)
    is_after_frame = False
    for at, term in enumerate(terms):
        is_joining = is_after_frame and term.words[0] in JOINING_WORDS
        is_after_frame = at in frame or is_joining
        if not is_after_frame:
            yield term
