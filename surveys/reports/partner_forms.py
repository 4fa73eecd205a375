"""The form of those who made a report: name, role, address, logo, order."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from cooperation.web.pictures import TYPES, PictureField
from surveys.models import Report, ReportPartner

MAX_PARTNERS, EMPTY_ROWS = 24, 2

if TYPE_CHECKING:
    PartnerFormBase = forms.ModelForm[ReportPartner]
    PartnerFormSetBase = forms.BaseInlineFormSet[ReportPartner, Report, Any]
else:
    PartnerFormBase, PartnerFormSetBase = forms.ModelForm, forms.BaseInlineFormSet


class LogoInput(forms.ClearableFileInput):
    """The stored logo as a picture, a box to remove it, and a file to send."""

    template_name = "reports/logo_input.html"
    clear_checkbox_label = _("Retirer ce logo")  # type: ignore[assignment]


class ReportPartnerForm(PartnerFormBase):
    url = forms.URLField(
        label=_("Adresse du site"),
        required=False,
        max_length=300,
        assume_scheme="https",
    )
    logo = PictureField(
        label=_("Logo"),
        required=False,
        widget=LogoInput(attrs={"accept": TYPES}),
        help_text=_("JPEG, PNG ou WebP, 10 Mo au plus. Sans logo, le nom est écrit."),
    )

    class Meta:
        model = ReportPartner
        fields = ("name", "role", "url", "logo", "position")


class PartnerFormSet(PartnerFormSetBase):
    """The partners of a report, with empty rows at the end."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if form.instance.pk:
            form.fields["DELETE"].label = _("Retirer cet organisme")
        else:
            del form.fields["DELETE"]


def build_partner_formset(
    report: Report, data: Any = None, files: Any = None
) -> PartnerFormSet:
    made = forms.inlineformset_factory(
        Report,
        ReportPartner,
        form=ReportPartnerForm,
        formset=PartnerFormSet,
        extra=EMPTY_ROWS,
        max_num=MAX_PARTNERS,
        validate_max=True,
    )
    rows = made(data, files, instance=report, prefix="partenaire")
    return cast(PartnerFormSet, rows)
