"""Typesetting with Typst: text is passed as data and never parsed as markup.

PDF follow PDF/UA-1 (ISO 14289-1): tagged, with title, language and alternative texts.
"""

import datetime
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone

FOLDER = Path(__file__).parent
FONTS = FOLDER / "fonts"
# Of a picture for shared links, 1200 × 630 pixels, which is 900 × 472.5 points.
PIXELS_PER_INCH = 96


def render_pdf(template: str, data: Any) -> bytes:
    """Return a PDF/UA-1 of ``<template>.typ`` with ``data``, dated today."""
    return compile_typst(template, data, format="pdf", pdf_standards="ua-1")


def render_png(template: str, data: Any) -> bytes:
    """Return a PNG image of ``<template>.typ`` with ``data``."""
    return compile_typst(template, data, format="png", ppi=PIXELS_PER_INCH)


def serialize_data(data: Any) -> str:
    """Return JSON of dataclasses, and of dictionaries and lists that may hold some."""
    return json.dumps(data, ensure_ascii=False, default=asdict)


def compile_typst(template: str, data: Any, **options: Any) -> bytes:
    """Return the output of Typst; raise ``typst.TypstError`` if the template is wrong.

    Only the fonts and files of this folder are read, so that the same data give the
    same bytes on any machine on the same day. Raise ``TypeError`` for several images.
    """
    midnight = datetime.time(tzinfo=datetime.UTC)
    made = typst.compile(
        str(FOLDER / f"{template}.typ"),
        root=str(FOLDER),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": serialize_data(data)},
        timestamp=datetime.datetime.combine(timezone.localdate(), midnight),
        **options,
    )
    if not isinstance(made, bytes):
        raise TypeError(f"{template}.typ gave several pages where one was wanted.")
    return made
