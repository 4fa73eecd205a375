"""Typst, which sets our pages: text goes in as data and is never read as markup.

PDF follow PDF/UA-1 (ISO 14289-1): tagged, with title, language and alternative texts.
"""

import datetime
import json
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone

FOLDER = Path(__file__).parent
FONTS = FOLDER / "fonts"
# Of a picture for shared links, 1200 × 630 pixels, which is 900 × 472.5 points.
PIXELS_PER_INCH = 96


def pdf(template: str, data: dict[str, Any]) -> bytes:
    """Give a PDF/UA-1 of ``data`` set by ``<template>.typ``, dated today."""
    return compiled(template, data, format="pdf", pdf_standards="ua-1")


def png(template: str, data: dict[str, Any]) -> bytes:
    """Give a picture of ``data`` set by ``<template>.typ``."""
    return compiled(template, data, format="png", ppi=PIXELS_PER_INCH)


def compiled(template: str, data: dict[str, Any], **options: Any) -> bytes:
    """Give what Typst makes; raise ``typst.TypstError`` where the template is wrong.

    Only our own fonts are used and only our own folder is read, so that the same data
    give the same bytes on any machine on the same day.
    """
    midnight = datetime.time(tzinfo=datetime.UTC)
    made = typst.compile(
        str(FOLDER / f"{template}.typ"),
        root=str(FOLDER),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=datetime.datetime.combine(timezone.localdate(), midnight),
        **options,
    )
    if not isinstance(made, bytes):
        raise TypeError(f"{template}.typ gave several pages where one was wanted.")
    return made
