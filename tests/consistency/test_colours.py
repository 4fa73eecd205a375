"""Text is legible and kinds can be distinguished, in light and in dark, by any eye."""

import re
from pathlib import Path

import pytest
from django.contrib import admin

from cooperation.enums import AgreementKind
from tests.consistency.colours import (
    CSS,
    EYES,
    contrast,
    in_each_mode,
    nearest,
    palettes,
)

GROUNDS = ["paper", "surface", "sunken"]
LEVELS = ["info", "success", "warning", "error"]
KINDS = [kind.value for kind in AgreementKind]


@in_each_mode
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", ["ink", "ink-soft", "brand", "brand-strong"])
def test_text_reaches_aa_on_every_ground(mode, ground, text):
    palette = palettes()[mode]

    assert contrast(palette[text], palette[ground]) >= 4.5


@in_each_mode
@pytest.mark.parametrize("name", KINDS + LEVELS)
@pytest.mark.parametrize("ground", ["paper", "surface", "soft"])
def test_kinds_and_levels_are_legible_as_text(mode, name, ground):
    palette = palettes()[mode]
    behind = palette[f"{name}-soft"] if ground == "soft" else palette[ground]

    assert contrast(palette[name], behind) >= 4.5


@in_each_mode
@pytest.mark.parametrize("level", LEVELS)
def test_text_of_messages_reaches_aa(mode, level):
    palette = palettes()[mode]

    assert contrast(palette["ink"], palette[f"{level}-soft"]) >= 4.5


@in_each_mode
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("on-brand", "brand"),
        ("on-brand", "brand-strong"),
        ("brand-strong", "brand-soft"),
        ("brand", "brand-soft"),
        ("on-gold", "gold"),
        ("on-deep", "deep"),
        ("on-deep-soft", "deep"),
    ],
)
def test_text_reaches_aa_on_coloured_grounds(mode, text, ground):
    palette = palettes()[mode]

    assert contrast(palette[text], palette[ground]) >= 4.5


@in_each_mode
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("mark", ["line-strong", "focus", "gold-line"])
def test_borders_focus_and_marks_stand_out(mode, ground, mark):
    palette = palettes()[mode]

    assert contrast(palette[mark], palette[ground]) >= 3


@in_each_mode
@pytest.mark.parametrize("eye", list(EYES))
def test_kinds_of_agreement_stay_apart_for_every_eye(mode, eye):
    colours = [palettes()[mode][kind] for kind in KINDS]

    # 0.02 is the least difference one notices between two patches side by side.
    assert nearest(colours, eye) >= 0.08


def test_no_colour_is_written_outside_the_tokens():
    # The colours of the goals are those of the United Nations (tests of marks).
    own = {CSS / name for name in ("tokens.css", "print.css", "marks.css")}
    files = set(CSS.glob("*.css")) - own

    written = {
        path.name: re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(", path.read_text())
        for path in files
    }

    assert {name: found for name, found in written.items() if found} == {}


def test_every_token_used_by_a_style_sheet_exists():
    text = "".join(path.read_text() for path in CSS.glob("*.css"))

    used = set(re.findall(r"var\(--([\w-]+)", text))
    of_admin = (Path(admin.__path__[0]) / "static/admin/css/base.css").read_text()
    defined = set(re.findall(r"--([\w-]+):", text + of_admin))

    assert used - defined == set()
