"""Links to photos and documents, with format, size and credits."""

from dataclasses import dataclass
from pathlib import Path

from django.db.models.fields.files import FieldFile
from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from cooperation.models import Action, Agreement


@dataclass(frozen=True)
class PublicPhoto:
    """A photo, with its size in pixels."""

    url: str
    alt: str
    credit: str
    width: str
    height: str


@dataclass(frozen=True)
class FileLink:
    """A document; ``format`` is its extension and size as text."""

    title: str
    url: str
    format: str


def list_photos(action: Action) -> list[PublicPhoto]:
    return [
        PublicPhoto(
            url=reverse("cooperation:photo", args=[photo.pk]),
            alt=photo.alt,
            credit=photo.credit,
            width=str(photo.width),
            height=str(photo.height),
        )
        for photo in action.photos.all()
    ]


def list_documents(action: Action) -> list[FileLink]:
    return [
        build_file_link(
            row.file, row.title, reverse("cooperation:document", args=[row.pk])
        )
        for row in action.documents.all()
    ]


def get_signed_text(agreement: Agreement) -> FileLink | None:
    if not agreement.document:
        return None
    url = reverse("cooperation:agreement_document", args=[agreement.slug])
    return build_file_link(agreement.document, agreement.title, url)


def build_file_link(file: FieldFile, title: str, url: str) -> FileLink:
    suffix = Path(file.name or "").suffix.lstrip(".").upper()
    known = ", ".join(part for part in (suffix, format_file_size(file)) if part)
    return FileLink(title, url, known)


def format_file_size(file: FieldFile) -> str:
    """Return the size of a file; empty if the file is missing."""
    try:
        return str(filesizeformat(file.size))
    except FileNotFoundError:
        return ""
