"""Forms of the staff pages of waves."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.mail.sending import check_variables
from accounts.models import User
from cooperation.enums import CollectivityKind
from cooperation.models import EPCI, Collectivity, Department
from cooperation.text import normalize
from surveys.models import Questionnaire, Wave
from surveys.waves.kinds import INVITATION
from surveys.waves.recipients import (
    MAX_INVITED,
    WITH_ACTIONS,
    WITHOUT_ACTIONS,
    PastedRecipient,
    RecipientChoice,
    list_chosen_authorities,
    parse_pasted_lines,
)

if TYPE_CHECKING:
    WaveFormBase = forms.ModelForm[Wave]
else:
    WaveFormBase = forms.ModelForm


class BrowserDateInput(forms.DateInput):
    """A date input with the calendar of the browser, in its format."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class WaveForm(WaveFormBase):
    """Questionnaire, dates, person in charge and mail of a wave."""

    class Meta:
        model = Wave
        fields = (
            *("name", "questionnaire", "opens_on", "closes_on", "in_charge", "scope"),
            *("subject", "body", "remind_after_days", "most_reminders"),
        )
        widgets = {
            "opens_on": BrowserDateInput(),
            "closes_on": BrowserDateInput(),
            "scope": forms.Textarea(attrs={"rows": 3}),
            "body": forms.Textarea(attrs={"rows": 9}),
        }
        help_texts = {
            "scope": _(
                "Par exemple : toutes les collectivités du Genevois français qui ont "
                "une action connue, parce que l’état des lieux porte sur elles."
            ),
            "body": _(
                "{collectivite}, {lien} et {date} seront remplacés pour chacune. Sans "
                "{lien}, le lien vient à la fin."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer usable questionnaires and active staff; lock fields once started."""
        super().__init__(*args, **kwargs)
        offered = Questionnaire.objects.usable()
        if self.instance.questionnaire_id:
            known = Questionnaire.objects.filter(pk=self.instance.questionnaire_id)
            offered = offered | known
        self.set_queryset("questionnaire", offered)
        staff = User.objects.filter(is_staff=True, is_active=True)
        self.set_queryset("in_charge", staff.order_by("email"))
        if self.instance.started_at:
            # What people were asked, and since when, does not change any more.
            for name in ("questionnaire", "opens_on"):
                self.fields[name].disabled = True

    def set_queryset(self, name: str, rows: Any) -> None:
        cast(Any, self.fields[name]).queryset = rows

    def clean_subject(self) -> str:
        return check_variables(self.cleaned_data["subject"], INVITATION)

    def clean_body(self) -> str:
        return check_variables(self.cleaned_data["body"], INVITATION)


class RecipientChoiceForm(forms.Form):
    prefix = "qui"
    department = forms.ModelChoiceField(
        Department.objects.all(),
        label=_("Département"),
        required=False,
        empty_label=_("sans distinction"),
    )
    epci = forms.CharField(
        label=_("EPCI et ses communes"),
        max_length=200,
        required=False,
        help_text=_("Son nom ou son SIREN, par exemple CA du Grand Annecy."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Natures"),
        choices=CollectivityKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    activity = forms.ChoiceField(
        label=_("Actions dans l’annuaire"),
        choices=[
            ("", _("sans distinction")),
            (WITH_ACTIONS, _("avec des actions")),
            (WITHOUT_ACTIONS, _("sans action connue")),
        ],
        required=False,
    )
    pasted = forms.CharField(
        label=_("Et aussi, une par ligne : collectivité ; adresse électronique"),
        help_text=_(
            "La collectivité par son nom exact, son code INSEE ou son SIREN. L’adresse "
            "est facultative : elle reçoit un lien personnel, sans compte."
        ),
        max_length=100_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def clean_epci(self) -> EPCI | None:
        """Return the EPCI of a name or SIREN; refuse none or several."""
        text = self.cleaned_data["epci"].strip()
        if not text:
            return None
        matching = (
            EPCI.objects.matching_name(text).defer("outline").order_by("name_key", "pk")
        )
        exact = matching.filter(name_key=normalize(text))
        found: list[EPCI] = list((exact if exact.exists() else matching)[:6])
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(_("Aucun EPCI n’a ce nom."))
        raise forms.ValidationError(
            _("Plusieurs EPCI ont ce nom : %(names)s."),
            params={"names": ", ".join(str(one) for one in found)},
        )

    def clean_pasted(self) -> str:
        """Report the lines that cannot be parsed; the text stays in the field."""
        text: str = self.cleaned_data["pasted"]
        self.lines = parse_pasted_lines(text)
        wrong = [
            forms.ValidationError(f"« {one.line} » : {one.problem}")
            for one in self.lines
            if one.problem
        ]
        if wrong:
            raise forms.ValidationError(wrong)
        return text

    lines: list[PastedRecipient] = []

    def find_authorities(self) -> list[Collectivity]:
        """Return the authorities of a new wave; add an error for none or too many."""
        found = list(list_chosen_authorities(self.choice)[: MAX_INVITED + 1])
        if not found:
            self.add_error(None, _("Ce choix n’invite personne : élargissez-le."))
        if len(found) > MAX_INVITED:
            words = _("Ce choix invite plus de %(n)s collectivités : resserrez-le.")
            self.add_error(None, words % {"n": MAX_INVITED})
        return found

    @cached_property
    def choice(self) -> RecipientChoice:
        data = self.cleaned_data
        return RecipientChoice(
            department=data["department"].code if data["department"] else "",
            epci=data["epci"],
            kinds=tuple(data["kinds"]),
            activity=data["activity"],
            pasted=tuple(one.collectivity.pk for one in self.lines if one.collectivity),
        )
