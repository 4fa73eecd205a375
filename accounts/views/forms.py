"""Forms of access requests, handover, invitations, confirmations, decisions."""

import hashlib
from typing import Any, cast

from django import forms
from django.contrib.auth.password_validation import (
    password_validators_help_text_html,
    validate_password,
)
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import AccessRequest, User
from accounts.people.invitations import MOST_LINES, list_lines


class AccessRequestForm(forms.ModelForm):  # type: ignore[type-arg]
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
    """Handover of a membership, or its confirmation (``confirmer``) by a button."""

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

    confirmer = forms.BooleanField(required=False, widget=forms.HiddenInput)
    # Whether the person was asked if their rights should end.
    certain = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean(self) -> Any:
        """Require a successor, or that the person leaves, or that they stay."""
        cleaned = super().clean() or self.cleaned_data
        verbs = ("successor", "leaves", "confirmer")
        if not self.errors and not any(cleaned[verb] for verb in verbs):
            raise forms.ValidationError(
                _("Nommez une personne, ou dites que vous ne vous en occupez plus.")
            )
        return cleaned


class InvitationForm(forms.Form):
    """A pasted list; ``choix`` names the authority chosen for a name, as code:key."""

    lines = forms.CharField(
        label=_("Une personne par ligne : adresse ; collectivité ; fonction ; rôle"),
        help_text=_(
            "L’adresse seule, ou « Prénom NOM &lt;adresse&gt; ». La collectivité par "
            "son nom, son code INSEE ou son SIREN. Fonction et rôle (agent, élu, "
            "opérateur) sont facultatifs. Des cases copiées d’un tableur conviennent."
        ),
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def clean_lines(self) -> str:
        """Refuse a list that is too long, rather than leave its end out."""
        text = str(self.cleaned_data["lines"])
        number = len(list_lines(text))
        if number > MOST_LINES:
            raise forms.ValidationError(
                _("%(number)s lignes : %(most)s au plus à la fois."),
                params={"number": number, "most": MOST_LINES},
            )
        return text

    @property
    def choices(self) -> dict[str, str]:
        """The code of the authority that was chosen for each name, by its key."""
        said = cast(QueryDict, self.data).getlist("choix")[:MOST_LINES]
        pairs = (one[:400].partition(":") for one in said)
        return {key: code for code, _colon, key in pairs if code and key}

    @property
    def digest(self) -> str:
        """What tells the list that was previewed from another one."""
        lines = "\n".join(list_lines(self.cleaned_data["lines"]))
        return hashlib.sha256(lines.encode()).hexdigest()


class ConfirmationForm(forms.Form):
    """One entry to confirm, by its reference, or all."""

    fiche = forms.CharField(max_length=10, required=False)
    toutes = forms.BooleanField(required=False)


def build_verb_field(*verbs: str) -> forms.ChoiceField:
    """Return the field of the buttons of a form, which are named ``geste``."""
    return forms.ChoiceField(choices=[(verb, verb) for verb in verbs])


class CampaignVerbForm(forms.Form):
    geste = build_verb_field("envoyer", "clore")


class DecisionForm(forms.Form):
    """Decision on a proposal; ``champ`` names the accepted fields.

    A field that is not proposed is ignored when the decision is written.
    """

    geste = build_verb_field(
        *("voir", "accepter", "tout", "refuser", "annuler"),
        *("prendre", "reprendre", "rendre"),
    )
    motif = forms.CharField(required=False)

    def clean(self) -> Any:
        """Require a reason to refuse or undo, and fields to accept some."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["motif"] = cleaned.get("motif", "")[:2_000]
        cleaned["champ"] = cast(QueryDict, self.data).getlist("champ")
        verb = cleaned.get("geste")
        if verb in ("refuser", "annuler") and not cleaned["motif"]:
            raise forms.ValidationError(_("Dites pourquoi : l’auteur lira ce motif."))
        if verb == "accepter" and not cleaned["champ"]:
            raise forms.ValidationError(_("Cochez au moins un champ, ou refusez."))
        return cleaned


class FirstAdministratorForm(forms.Form):
    """Address and password of the site's first administrator."""

    email = forms.EmailField(
        label=_("Votre adresse électronique"),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password1 = forms.CharField(
        label=_("Mot de passe"),
        strip=False,
        help_text=password_validators_help_text_html,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("Mot de passe (encore une fois)"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> Any:
        """Require the same password twice, and one that is good enough for staff."""
        cleaned = super().clean() or self.cleaned_data
        password = cleaned.get("password1")
        if not password or "email" not in cleaned:
            return cleaned
        if cleaned.get("password2") != password:
            self.add_error("password2", _("Les deux mots de passe diffèrent."))
        owner = User(email=cleaned["email"], is_staff=True, is_superuser=True)
        try:
            validate_password(password, owner)
        except forms.ValidationError as error:
            self.add_error("password1", error)
        return cleaned
