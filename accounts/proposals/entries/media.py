"""Pictures and documents of an action: rows with a file."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _

from accounts.proposals.content import ContentRow, ReferenceNames, copy_history_user
from accounts.proposals.form_fields import ContentRowForm
from accounts.proposals.schema import RowList
from accounts.proposals.uploads import (
    get_stored_name,
    sign_stored_name,
    store_document,
    store_photo,
)
from cooperation.web import pictures

DOCUMENT_EXTENSIONS = ["pdf", "odt", "docx", "ods", "xlsx"]


class MediaForm(ContentRowForm):
    """A row with a file: uploaded now, uploaded before, or of the entry."""

    significant_fields = ("stored",)
    store_upload: Callable[[Any], str]

    row = forms.IntegerField(required=False, widget=forms.HiddenInput)
    stored = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        initial = kwargs.get("initial")
        if initial and initial.get("file"):
            kwargs["initial"] = initial | {"stored": sign_stored_name(initial["file"])}
        super().__init__(*args, **kwargs)
        # The file that the token names is not a value of the file input.
        self.fields["file"].initial = None
        self.initial.pop("file", None)

    @property
    def needed_names(self) -> tuple[str, ...]:
        return ("file", *self.needed)

    @property
    def tokens(self) -> dict[str, str]:
        """The hidden field with the token of the file uploaded now."""
        token = getattr(self, "new_token", "")
        return {self.add_prefix("stored"): token} if token else {}

    @property
    def token(self) -> str:
        """The token of the file that the row shows, or an empty text."""
        token = self.tokens.get(self.add_prefix("stored")) or self["stored"].value()
        return token if token and get_stored_name(token) else ""

    def clean_file(self) -> Any:
        """Store the upload at once, so that other errors do not lose it."""
        upload = self.cleaned_data.get("file")
        if upload:
            self.new_token = type(self).store_upload(upload)
            # The form that comes back with errors names the file that was kept.
            sent: Any = self.data
            self.data = sent = sent.copy()
            sent[self.add_prefix("stored")] = self.new_token
        return upload

    def clean(self) -> Any:
        """Require a file; refuse an invalid token."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["stored"] = getattr(self, "new_token", "") or cleaned.get("stored", "")
        if cleaned["stored"] and not get_stored_name(cleaned["stored"]):
            cleaned["stored"] = ""
            self.add_error("file", _("Choisissez de nouveau le fichier."))
        typed = any(cleaned.get(field) for field in self.needed)
        if typed and not cleaned["stored"] and "file" not in self.errors:
            self.add_error("file", ValidationError(_("Choisissez le fichier.")))
        return cleaned

    def to_data(self) -> ContentRow:
        texts = {field: self.cleaned_data[field] for field in self.needed}
        file = get_stored_name(self.cleaned_data["stored"])
        return {"row": self.cleaned_data["row"], "file": file, **texts}


class PhotoForm(MediaForm):
    """A picture, its alternative text and its credit."""

    store_upload = staticmethod(store_photo)
    needed = {
        "alt": _("Dites ce que montre la photo, pour qui ne la voit pas."),
        "credit": _("Dites qui a pris la photo."),
    }

    file = forms.FileField(
        label=_("Photo (JPEG, PNG, WebP ou HEIC, 10 Mo au plus)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": pictures.TYPES}),
    )
    alt = forms.CharField(
        label=_("Ce que montre la photo"), max_length=300, required=False
    )
    credit = forms.CharField(label=_("Crédit"), max_length=200, required=False)


class DocumentForm(MediaForm):
    store_upload = staticmethod(store_document)
    needed = {"title": _("Donnez le titre de ce document.")}

    file = forms.FileField(
        label=_("Document (PDF, ODT, DOCX, ODS ou XLSX, 10 Mo au plus)"),
        required=False,
        validators=[FileExtensionValidator(DOCUMENT_EXTENSIONS)],
        widget=forms.FileInput(
            attrs={"accept": ",".join(f".{e}" for e in DOCUMENT_EXTENSIONS)}
        ),
    )
    title = forms.CharField(
        label=_("Titre du document"), max_length=200, required=False
    )


class MediaRows(RowList):
    """Pictures or documents; existing ones keep their file."""

    form: type[MediaForm]
    file_field: str

    def read(self, entry: Any) -> list[ContentRow]:
        return [
            {
                "row": row.pk,
                "file": getattr(row, self.file_field).name,
                **{name: getattr(row, name) for name in self.form.needed},
            }
            for row in getattr(entry, self.relation).all()
        ]

    def write(self, entry: Any, rows: list[ContentRow]) -> None:
        relation = getattr(entry, self.relation)
        existing = {row.pk: row for row in relation.all()}
        for key in existing.keys() - {row["row"] for row in rows}:
            copy_history_user(entry, existing[key]).delete()
        for row in rows:
            new = relation.model(action=entry, **{self.file_field: row["file"]})
            media = existing.get(row["row"]) or new
            for name in self.form.needed:
                setattr(media, name, row[name])
            media.full_clean()
            copy_history_user(entry, media).save()


class PhotoRows(MediaRows):
    relation = "photos"
    form = PhotoForm
    legend, button = _("Photos"), _("Ajouter une photo")
    file_field = "image"

    def format_row(self, row: ContentRow, names: ReferenceNames) -> str:
        return f"{row['alt']} ({row['credit']})"


class DocumentRows(MediaRows):
    relation = "documents"
    form = DocumentForm
    legend, button = _("Documents"), _("Ajouter un document")
    file_field = "file"

    def format_row(self, row: ContentRow, names: ReferenceNames) -> str:
        return str(row["title"])
