"""Pictures for print: Typst takes them as SVG texts, photographs within one."""

import base64
from io import BytesIO

import segno
from django.core.files.storage import default_storage
from PIL import Image, ImageOps, UnidentifiedImageError

JPEG_QUALITY = 85
# Sides in points: of a photograph in a text, of a portrait, of a logo.
WIDE_SIDE, PORTRAIT_SIDE, LOGO_SIDE = 1_400, 400, 500
UNREADABLE = (FileNotFoundError, UnidentifiedImageError, OSError, ValueError)


def read_picture(name: str, side: int, *, is_square: bool = False) -> bytes:
    """Return a stored picture as JPEG, ``side`` pixels at most, on white.

    A square one is cut around its middle. Empty for a file that is lost or unreadable:
    a report is made without it.
    """
    try:
        with default_storage.open(name) as file:
            picture = ImageOps.exif_transpose(Image.open(file)).convert("RGBA")
    except UNREADABLE:
        return b""
    if is_square:
        picture = ImageOps.fit(picture, (min(picture.size),) * 2)
    picture.thumbnail((side, side))
    ground = Image.new("RGBA", picture.size, "white")
    data = BytesIO()
    flat = Image.alpha_composite(ground, picture).convert("RGB")
    flat.save(data, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return data.getvalue()


def embed_picture(name: str, side: int, *, is_square: bool = False) -> str:
    """Return a stored picture as SVG; empty for a file that is lost or unreadable."""
    data = read_picture(name, side, is_square=is_square)
    if not data:
        return ""
    text = base64.b64encode(data).decode("ascii")
    width, height = Image.open(BytesIO(data)).size
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
