"""What a password must be: long enough, and not made of what is guessed first."""

import itertools
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from cooperation.text import strip_accents

WORD_FILE = Path(__file__).parent / "common_words.txt"
MIN_WORD, MIN_RUN = 4, 4
# A longer password is judged by its beginning.
MAX_EXAMINED = 256
# Rows of French, English and Swiss keyboards, and the alphabet.
ROWS = (
    *("azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm"),
    *("qwertzuiop", "yxcvbnm", "1234567890", "0123456789"),
    *("&e\"'(-e_ca", "abcdefghijklmnopqrstuvwxyz"),
)
LETTERS_WRITTEN_OTHERWISE = str.maketrans("013457@$€", "oieastase")
YEAR = re.compile(r"(?:19|20)\d\d")
REPEATED = re.compile(r"(.+?)\1{2,}|(.{3,}?)\2+")


class LengthValidator:
    """At least ``min_length`` characters, and ``staff_min_length`` for staff.

    An account that is only being made counts as staff's: the console makes
    administrators, and whoever staff open an account for may join them.
    """

    def __init__(self, min_length: int, staff_min_length: int) -> None:
        self.min_length, self.staff_min_length = min_length, staff_min_length

    def validate(self, password: str, user: User | None = None) -> None:
        length = self.get_min_length(user)
        if len(password) < length:
            raise ValidationError(
                _(
                    "Ce mot de passe est trop court : il faut %(n)s caractères au "
                    "moins, par exemple quatre mots sans lien entre eux."
                ),
                code="password_too_short",
                params={"n": length},
            )

    def get_min_length(self, user: User | None) -> int:
        is_other = user is not None and user.pk is not None and not user.is_staff
        return self.min_length if is_other else self.staff_min_length

    def get_help_text(self) -> str:
        return _(
            "%(n)s caractères au moins, %(staff)s pour l’équipe ; aucun n’est imposé."
        ) % {"n": self.min_length, "staff": self.staff_min_length}


class GuessedPart(NamedTuple):
    """Where a part of a password is that whoever guesses tries first, and why."""

    start: int
    end: int
    reason: str


class GuessableValidator:
    """Refuse what little remains of without words, runs of keys and repetitions.

    Each such part counts as one character; ``min_remaining`` are asked for. So a common
    word does not spoil a long sentence.
    """

    def __init__(self, min_remaining: int) -> None:
        self.min_remaining = min_remaining

    def validate(self, password: str, user: User | None = None) -> None:
        examined = password[:MAX_EXAMINED]
        parts = list_guessed_parts(examined, user)
        hidden = sum(part.end - part.start - 1 for part in parts)
        if parts and len(examined) - hidden < self.min_remaining:
            reasons = dict.fromkeys(part.reason for part in parts)
            raise ValidationError(
                _(
                    "Ce mot de passe se devine : %(reasons)s. Ajoutez des mots sans "
                    "lien avec vous ni avec le site."
                ),
                code="password_guessable",
                params={"reasons": ", ".join(reasons)},
            )

    def get_help_text(self) -> str:
        return _(
            "Ni mots courants, ni votre nom, votre adresse ou votre collectivité, ni "
            "suites de touches, ni répétitions, à eux seuls."
        )


def list_guessed_parts(password: str, user: User | None) -> list[GuessedPart]:
    """Return the parts that are guessed, the longest first chosen, none overlapping."""
    found = sorted(
        find_guessed_parts(password, user), key=lambda part: part.start - part.end
    )
    chosen: list[GuessedPart] = []
    for part in found:
        if all(part.end <= it.start or it.end <= part.start for it in chosen):
            chosen.append(part)
    return sorted(chosen)


def find_guessed_parts(password: str, user: User | None) -> Iterator[GuessedPart]:
    text = fold_letters(password)
    plain = text.translate(LETTERS_WRITTEN_OTHERWISE)
    for found in REPEATED.finditer(text):
        yield GuessedPart(*found.span(), _("répétition"))
    for found in YEAR.finditer(text):
        yield GuessedPart(*found.span(), _("année"))
    for start, end in find_runs(text):
        yield GuessedPart(start, end, _("suite de touches"))
    for reason, words in (
        (
            _("mot du site, de votre nom, de votre adresse ou de votre collectivité"),
            collect_context_words(user),
        ),
        (_("mot courant"), read_common_words()),
    ):
        for start, end in find_words(words, text, plain):
            yield GuessedPart(start, end, reason)


def fold_letters(text: str) -> str:
    """Return a text in lower case without accents, each character in its place."""
    folded = ((letter, strip_accents(letter).lower()) for letter in text)
    return "".join(plain if len(plain) == 1 else letter for letter, plain in folded)


def find_words(words: Iterable[str], *texts: str) -> Iterator[tuple[int, int]]:
    for word, text in itertools.product(words, texts):
        start = text.find(word)
        while start >= 0:
            yield start, start + len(word)
            start = text.find(word, start + 1)


def find_runs(text: str) -> Iterator[tuple[int, int]]:
    """Yield where keys follow each other on a keyboard, forwards or backwards."""
    for row in (*ROWS, *(row[::-1] for row in ROWS)):
        start = 0
        for end in range(1, len(text) + 1):
            if end == len(text) or text[end - 1 : end + 1] not in row:
                if end - start >= MIN_RUN:
                    yield start, end
                start = end


def collect_context_words(user: User | None) -> set[str]:
    """Return the words of the site, of a person's name, address and authorities."""
    texts = ["passerelles", urlsplit(settings.SITE_URL).hostname or ""]
    if user is not None:
        texts += [user.email, user.first_name, user.last_name]
    if user is not None and user.pk:
        names = Membership.objects.filter(user=user.pk)
        texts += names.values_list("collectivity__name", flat=True)
    words = re.findall(r"[^\W\d_]+", " ".join(map(fold_letters, texts)))
    return {word for word in words if len(word) >= MIN_WORD}


@cache
def read_common_words() -> frozenset[str]:
    lines = WORD_FILE.read_text(encoding="utf-8").splitlines()
    words = " ".join(line for line in lines if not line.startswith("#")).split()
    return frozenset(word for word in words if len(word) >= MIN_WORD)
