"""Photos and documents of a proposal: stored on upload, linked when accepted.

An upload is stored under a random name. A form refers to it by a signed token, so
that it cannot name a file that was not uploaded for it.
"""

from pathlib import Path
from typing import Any, NamedTuple

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from accounts.models import Proposal
from cooperation.models.media import random_file_name
from cooperation.web.pictures import MAX_FILE_SIZE, STORED_NAME, prepare_picture

SALT = "accounts.upload"


def store_photo(upload: Any) -> str:
    """Store a picture, reduced; return its token, or raise ``ValidationError``."""
    return store_file("photos", STORED_NAME, prepare_picture(upload))


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


def is_picture(stored: str) -> bool:
    """Return whether a stored file is a picture; else it is a document."""
    return stored.startswith("photos/")


class NewFile(NamedTuple):
    """A file that a proposal would add; ``note`` is the credit of a picture."""

    token: str
    stored: str
    title: str
    note: str = ""

    @property
    def is_picture(self) -> bool:
        return is_picture(self.stored)

    @property
    def kind(self) -> str:
        """What kind of document it is, as "PDF"."""
        return Path(self.stored).suffix.removeprefix(".").upper()


def list_new_files(proposal: Proposal) -> list[NewFile]:
    """Return the pictures and documents that a proposal would add."""
    photos, documents = (
        [row for row in proposal.content.get(name) or [] if row["row"] is None]
        for name in ("photos", "documents")
    )
    return [
        *(build_new_file(row["file"], row["alt"], row["credit"]) for row in photos),
        *(build_new_file(row["file"], row["title"]) for row in documents),
    ]


def build_new_file(stored: str, title: str, note: str = "") -> NewFile:
    return NewFile(sign_stored_name(stored), stored, title, note)
