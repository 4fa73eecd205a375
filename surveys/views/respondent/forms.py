"""Forms of respondents beside the questions: declining, forwarding the link."""

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.responses.workflow import MAX_REASON_LENGTH

EMAIL_PROBLEM = _("Écrivez une adresse électronique.")


class DeclineForm(forms.Form):
    """Why; ``envoi`` only where sent answers count."""

    KEEP, WITHDRAW = "garder", "retirer"
    envoi = forms.ChoiceField(
        label=_("Que faire de ce que vous aviez envoyé ?"),
        choices={
            KEEP: _("Le garder : ces réponses comptent, vos retouches non."),
            WITHDRAW: _("Le retirer : aucune de vos réponses ne compte plus."),
        },
        initial=KEEP,
        widget=forms.RadioSelect,
        error_messages={"required": _("Dites s’il faut garder ou retirer l’envoi.")},
    )
    raison = forms.CharField(
        label=_("Pourquoi ? Un mot suffit."),
        help_text=_(
            "Par exemple : nous n’avons pas d’action internationale. Vous ne recevrez "
            "plus de relance, et vous pourrez changer d’avis."
        ),
        max_length=MAX_REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Dites en un mot pourquoi.")},
    )


class ForwardLinkForm(forms.Form):
    """To whom a link goes; ``quitter`` only where there is an own link to close."""

    a = forms.EmailField(
        label=_("Son adresse électronique"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": EMAIL_PROBLEM, "invalid": EMAIL_PROBLEM},
    )
    mot = forms.CharField(
        label=_("Un mot pour l’accompagner"),
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    quitter = forms.BooleanField(
        label=_("Je ne réponds plus moi-même : fermer mon propre lien"), required=False
    )
