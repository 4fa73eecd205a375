"""Forms of campaigns: the mail, and the choice of authorities."""

from django import forms
from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.campaigns.workflow import select_authorities
from accounts.mail import kinds
from accounts.mail.sending import check_variables
from accounts.models import UpdateCampaign
from cooperation.models import EPCI, Collectivity, Department
from cooperation.models.verification import STALE_AFTER_MONTHS
from cooperation.text import normalize
from cooperation.web.mail_texts import get_text


def get_default_texts() -> dict[str, str]:
    """Return the initial subject and body of a campaign."""
    return get_text(kinds.CAMPAIGN)._asdict()


class CampaignTextForm(forms.ModelForm):  # type: ignore[type-arg]
    """Name, mail and reminders of a campaign."""

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

    def clean_subject(self) -> str:
        return check_variables(self.cleaned_data["subject"], kinds.CAMPAIGN)

    def clean_body(self) -> str:
        return check_variables(self.cleaned_data["body"], kinds.CAMPAIGN)


class CampaignForm(CampaignTextForm):
    """A new campaign, with the authorities that it asks."""

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
        label=format_lazy(
            _(
                "Seulement celles dont une fiche n’est pas vérifiée depuis "
                "{months} mois"
            ),
            months=STALE_AFTER_MONTHS,
        ),
        required=False,
        initial=True,
    )

    def select_authorities(self) -> QuerySet[Collectivity]:
        return select_authorities(
            department=self.cleaned_data["department"],
            epci=self.cleaned_data["epci"],
            only_stale=self.cleaned_data["only_stale"],
        )

    def describe_scope(self) -> str:
        stale = self.cleaned_data["only_stale"]
        parts = [
            str(self.cleaned_data["department"] or ""),
            str(self.cleaned_data["epci"] or ""),
            str(_("fiches non vérifiées depuis {months} mois")).format(
                months=STALE_AFTER_MONTHS
            )
            if stale
            else "",
        ]
        return ", ".join(filter(None, parts)) or str(_("toutes"))

    def clean_epci(self) -> EPCI | None:
        """Return the EPCI of a name or SIREN; one that is ambiguous is refused."""
        text = self.cleaned_data["epci"].strip()
        if not text:
            return None
        matching = (
            EPCI.objects.current()
            .matching_name(text)
            .defer("outline")
            .order_by("name_key", "pk")
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
