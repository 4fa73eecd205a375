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
SAMPLE_BYTES, MAX_SAMPLE_WORDS = 4_096, 5_000
WORD = re.compile(rb"[A-Za-z'\d]{0,20}[\x80-\xff][A-Za-z'\x80-\xff]{0,20}")
FRENCH_SMALL, FRENCH_CAPITALS = "àâçéèêëîïôùûüœ", "ÀÂÇÉÈÊËÎÏÔÙÛÜŒ"
FOREIGN_SMALL = "áäãåæíìñóòöõøúýÿšžß"
SIGNS = "’‘“”«»–—…€°²³·\u00a0"
CURRENCY_OR_UNIT = "£§½¼¾±×©®™¹"
# How much better than the second an encoding must be, for each character.
LEAST_SCORE, LEAST_LEAD = 0.5, 0.5


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
        if zeros_there * 2 > pairs and not others:
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
    scores = {name: score_encoding(words, name) for name in EIGHT_BIT_ENCODINGS}
    best, second = sorted(scores, key=lambda name: -scores[name])[:2]
    is_same = all(
        word.decode(best, "replace") == word.decode(second, "replace") for word in words
    )
    if scores[best] < LEAST_SCORE:
        raise UnreadableFile(_("L’encodage du fichier est inconnu."))
    if scores[best] - scores[second] < LEAST_LEAD and not is_same:
        reason = _(
            "L’encodage du fichier est incertain (%(best)s ou %(second)s) : "
            "enregistrez-le de nouveau en UTF-8."
        )
        names = {"best": ENCODING_NAMES[best], "second": ENCODING_NAMES[second]}
        raise UnreadableFile(reason % names)
    return best


def score_encoding(words: Counter[bytes], encoding: str) -> float:
    """Return how plausible the characters beyond ASCII are, on average."""
    total, number = 0.0, 0
    for word, times in words.items():
        try:
            text = word.decode(encoding)
        except UnicodeDecodeError:
            return float("-inf")
        for before, letter, after in zip(
            " " + text, text, text[1:] + " ", strict=False
        ):
            if letter > "\x7f":
                number += times
                total += times * score_letter(before, letter, after)
    return total / max(number, 1)


def score_letter(before: str, letter: str, after: str) -> float:
    """Return how plausible a letter is where it stands: 2 at best, -3 at worst."""
    is_inside = before.isalpha() and after.isalpha()
    if letter in FRENCH_SMALL:
        return -1 if before.isupper() and after.isupper() else 2
    if letter in FRENCH_CAPITALS:
        return -2 if before.islower() else 2
    if letter in FOREIGN_SMALL:
        return 0.5 if is_inside or before.isalpha() else -0.5
    if letter in "’‘" and is_inside:
        return 2
    if letter in SIGNS:
        return -1.5 if is_inside else 1
    if letter in CURRENCY_OR_UNIT:
        return -1.5 if before.isalpha() or after.isalpha() else 0.5
    return -1 if letter.isalpha() else -3
