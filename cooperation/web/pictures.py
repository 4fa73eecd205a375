"""Pictures that people upload: read within limits, reduced, without metadata."""

from functools import lru_cache
from io import BytesIO
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

register_heif_opener()  # pictures of phones

MEGA = 1_000_000
MAX_FILE_SIZE = 10 * MEGA
# Points that are read, by format: a JPEG can be read at a fraction of its size.
MAX_READ_POINTS = {
    "JPEG": 60 * MEGA,
    "HEIF": 50 * MEGA,
    "PNG": 24 * MEGA,
    "WEBP": 24 * MEGA,
}
# 1,600 points a side are 2.6 million at most.
MAX_SIDE = 1_600
JPEG_QUALITY = 82
TYPES = "image/jpeg,image/png,image/webp,image/heic,image/heif"
STORED_NAME = "photo.jpg"
# Twice the size at which lists show a picture, for fine screens.
SMALL_SIZE = (320, 240)
SMALL_QUALITY = 75


def prepare_picture(upload: Any) -> bytes:
    """Return a JPEG of a picture: upright, reduced, without metadata.

    Raises ``ValidationError`` if it is not a readable picture, or one of so many points
    that reading it would take the memory of the site.
    """
    if upload.size > MAX_FILE_SIZE:
        raise ValidationError(
            _("Cette image dépasse 10 Mo : donnez-en une plus légère.")
        )
    try:
        picture = read_picture(upload)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        too_large = _("Cette image est trop grande : réduisez-la.")
        raise ValidationError(too_large) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise ValidationError(
            _("Ce fichier n’est pas une image JPEG, PNG, WebP ou HEIC lisible.")
        ) from error
    return write_jpeg(picture, JPEG_QUALITY)


def write_jpeg(picture: Image.Image, quality: int) -> bytes:
    bare, file = Image.new("RGB", picture.size, "white"), BytesIO()
    bare.paste(picture, mask=picture)
    bare.save(file, "JPEG", quality=quality, optimize=True, progressive=True)
    return file.getvalue()


def read_picture(upload: Any, side: int = MAX_SIDE) -> Image.Image:
    """Return a picture of ``side`` at most; raise what Pillow raises."""
    image = Image.open(upload, formats=list(MAX_READ_POINTS))
    if image.width * image.height > MAX_READ_POINTS[str(image.format)]:
        raise Image.DecompressionBombError
    image.draft("RGB", (side, side))
    if image.mode in ("RGB", "RGBA"):
        image.thumbnail((side, side))  # before a larger copy is made
    picture = ImageOps.exif_transpose(image).convert("RGBA")
    picture.thumbnail((side, side))
    return picture


@lru_cache(maxsize=256)
def build_small_picture(path: str) -> bytes:
    """Return a JPEG of ``SMALL_SIZE`` of the middle of a stored picture.

    Kept by the name of its file, which no other picture ever has. Raises what opening
    and reading it raise.
    """
    with default_storage.open(path) as file:
        picture = read_picture(file, 2 * max(SMALL_SIZE))
    return write_jpeg(ImageOps.fit(picture, SMALL_SIZE), SMALL_QUALITY)


class PictureField(forms.FileField):
    """An upload of a picture, which becomes what ``prepare_picture`` makes of it."""

    def to_python(self, data: Any) -> Any:
        upload = super().to_python(data)
        if upload is None:
            return None
        return ContentFile(prepare_picture(upload), STORED_NAME)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"accept": TYPES}
