"""Parsing of coordinates as people write, copy and paste them."""

import re
from typing import NamedTuple
from urllib.parse import unquote

MAX_TEXT_LENGTH = 300
MAX_LATITUDE, MAX_LONGITUDE = 90.0, 180.0
# Maps on the web: "#map=12/46.19/6.23", "@46.19,6.23,12z", "!3d46.19!4d6.23".
MAP_URL_PATTERNS = [
    re.compile(r"!3d(-?\d+\.\d+)!4d(-?\d+\.\d+)"),
    re.compile(r"@(-?\d+\.\d+),(-?\d+\.\d+)"),
    re.compile(r"(?:map|carte)=\d+(?:\.\d+)?/(-?\d+(?:\.\d+)?)/(-?\d+(?:\.\d+)?)"),
    re.compile(r"(?:[?&]|\b)m?lat=(-?\d+\.?\d*)&m?l(?:on|ng)=(-?\d+\.?\d*)"),
]
# A dot or a comma before decimals; then minutes and seconds of arc.
NUMBER = r"[-+]?\d+(?:[.,]\d+)?"
ANGLE = re.compile(
    rf"(?P<before>[NSEWO])?\s*(?P<degrees>{NUMBER})\s*(?:°|º|deg)?"
    r"(?:\s*(?P<minutes>\d+(?:[.,]\d+)?)\s*['’′])?"
    r"(?:\s*(?P<seconds>\d+(?:[.,]\d+)?)\s*(?:[\"”″]|''|’’|′′))?"
    r"\s*(?P<after>[NSEWO](?![A-Z]))?",
    re.IGNORECASE,
)
# "46,19,6,23" and "46.19,6.23": the comma stands for a dot, or between two numbers.
FOUR_INTEGERS = re.compile(r"\s*(-?\d+),(\d+)\s*,\s*(-?\d+),(\d+)\s*")
DOTS_AND_COMMA = re.compile(r"(-?\d+\.\d+)\s*,\s*(-?\d+\.\d+)")
AXIS_LABELS = re.compile(r"(?i)\b(?:geo|lat(?:itude)?|l(?:on|ng)(?:gitude)?)\b\s*[:=]?")
SOUTH_OR_WEST = set("SWO")
DIRECTION_WORDS = {
    "nord": "N",
    "sud": "S",
    "est": "E",
    "ouest": "O",
    "west": "W",
    "north": "N",
}


class Coordinates(NamedTuple):
    """A point on Earth, in degrees."""

    lat: float
    lng: float


def parse_coordinates(text: str) -> Coordinates | None:
    """Return the point in a text: "46,19 6,23", "46.19N 6.23E", a map's URL.

    ``None`` where there is none, or where it is outside the range of the Earth.
    """
    text = unquote(text[:MAX_TEXT_LENGTH]).replace("\N{MINUS SIGN}", "-").strip()
    for form in (*MAP_URL_PATTERNS, DOTS_AND_COMMA):
        if found := form.search(text):
            return build_coordinates(float(found[1]), float(found[2]))
    if four := FOUR_INTEGERS.fullmatch(text):
        return build_coordinates(
            float(f"{four[1]}.{four[2]}"), float(f"{four[3]}.{four[4]}")
        )
    return parse_angles(text)


def parse_angles(text: str) -> Coordinates | None:
    """Return the point of two angles, each with its direction or without."""
    for word, side in DIRECTION_WORDS.items():
        text = re.sub(rf"\b{word}\b", side, text, flags=re.IGNORECASE)
    text = AXIS_LABELS.sub(" ", text)
    angles = list(ANGLE.finditer(text))
    rest = ANGLE.sub("", text)
    if len(angles) != 2 or re.search(r"[^\s,;/()\[\]]", rest):
        return None
    first, second = ((get_direction(one), convert_to_degrees(one)) for one in angles)
    if first[0] in {"E", "W", "O"} or second[0] in {"N", "S"}:
        first, second = second, first
    if (first[0] or "N") not in {"N", "S"} or (second[0] or "E") in {"N", "S"}:
        return None
    return build_coordinates(first[1], second[1])


def get_direction(angle: re.Match[str]) -> str:
    return (angle["before"] or angle["after"] or "").upper()


def convert_to_degrees(angle: re.Match[str]) -> float:
    """Return an angle in degrees, negative to the south and to the west."""
    degrees = float(angle["degrees"].replace(",", "."))
    parts = [
        float((angle[name] or "0").replace(",", ".")) for name in ("minutes", "seconds")
    ]
    size = abs(degrees) + parts[0] / 60 + parts[1] / 3600
    is_negative = (
        angle["degrees"].startswith("-") or get_direction(angle) in SOUTH_OR_WEST
    )
    return -size if is_negative else size


def build_coordinates(lat: float, lng: float) -> Coordinates | None:
    """Return the point rounded to a metre; ``None`` where it is out of range."""
    if abs(lat) > MAX_LATITUDE or abs(lng) > MAX_LONGITUDE:
        return None
    return Coordinates(round(lat, 5), round(lng, 5))


def parse_degrees(text: str) -> float | None:
    """Return one coordinate, "46,19" or "6° 13' 48\" E", in degrees."""
    text = text[:MAX_TEXT_LENGTH].replace("\N{MINUS SIGN}", "-").strip()
    angle = ANGLE.fullmatch(text)
    return round(convert_to_degrees(angle), 5) if angle else None
