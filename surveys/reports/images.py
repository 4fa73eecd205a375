"""Pictures of a report: the form of staff, and removing one."""

from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from cooperation.web.pictures import PictureField
from surveys.models import Report, ReportImage, ReportSection
from surveys.reports.markup import IMAGE_KIND, parse_prose

if TYPE_CHECKING:
    ImageFormBase = forms.ModelForm[ReportImage]
else:
    ImageFormBase = forms.ModelForm

MAX_CODE_LENGTH = 40


class ReportImageForm(ImageFormBase):
    """A picture, reduced and without metadata, with what it shows and who made it."""

    class Meta:
        model = ReportImage
        fields = (
            *("file", "alt_fr", "credit", "caption_fr", "alt_en", "caption_en"),
            "code",
        )
        field_classes = {"file": PictureField}
        widgets = {
            "file": forms.FileInput,
            "alt_en": forms.TextInput(attrs={"lang": "en"}),
            "caption_en": forms.TextInput(attrs={"lang": "en"}),
        }
        labels = {"file": _("Image (JPEG, PNG, WebP ou HEIC, 10 Mo au plus)")}

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        """Make up the name of a new picture; texts name the others: theirs stays."""
        super().__init__(*args, **kwargs)
        self.instance.report = report
        self.fields["code"].required = False
        self.fields["code"].disabled = self.instance.pk is not None
        self.fields["file"].help_text = ""

    def clean_code(self) -> str:
        """Return the given name, or one made of the name of the file."""
        code: str = self.cleaned_data["code"]
        others = self.instance.report.images.exclude(pk=self.instance.pk)
        taken = set(others.values_list("code", flat=True))
        if code in taken:
            raise forms.ValidationError(_("Une autre image porte déjà ce nom."))
        return code or find_free_code(self.files.get("file"), taken)


def find_free_code(upload: Any, taken: set[str]) -> str:
    """Return a name that no picture has, made of the name of a file."""
    stem = slugify(Path(upload.name).stem if upload else "")[:MAX_CODE_LENGTH].strip(
        "-"
    )
    first = stem.replace("_", "-") or IMAGE_KIND
    names = (f"{first}-{number}" if number > 1 else first for number in count(1))
    return next(name for name in names if name not in taken)


def list_showing_sections(image: ReportImage) -> list[ReportSection]:
    """Return the sections whose texts show a picture, hidden ones included."""
    return [
        section
        for section in image.report.sections.all()
        if any(
            node.kind == IMAGE_KIND and image.code in node.names
            for node in parse_prose(f"{section.prose_fr}\n\n{section.prose_en}")
        )
    ]


@transaction.atomic
def delete_image(image: ReportImage) -> None:
    """Delete a picture and its file."""
    image.delete()
    transaction.on_commit(partial(image.file.storage.delete, str(image.file.name)))
