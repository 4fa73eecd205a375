"""Photos and documents of a proposal: stored on upload, linked when accepted.

An upload is stored under a random name. A form refers to it by a signed token, so
that it cannot name a file that was not uploaded for it.
"""

from io import BytesIO
from typing import Any, NamedTuple

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from accounts.models import Proposal
from cooperation.models.media import random_file_name

SALT = "accounts.upload"
MEGABYTE = 1_000_000
MAX_FILE_SIZE = 10 * MEGABYTE
# Points of a picture, by format: a JPEG can be read at a fraction of its size.
MAX_PIXELS = {"JPEG": 60 * MEGABYTE, "PNG": 12 * MEGABYTE, "WEBP": 12 * MEGABYTE}
MAX_SIDE = 1_600
JPEG_QUALITY = 82


def store_photo(upload: Any) -> str:
    """Store a picture: upright, reduced, without metadata; return its token.

    Raises ``ValidationError`` if it is not a readable picture.
    """
    if upload.size > MAX_FILE_SIZE:
        raise ValidationError(
            _("Cette image dépasse 10 Mo : donnez-en une plus légère.")
        )
    try:
        image = Image.open(upload, formats=list(MAX_PIXELS))
        if image.width * image.height > MAX_PIXELS[str(image.format)]:
            raise ValidationError(_("Cette image est trop grande : réduisez-la."))
        image.draft("RGB", (MAX_SIDE, MAX_SIDE))
        picture = ImageOps.exif_transpose(image).convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise ValidationError(
            _("Ce fichier n’est pas une image JPEG, PNG ou WebP lisible.")
        ) from error
    picture.thumbnail((MAX_SIDE, MAX_SIDE))
    bare, file = Image.new("RGB", picture.size, "white"), BytesIO()
    bare.paste(picture, mask=picture)
    bare.save(file, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
    return store_file("photos", "photo.jpg", file.getvalue())


def store_document(upload: Any) -> str:
    """Store a document, whose extension was checked; return its token."""
    if upload.size > MAX_FILE_SIZE:
        raise ValidationError(_("Ce document dépasse 10 Mo."))
    return store_file("documents", upload.name, upload.read())


def store_file(folder: str, name: str, data: bytes) -> str:
    path = random_file_name(folder, name)
    return signing.dumps(default_storage.save(path, ContentFile(data)), salt=SALT)


def get_stored_name(token: str) -> str:
    """Return the file name of a token; an empty text if the signature is wrong."""
    try:
        name: str = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return ""
    return name


def sign_stored_name(name: str) -> str:
    return signing.dumps(name, salt=SALT)


class NewPicture(NamedTuple):
    token: str
    alt: str
    credit: str


def list_new_pictures(proposal: Proposal) -> list[NewPicture]:
    """Return the pictures that a proposal would add, each with its token."""
    return [
        NewPicture(sign_stored_name(row["file"]), row["alt"], row["credit"])
        for row in proposal.content.get("photos") or []
        if row["row"] is None
    ]
