"""Files that respondents give: allow-listed, of limited size, pictures encoded anew.

A file is stored when it arrives, so that a mistake elsewhere on the page does not lose
it; the answer names it. What no answer names any more is deleted with the next sending.
"""

from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from cooperation.web.pictures import MAX_FILE_SIZE, TYPES, prepare_picture
from surveys.models import AnswerFile, Participation

StoredFile = dict[str, str]
DOCUMENT_EXTENSIONS = (".pdf", ".odt", ".docx", ".ods", ".xlsx")
PICTURE_EXTENSIONS = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif")
# How a document begins: a PDF, or the archive of an office file.
BEGINNINGS = {".pdf": b"%PDF-"}
OFFICE_BEGINNING = b"PK\x03\x04"
KEPT_SUFFIX, REMOVED_SUFFIX = "--garde", "--retirer"
MAX_NAME_LENGTH = 150
# More files than this are not of one questionnaire.
MAX_FILES = 40


def prepare_file(upload: Any) -> tuple[str, bytes]:
    """Return the extension and the content to store; raise ``ValidationError``."""
    extension = Path(str(upload.name)).suffix.lower()
    if upload.size > MAX_FILE_SIZE:
        raise ValidationError(_("Ce fichier dépasse 10 Mo : donnez-en un plus léger."))
    if extension in PICTURE_EXTENSIONS:
        return ".jpg", prepare_picture(upload)
    data: bytes = upload.read()
    if extension not in DOCUMENT_EXTENSIONS:
        raise ValidationError(
            _("Donnez un PDF, ODT, DOCX, ODS ou XLSX, ou une image JPEG, PNG ou WebP.")
        )
    if not data.startswith(BEGINNINGS.get(extension, OFFICE_BEGINNING)):
        raise ValidationError(
            _("Ce fichier n’est pas ce que dit son nom : enregistrez-le de nouveau.")
        )
    return extension, data


def store_file(participation: Participation, upload: Any) -> StoredFile:
    """Store an upload under a random name; return the answer that names it."""
    extension, data = prepare_file(upload)
    if participation.files.count() >= MAX_FILES:
        AnswerFile.objects.delete_unused([participation.pk])
        if participation.files.count() >= MAX_FILES:
            raise ValidationError(_("Trop de fichiers : retirez-en d’abord."))
    stem = Path(str(upload.name)).stem[: MAX_NAME_LENGTH - len(extension)]
    row = AnswerFile(participation=participation, name=stem + extension)
    row.file.save(f"fichier{extension}", ContentFile(data), save=False)
    row.save()
    return {"key": str(row.pk), "label": row.name}


class AnswerFileWidget(forms.FileInput):
    """A file input; what was given before is named beside it, and may be removed."""

    template_name = "surveys/widgets/file.html"

    def __init__(self) -> None:
        extensions = ",".join(DOCUMENT_EXTENSIONS)
        super().__init__(attrs={"accept": f"{extensions},{TYPES}"})
        self.url = ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        kept = "" if data.get(name + REMOVED_SUFFIX) else data.get(name + KEPT_SUFFIX)
        upload = files.get(name) if files else None
        return {"upload": upload, "kept": kept or ""}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in files and name + KEPT_SUFFIX not in data

    def format_value(self, value: Any) -> Any:
        return None

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        stored = value if isinstance(value, dict) and value.get("key") else None
        more = {
            "stored": stored,
            "url": f"{self.url}{stored['key']}/" if stored and self.url else "",
            "kept_name": name + KEPT_SUFFIX,
            "removed_name": name + REMOVED_SUFFIX,
        }
        return {"widget": context["widget"] | more}


class AnswerFileField(forms.Field):
    """A file of a participation; without one, files are only looked at (preview)."""

    widget: AnswerFileWidget

    def __init__(self) -> None:
        super().__init__(widget=AnswerFileWidget())
        self.participation: Participation | None = None
        self.cleaned: StoredFile | None = None
        self.is_cleaned = False

    def clean(self, value: Any) -> StoredFile | None:
        """Store what was given; raise ``ValidationError`` and keep what was there."""
        self.is_cleaned = True
        self.cleaned = self.find_stored(value["kept"])
        if upload := value["upload"]:
            if self.participation is None:
                prepare_file(upload)
            else:
                self.cleaned = store_file(self.participation, upload)
        return self.cleaned

    def find_stored(self, key: str) -> StoredFile | None:
        rows = self.participation.files.all() if self.participation else ()
        found = next((one for one in rows if str(one.pk) == key), None)
        return {"key": key, "label": found.name} if found else None

    def bound_data(self, data: Any, initial: Any) -> Any:
        return self.cleaned if self.is_cleaned else initial

    def has_changed(self, _initial: Any, _data: Any) -> bool:
        return True
