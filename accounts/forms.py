"""Forms of people who ask for access."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import AccessRequest

if TYPE_CHECKING:
    RequestFormBase = forms.ModelForm[AccessRequest]
else:
    RequestFormBase = forms.ModelForm


class AccessRequestForm(RequestFormBase):
    """Who asks, and as what; the authority was chosen before."""

    class Meta:
        model = AccessRequest
        fields = ("full_name", "function", "email", "other_collectivity", "message")
        labels = {
            "full_name": _("Votre nom"),
            "function": _("Votre fonction"),
            "email": _("Votre adresse électronique professionnelle"),
            "other_collectivity": _("Nom de votre collectivité"),
            "message": _("Un mot pour l’équipe"),
        }
        widgets = {
            "full_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "function": forms.TextInput(attrs={"autocomplete": "organization-title"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "message": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for the authority's name only where it is not in the list."""
        super().__init__(*args, **kwargs)
        if self.instance.collectivity_id:
            del self.fields["other_collectivity"]
        else:
            self.fields["other_collectivity"].required = True

    def clean_email(self) -> str:
        """Give the address in lower case, as accounts know it."""
        return str(self.cleaned_data["email"]).lower()
