"""Photos and documents, with what to know before opening them."""

from pathlib import Path
from typing import Any

from django.db.models.fields.files import FieldFile
from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from cooperation.models import Action, Agreement

Link = dict[str, Any]


def photos(action: Action) -> list[Link]:
    """Give the photos of an action, with what replaces them and whose they are."""
    return [
        {
            "url": reverse("cooperation:photo", args=[photo.pk]),
            "alt": photo.alt,
            "credit": photo.credit,
            "width": str(photo.width),
            "height": str(photo.height),
        }
        for photo in action.photos.all()
    ]


def documents(action: Action) -> list[Link]:
    """Give the documents of an action."""
    return [
        link(row.file, row.title, reverse("cooperation:document", args=[row.pk]))
        for row in action.documents.all()
    ]


def signed_text(agreement: Agreement) -> Link | None:
    """Give the text of an agreement, if there is one."""
    if not agreement.document:
        return None
    url = reverse("cooperation:agreement_document", args=[agreement.slug])
    return link(agreement.document, agreement.title, url)


def link(file: FieldFile, title: str, url: str) -> Link:
    """Give a link to a file, with its format and size."""
    suffix = Path(file.name or "").suffix.lstrip(".").upper()
    known = ", ".join(part for part in (suffix, size_in_words(file)) if part)
    return {"title": title, "url": url, "format": known}


def size_in_words(file: FieldFile) -> str:
    """Give the size of a file, or nothing where the file is lost."""
    try:
        return str(filesizeformat(file.size))
    except FileNotFoundError:
        return ""
