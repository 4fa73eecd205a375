"""Reading the colour tokens, and what eyes make of them."""

import re
from itertools import combinations, pairwise
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
TOKEN = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{6})\b", re.IGNORECASE)
Linear = tuple[float, float, float]

# Machado, Oliveira and Fernandes (2009), full severity, on linear RGB.
EYES: dict[str, tuple[Linear, Linear, Linear]] = {
    "ordinary": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def palettes() -> dict[str, dict[str, str]]:
    """Return the colour tokens of the light and of the dark mode."""
    light, dark = (
        (CSS / "tokens.css").read_text().split("@media (prefers-color-scheme: dark)")
    )
    tokens = dict(TOKEN.findall(light))
    return {"light": tokens, "dark": tokens | dict(TOKEN.findall(dark))}


def linear(colour: str) -> Linear:
    """Return the linear RGB of ``#rrggbb``, each from 0 to 1."""
    bytes_ = [int(colour[start:stop], 16) for start, stop in pairwise((1, 3, 5, 7))]
    values = [byte / 255 for byte in bytes_]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in values
    )
    return red, green, blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2, from 1 to 21."""
    low, high = sorted(
        0.2126 * red + 0.7152 * green + 0.0722 * blue
        for red, green, blue in map(linear, (one, other))
    )
    return (high + 0.05) / (low + 0.05)


def dot(row: Linear, colour: Linear) -> float:
    """Multiply one row of a matrix by a colour."""
    return sum(left * right for left, right in zip(row, colour, strict=True))


def oklab(colour: Linear) -> Linear:
    """Return the OKLab coordinates of a linear RGB colour (Ottosson, 2020)."""
    roots = [
        max(dot(row, colour), 0) ** (1 / 3)
        for row in (
            (0.4122214708, 0.5363325363, 0.0514459929),
            (0.2119034982, 0.6806995451, 0.1073969566),
            (0.0883024619, 0.2817188376, 0.6299787005),
        )
    ]
    cone: Linear = (roots[0], roots[1], roots[2])
    return (
        dot((0.2104542553, 0.7936177850, -0.0040720468), cone),
        dot((1.9779984951, -2.4285922050, 0.4505937099), cone),
        dot((0.0259040371, 0.7827717662, -0.8086757660), cone),
    )


def nearest(colours: list[str], eye: str) -> float:
    """Return the smallest OKLab distance between two of the colours, for that eye."""
    seen = []
    for colour in colours:
        red, green, blue = (
            min(max(dot(row, linear(colour)), 0), 1) for row in EYES[eye]
        )
        seen.append(oklab((red, green, blue)))
    return min(
        sum((left - right) ** 2 for left, right in zip(a, b, strict=True)) ** 0.5
        for a, b in combinations(seen, 2)
    )


in_each_mode = pytest.mark.parametrize("mode", ["light", "dark"])
