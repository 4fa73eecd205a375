"""Pictures for print: Typst takes them as SVG texts, photographs within one."""

import base64
from io import BytesIO

import segno
from django.core.files.storage import default_storage
from PIL import Image, UnidentifiedImageError

JPEG_QUALITY = 85
# Sides in points: of a photograph in a text, of a portrait, of a logo.
WIDE_SIDE, PORTRAIT_SIDE, LOGO_SIDE = 1_400, 400, 500
UNREADABLE = (FileNotFoundError, UnidentifiedImageError, OSError, ValueError)


def embed_picture(name: str, side: int, *, is_square: bool = False) -> str:
    """Return a stored picture as SVG, ``side`` points at most.

    A square one is cut around its middle. Empty for a file that is lost or unreadable:
    a report is printed without it.
    """
    try:
        with default_storage.open(name) as file:
            picture = Image.open(file).convert("RGB")
    except UNREADABLE:
        return ""
    if is_square:
        short = min(picture.size)
        left, top = (picture.width - short) // 2, (picture.height - short) // 2
        picture = picture.crop((left, top, left + short, top + short))
    picture.thumbnail((side, side))
    data = BytesIO()
    picture.save(data, "JPEG", quality=JPEG_QUALITY, optimize=True)
    text = base64.b64encode(data.getvalue()).decode("ascii")
    width, height = picture.size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" '
        f'href="data:image/jpeg;base64,{text}"/></svg>'
    )


def build_qr_svg(url: str) -> str:
    """Return the QR code of an address as SVG; empty without one."""
    if not url:
        return ""
    data = BytesIO()
    code = segno.make(url, error="m", micro=False)
    code.save(data, kind="svg", xmldecl=False, border=2, omitsize=True, light="#fff")
    return data.getvalue().decode("ascii")
