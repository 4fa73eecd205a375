"""Forms that visitors fill in."""

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy

from cooperation.models import ErrorReport

if TYPE_CHECKING:
    ReportFormBase = forms.ModelForm[ErrorReport]
else:
    ReportFormBase = forms.ModelForm


class ReportForm(ReportFormBase):
    """What is wrong, and perhaps where to answer."""

    class Meta:
        model = ErrorReport
        fields = ("text", "email")
        labels = {
            "text": gettext_lazy("Ce qui est faux, et ce qu’il faudrait lire"),
            "email": gettext_lazy("Votre adresse, si vous souhaitez une réponse"),
        }
        widgets = {
            "text": forms.Textarea(attrs={"rows": 6}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }
