"""Forms of the staff who write reports."""

import hashlib
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from cooperation.search.filters import ActionFilterSet
from surveys.models import Report, ReportSection, Wave
from surveys.reports.editing import check_waves_not_mixed, list_image_codes
from surveys.reports.markup import find_prose_problems
from surveys.reports.partners import list_reports_with_partners
from surveys.reports.snapshot_reader import SnapshotReader
from surveys.reports.survey_data import get_reason_not_ready

if TYPE_CHECKING:
    ReportFormBase = forms.ModelForm[Report]
    SectionFormBase = forms.ModelForm[ReportSection]
    WaveChoiceBase = forms.ModelMultipleChoiceField[Wave]
    ReportChoiceBase = forms.ModelChoiceField[Report]
else:
    WaveChoiceBase = forms.ModelMultipleChoiceField
    ReportChoiceBase = forms.ModelChoiceField
    ReportFormBase = SectionFormBase = forms.ModelForm


class WaveChoiceField(WaveChoiceBase):
    """Waves by name, each with why a snapshot would have nothing of it."""

    def label_from_instance(self, obj: Any) -> str:
        reason = get_reason_not_ready(obj)
        return f"{obj} – {reason}" if reason else str(obj)


class PartnersChoiceField(ReportChoiceBase):
    """Reports by title and month."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} ({date_format(obj.edition, 'F Y')})"


class ReportForm(ReportFormBase):
    class Meta:
        model = Report
        fields = (
            *("title_fr", "title_en", "slug", "edition", "summary_fr", "summary_en"),
            *("source", "selection", "waves", "is_demonstration"),
        )
        widgets = {
            "edition": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "summary_fr": forms.Textarea(attrs={"rows": 3}),
            "summary_en": forms.Textarea(attrs={"rows": 3}),
            "waves": forms.CheckboxSelectMultiple,
        }
        field_classes = {"waves": WaveChoiceField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """List the latest waves first; fix the slug of a published report."""
        super().__init__(*args, **kwargs)
        waves = Wave.objects.order_by("-opens_on", "pk")
        self.fields["waves"].queryset = waves  # type: ignore[attr-defined]
        if self.instance.pk and self.instance.is_published():
            self.fields["slug"].disabled = True
        if self.instance.is_as_published:
            for name in ("selection", "waves", "is_demonstration"):
                del self.fields[name]

    def clean_slug(self) -> str:
        """Refuse the slug of the page that creates reports."""
        slug: str = self.cleaned_data["slug"]
        if slug in ("nouveau", "livres"):
            raise forms.ValidationError(_("Cette adresse est prise : changez-la."))
        return slug

    def clean_selection(self) -> str:
        """Refuse parameters that lists reject, with the messages of the lists."""
        text: str = self.cleaned_data["selection"].strip().lstrip("?")
        strict_errors = ActionFilterSet(QueryDict(text)).strict_errors
        if strict_errors:
            raise forms.ValidationError([str(refusal) for refusal in strict_errors])
        return text

    def clean(self) -> dict[str, Any]:
        """Check that sample answers and real ones are not mixed."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "waves" in cleaned:
            probe = Report(is_demonstration=cleaned.get("is_demonstration", False))
            check_waves_not_mixed(probe, list(cleaned["waves"]))
        return cleaned


class NewReportForm(ReportForm):
    """A report that begins: it may take over who made the edition before."""

    partners_of = PartnersChoiceField(
        queryset=Report.objects.none(),
        label=_("Partenaires et logos repris de"),
        required=False,
        empty_label=_("Aucun"),
        help_text=_("Ils sont copiés : les changer ici ne change pas l’autre édition."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the reports that name somebody; the latest is chosen."""
        super().__init__(*args, **kwargs)
        reports = list_reports_with_partners()
        self.fields["partners_of"].queryset = reports  # type: ignore[attr-defined]
        self.initial.setdefault("partners_of", reports.first())


class SectionForm(SectionFormBase):
    """The title and the text of a section.

    A text that somebody else changed meanwhile is not overwritten.
    """

    TEXTS = ("title_fr", "prose_fr", "title_en", "prose_en")

    version = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = ReportSection
        fields = ("title_fr", "prose_fr", "title_en", "prose_en", "is_hidden")
        widgets = {
            "prose_fr": forms.Textarea(attrs={"rows": 16, "spellcheck": "true"}),
            "prose_en": forms.Textarea(
                attrs={"rows": 10, "spellcheck": "true", "lang": "en"}
            ),
            "title_en": forms.TextInput(attrs={"lang": "en"}),
        }

    def __init__(self, *args: Any, frozen: SnapshotReader, **kwargs: Any) -> None:
        """Check the names in the texts against ``frozen``."""
        super().__init__(*args, **kwargs)
        self.frozen = frozen
        self.is_outdated = False
        self.stored_version = get_section_version(self.instance)
        self.initial["version"] = self.stored_version
        for language in ("fr", "en"):
            widget = self.fields[f"prose_{language}"].widget
            widget.attrs |= build_preview_attrs(self.instance, language)

    def clean_prose_fr(self) -> str:
        return self.clean_prose("prose_fr")

    def clean_prose_en(self) -> str:
        return self.clean_prose("prose_en")

    def clean_prose(self, name: str) -> str:
        """Return a text; raise ValidationError for names the snapshot lacks."""
        text: str = self.cleaned_data[name]
        images = list_image_codes(self.instance.report)
        found = find_prose_problems(text, self.frozen, images)
        if found:
            raise forms.ValidationError(found)
        return text

    def clean(self) -> dict[str, Any]:
        """Refuse to overwrite what somebody else wrote meanwhile."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        seen = cleaned.get("version")
        self.is_outdated = bool(seen) and seen != self.stored_version
        if self.is_outdated:
            raise forms.ValidationError(
                _(
                    "Quelqu’un d’autre a changé cette section entre-temps. Votre texte "
                    "est ci-dessous ; le sien est dessous, à reprendre. Enregistrez de "
                    "nouveau pour garder le vôtre."
                )
            )
        return cleaned

    def list_their_texts(self, stored: ReportSection) -> list[tuple[str, str]]:
        """Return what somebody else saved meanwhile and differs, with its labels."""
        _errors = self.errors  # whether the section changed meanwhile
        return [
            (str(self.fields[name].label), getattr(stored, name))
            for name in self.TEXTS
            if self.is_outdated and getattr(stored, name) != self[name].value()
        ]


def build_preview_attrs(section: ReportSection, language: str) -> dict[str, str]:
    """Return what makes htmx show the preview of a text as it is typed."""
    url = reverse("report_editing:preview", args=[section.report.slug, section.pk])
    return {
        "hx-post": f"{url}?langue={language}",
        "hx-trigger": "input changed delay:400ms, focus",
        "hx-sync": "closest form:replace",
        "hx-target": "#apercu",
    }


def get_section_version(section: ReportSection) -> str:
    parts = [getattr(section, name) for name in SectionForm.Meta.fields]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
