"""Forms for visitors."""

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy

from cooperation.models import ErrorReport

if TYPE_CHECKING:
    ErrorReportFormBase = forms.ModelForm[ErrorReport]
else:
    ErrorReportFormBase = forms.ModelForm


class ContactForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Votre nom"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Votre adresse électronique"),
        help_text=gettext_lazy(
            "La réponse y arrivera ; vous y recevrez aussi une copie."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    subject = forms.CharField(label=gettext_lazy("Objet"), max_length=120)
    text = forms.CharField(
        label=gettext_lazy("Votre message"),
        min_length=20,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class ErrorReportForm(ErrorReportFormBase):
    """What is wrong in an entry, with an optional address to answer to."""

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
