"""Find rows by the words of their name, whatever the accents and the case."""

from django.db.models import Q

from cooperation.text import normalize

MAX_WORDS = 12


def build_name_condition(text: str, column: str = "name_key") -> Q:
    """Return the condition that each word of ``text`` begins a word of ``column``.

    ``column`` holds normalized names; true for every row where the text has no word.
    """
    condition = Q()
    for word in normalize(text).split()[:MAX_WORDS]:
        first = Q(**{f"{column}__startswith": word})
        condition &= first | Q(**{f"{column}__contains": f" {word}"})
    return condition
