"""The encoding of a text file: declared by a mark, UTF-8, or told by its French words.

Windows-1252, MacRoman, Latin-9 and CP850 give each byte a letter, so that none of them
is ever impossible. Words beyond ASCII are decoded in each, and the one that gives the
most plausible French is taken; if two come close, the file is refused, and both named.
"""

import re
from codecs import (
    BOM_UTF8,
    BOM_UTF16_BE,
    BOM_UTF16_LE,
    BOM_UTF32_BE,
    BOM_UTF32_LE,
    getincrementaldecoder,
)
from collections import Counter
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from cooperation.spreadsheets.files.types import MEGABYTE, UnreadableFile

MARKS = {
    BOM_UTF8: "utf-8-sig",
    BOM_UTF32_LE: "utf-32",
    BOM_UTF32_BE: "utf-32",
    BOM_UTF16_LE: "utf-16",
    BOM_UTF16_BE: "utf-16",
}
ENCODING_NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    "cp1252": "Windows-1252",
    "mac_roman": "MacRoman",
    "iso8859-15": "Latin-9",
    "cp850": "CP850",
}
# The usual one first: where others give the same text, it is named.
EIGHT_BIT_ENCODINGS = ("cp1252", "iso8859-15", "mac_roman", "cp850")
CONTROL = re.compile("[\0-\x08\x0e-\x1f]")
SAMPLE_BYTES, MAX_SAMPLE_WORDS, ASCII = 4_096, 5_000, 0x7F
WORD = re.compile(rb"[A-Za-z'\d]{0,20}[\x80-\xff][A-Za-z'\x80-\xff]{0,20}")
SMALL, CAPITALS = "àâçéèêëîïôùûüœ", "ÀÂÇÉÈÊËÎÏÔÙÛÜŒ"
# Hardly a French word begins so, but for names ("Ève").
RARE_INITIALS = "ÈËÏÙÛ"
FOREIGN_SMALL, FOREIGN_CAPITALS = "áäãåæíìñóòöõøúýÿšžß", "ÁÄÃÅÆÍÌÑÓÒÖÕØÚÝŠŽ"
APOSTROPHES, QUOTES, UNITS = "’‘´", "“”«»…", "€°²³£§½¼¾±×©®™¹\u00a0•·–—"
# What an encoding must reach for each character, and how far it must lead each other
# one, for each word that the other reads otherwise.
LEAST_SCORE, LEAST_LEAD = 0.7, 0.7


def detect_encoding(path: Path) -> str:
    """Return the encoding of a file.

    Raises ``UnreadableFile`` for what is not text, is text in two encodings, or is in
    an encoding that nothing tells with certainty.
    """
    with path.open("rb") as file:
        beginning = file.read(SAMPLE_BYTES)
        mark = next(filter(beginning.startswith, MARKS), b"")
        if mark and mark != BOM_UTF8:
            return MARKS[mark]
        if b"\0" in beginning:
            return detect_utf16(beginning)
        file.seek(0)
        good, bad, words = count_encoding_bytes(file)
    if bad == 0:
        return "utf-8-sig" if mark else "utf-8"
    if mark or good >= bad:
        raise UnreadableFile(
            _("Le fichier mêle deux encodages : enregistrez-le de nouveau en UTF-8.")
        )
    return choose_encoding(words)


def detect_utf16(beginning: bytes) -> str:
    """Return the encoding of a text in which every other byte is zero."""
    zeros = beginning[::2].count(0), beginning[1::2].count(0)
    pairs = len(beginning) // 2
    for encoding, zeros_there, others in (
        ("utf-16-le", zeros[1], zeros[0]),
        ("utf-16-be", zeros[0], zeros[1]),
    ):
        text = beginning[: pairs * 2].decode(encoding, "ignore")
        if zeros_there * 2 > pairs and not others and not CONTROL.search(text):
            return encoding
    raise UnreadableFile(_("Ce n’est pas un fichier de texte."))


def count_encoding_bytes(file: IO[bytes]) -> tuple[int, int, Counter[bytes]]:
    """Return (characters beyond ASCII, bytes that are not UTF-8, words with bytes)."""
    decoder = getincrementaldecoder("utf-8")("surrogateescape")
    good = bad = 0
    words: Counter[bytes] = Counter()
    while chunk := file.read(MEGABYTE):
        text = decoder.decode(chunk)
        if not text.isascii():
            strange = [letter for letter in text if letter > "\x7f"]
            wrong = sum("\udc80" <= letter <= "\udcff" for letter in strange)
            good, bad = good + len(strange) - wrong, bad + wrong
            if wrong and len(words) < MAX_SAMPLE_WORDS:
                words.update(WORD.findall(chunk))
    bad += len(decoder.decode(b"", final=True))
    return good, bad, words


def choose_encoding(words: Counter[bytes]) -> str:
    """Return the encoding in which words are the most plausible French."""
    scores = {
        name: {word: score_word(word, name) for word in words}
        for name in EIGHT_BIT_ENCODINGS
    }
    totals = {
        name: sum(found[word] * times for word, times in words.items())
        for name, found in scores.items()
    }
    best = max(EIGHT_BIT_ENCODINGS, key=totals.__getitem__)
    characters = sum(
        times * sum(byte > ASCII for byte in word) for word, times in words.items()
    )
    if totals[best] < LEAST_SCORE * characters:
        raise UnreadableFile(_("L’encodage du fichier est inconnu."))
    for other in EIGHT_BIT_ENCODINGS:
        if get_lead(words, scores, best, other) < LEAST_LEAD:
            reason = _(
                "L’encodage du fichier est incertain (%(best)s ou %(other)s) : "
                "enregistrez-le de nouveau en UTF-8."
            )
            names = {"best": ENCODING_NAMES[best], "other": ENCODING_NAMES[other]}
            raise UnreadableFile(reason % names)
    return best


def get_lead(
    words: Counter[bytes], scores: dict[str, dict[bytes, float]], best: str, other: str
) -> float:
    """Return the difference of two encodings for a word that they read otherwise."""
    differing = [
        word
        for word in words
        if word.decode(best, "replace") != word.decode(other, "replace")
    ]
    lead = sum(
        (scores[best][word] - scores[other][word]) * words[word] for word in differing
    )
    number = sum(words[word] for word in differing)
    return lead / number if number else LEAST_LEAD


def score_word(word: bytes, encoding: str) -> float:
    """Return how plausible the characters beyond ASCII of a word are, in sum."""
    text = word.decode(encoding, "replace")
    neighbours = zip(" " + text, text, text[1:] + " ", strict=False)
    return sum(
        score_letter(before, letter, after)
        for before, letter, after in neighbours
        if ord(letter) > ASCII
    )


def score_letter(before: str, letter: str, after: str) -> float:
    """Return how plausible a letter is where it stands: 2 at best, -3 at worst."""
    is_beside_letter = before.isalpha() or after.isalpha()
    if before.isdigit() and letter.isalpha():
        return -2
    if letter in SMALL:
        is_wrong = before.isupper() and after.isupper()
        is_wrong |= letter == "ç" and after not in "aouAOU"
        return -2 if is_wrong or not (is_beside_letter or letter == "à") else 2
    if letter in CAPITALS:
        if letter in RARE_INITIALS and not before.isalpha() and after.islower():
            return 0
        is_inside = before.islower() or (before.isalpha() and after.islower())
        return -2 if is_inside or not (is_beside_letter or letter == "À") else 2
    if letter in FOREIGN_SMALL:
        return 0.5 if before.isalpha() else -1
    if letter in FOREIGN_CAPITALS:
        return 0.5 if not before.isalpha() and after.isalpha() else -1
    if letter in APOSTROPHES:
        return 2 if is_beside_letter else 1
    if letter in QUOTES:
        return -1.5 if before.isalpha() and after.isalpha() else 1
    if letter in UNITS:
        is_attached = after.isalpha() or (before.isalpha() and before not in "nNmMkK")
        return -1.5 if is_attached else 1
    return -1 if letter.isalpha() else -3
