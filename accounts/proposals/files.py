"""Photos and documents of a proposal: stored on upload, linked when accepted.

An upload is stored under a random name. A form refers to it by a signed token, so
that it cannot name a file that was not uploaded for it.
"""

from io import BytesIO
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from accounts.proposals.contents import Row, in_the_name_of
from cooperation.models import Action, Document, Photo
from cooperation.models.media import random_file_name

SALT = "accounts.upload"
MEGABYTE = 1_000_000
LARGEST = 10 * MEGABYTE
# Points of a picture, by format: a JPEG can be read at a fraction of its size.
MOST_POINTS = {"JPEG": 60 * MEGABYTE, "PNG": 12 * MEGABYTE, "WEBP": 12 * MEGABYTE}
LONGEST_SIDE = 1_600
QUALITY = 82


def keep_photo(upload: Any) -> str:
    """Store a picture: upright, reduced, without metadata; return its token.

    Raises ``ValidationError`` if it is not a readable picture.
    """
    if upload.size > LARGEST:
        raise ValidationError(
            _("Cette image dépasse 10 Mo : donnez-en une plus légère.")
        )
    try:
        image = Image.open(upload, formats=list(MOST_POINTS))
        if image.width * image.height > MOST_POINTS[str(image.format)]:
            raise ValidationError(_("Cette image est trop grande : réduisez-la."))
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture = ImageOps.exif_transpose(image).convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise ValidationError(
            _("Ce fichier n’est pas une image JPEG, PNG ou WebP lisible.")
        ) from error
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare, file = Image.new("RGB", picture.size, "white"), BytesIO()
    bare.paste(picture, mask=picture)
    bare.save(file, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return keep("photos", "photo.jpg", file.getvalue())


def keep_document(upload: Any) -> str:
    """Store a document, whose extension was checked; return its token."""
    if upload.size > LARGEST:
        raise ValidationError(_("Ce document dépasse 10 Mo."))
    return keep("documents", upload.name, upload.read())


def keep(folder: str, name: str, data: bytes) -> str:
    path = random_file_name(folder, name)
    return signing.dumps(default_storage.save(path, ContentFile(data)), salt=SALT)


def kept_name(token: str) -> str:
    """Return the file name of a token; an empty text if the signature is wrong."""
    try:
        name: str = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return ""
    return name


def token_of(name: str) -> str:
    return signing.dumps(name, salt=SALT)


def photos(action: Action) -> list[Row]:
    return [
        {"row": row.pk, "file": row.image.name, "alt": row.alt, "credit": row.credit}
        for row in action.photos.all()
    ]


def write_photos(action: Action, rows: list[Row]) -> None:
    write_media(
        action,
        action.photos,
        rows,
        lambda row: Photo(action=action, image=row["file"]),
        ("alt", "credit"),
    )


def documents(action: Action) -> list[Row]:
    return [
        {"row": row.pk, "file": row.file.name, "title": row.title}
        for row in action.documents.all()
    ]


def write_documents(action: Action, rows: list[Row]) -> None:
    write_media(
        action,
        action.documents,
        rows,
        lambda row: Document(action=action, file=row["file"]),
        ("title",),
    )


def write_media(
    action: Action, known: Any, rows: list[Row], make: Any, said: tuple[str, ...]
) -> None:
    """Write pictures or documents; existing ones keep their file."""
    kept = {row.pk: row for row in known.all()}
    for key in kept.keys() - {row["row"] for row in rows}:
        in_the_name_of(action, kept[key]).delete()
    for row in rows:
        media = kept.get(row["row"]) or make(row)
        for field in said:
            setattr(media, field, row[field])
        media.full_clean()
        in_the_name_of(action, media).save()
