"""Forms of access requests, handover, invitations and campaigns."""

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.campaigns import PLACEHOLDERS
from accounts.models import AccessRequest, UpdateCampaign
from cooperation.models import EPCI, Department
from cooperation.text import normalize

if TYPE_CHECKING:
    RequestFormBase = forms.ModelForm[AccessRequest]
    CampaignFormBase = forms.ModelForm[UpdateCampaign]
else:
    RequestFormBase = CampaignFormBase = forms.ModelForm


class AccessRequestForm(RequestFormBase):
    """Who asks for access, and in which function.

    The authority was chosen in the step before.
    """

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
        """Ask for the authority's name only if it is not in the list."""
        super().__init__(*args, **kwargs)
        if self.instance.collectivity_id:
            del self.fields["other_collectivity"]
        else:
            self.fields["other_collectivity"].required = True

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class HandoverForm(forms.Form):
    successor = forms.EmailField(
        label=_("Adresse électronique de la personne qui prend la suite"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    function = forms.CharField(label=_("Sa fonction"), max_length=150, required=False)
    leaves = forms.BooleanField(
        label=_("Je ne m’en occupe plus : mes droits s’arrêtent maintenant"),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Require a successor, or that the person leaves."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not (cleaned["successor"] or cleaned["leaves"]):
            raise forms.ValidationError(
                _("Nommez une personne, ou dites que vous ne vous en occupez plus.")
            )
        return cleaned


class InvitationForm(forms.Form):
    lines = forms.CharField(
        label=_("Une personne par ligne : adresse ; collectivité ; fonction ; rôle"),
        help_text=_(
            "La collectivité par son nom exact, son code INSEE ou son SIREN. Fonction "
            "et rôle (agent, élu, opérateur) sont facultatifs."
        ),
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class CampaignForm(CampaignFormBase):
    department = forms.ModelChoiceField(
        Department.objects.all(),
        label=_("Département"),
        required=False,
        empty_label=_("tous"),
    )
    epci = forms.CharField(
        label=_("EPCI et ses communes"),
        max_length=200,
        required=False,
        help_text=_("Son nom ou son SIREN, par exemple CA du Grand Annecy."),
    )
    only_stale = forms.BooleanField(
        label=_("Seulement celles dont une fiche n’est pas vérifiée depuis 18 mois"),
        required=False,
        initial=True,
    )

    class Meta:
        model = UpdateCampaign
        fields = ("name", "subject", "body", "remind_after_days", "most_reminders")
        widgets = {"body": forms.Textarea(attrs={"rows": 9})}
        help_texts = {
            "body": _(
                "{collectivite}, {nombre} et {lien} seront remplacés pour chacune. "
                "Sans {lien}, le lien vient à la fin."
            )
        }

    def get_criteria(self) -> dict[str, Any]:
        """Return the keyword arguments of ``select_authorities``."""
        department = self.cleaned_data["department"]
        return {
            "department": department.code if department else "",
            "epci": self.cleaned_data["epci"],
            "only_stale": self.cleaned_data["only_stale"],
        }

    def scope(self) -> str:
        stale = self.cleaned_data["only_stale"]
        parts = [
            str(self.cleaned_data["department"] or ""),
            str(self.cleaned_data["epci"] or ""),
            str(_("fiches non vérifiées depuis 18 mois")) if stale else "",
        ]
        return ", ".join(filter(None, parts)) or str(_("toutes"))

    def clean_epci(self) -> EPCI | None:
        """Return the EPCI of a name or SIREN; one that is ambiguous is refused."""
        text = self.cleaned_data["epci"].strip()
        if not text:
            return None
        named = (
            EPCI.objects.current()
            .matching_name(text)
            .defer("outline")
            .order_by("name_key", "pk")
        )
        exact = named.filter(name_key=normalize(text))
        found: list[EPCI] = list((exact if exact.exists() else named)[:6])
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(_("Aucun EPCI n’a ce nom."))
        raise forms.ValidationError(
            _("Plusieurs EPCI ont ce nom : %(names)s."),
            params={"names": ", ".join(str(one) for one in found)},
        )

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        unknown = set(re.findall(r"\{[^{}]*\}", body)) - set(PLACEHOLDERS)
        if unknown:
            raise forms.ValidationError(
                _("Rien ne remplacera %(names)s."),
                params={"names": ", ".join(sorted(unknown))},
            )
        return body
