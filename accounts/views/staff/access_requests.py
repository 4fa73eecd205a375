"""Access requests for staff: what waits, and a page to accept or refuse each."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from accounts.models import AccessRequest, User
from accounts.people.access_requests import (
    NoAuthorityError,
    RequestDecidedError,
    accept_request,
    create_requested_authority,
    match_domain,
    refuse_request,
)
from accounts.people.authorities import guess_kind, search_authorities
from accounts.views.base import InvalidFormMixin, StaffMixin, list_form_errors
from accounts.views.forms import build_verb_field
from cooperation.enums import CollectivityKind, EPCIType
from cooperation.models import Collectivity
from cooperation.search.pagination import get_displayed_page
from cooperation.web.context import Context

REQUESTS_PAGE, ANSWERED_SHOWN = 50, 20
LONGEST_TEXT = 100
# What staff may add from a request: departments and regions are all there.
NEW_KINDS = {
    f"{CollectivityKind.SYNDICAT}:": CollectivityKind.SYNDICAT.label,
    f"{CollectivityKind.COMMUNE}:": CollectivityKind.COMMUNE.label,
    **{f"{CollectivityKind.EPCI}:{one}": one.label for one in EPCIType},
}


class RequestStaffMixin(StaffMixin):
    """A page for staff who may decide on access requests; 403 for others."""

    def test_func(self) -> bool:
        may = self.request.user.has_perm("accounts.change_accessrequest")
        return super().test_func() and may


class AccessRequestListView(RequestStaffMixin, TemplateView):
    """The requests that wait; those of an authority of the list are accepted here."""

    template_name = "accounts/access_requests.html"

    def get_context_data(self, **kwargs: Any) -> Context:
        rows = AccessRequest.objects.select_related("collectivity")
        answered = rows.exclude(decided_at=None).order_by("-decided_at", "pk")
        paginator = Paginator(rows.pending(), REQUESTS_PAGE)
        page = get_displayed_page(paginator, self.request.GET.get("page"))
        return super().get_context_data(**kwargs) | {
            "pending": [(one, match_domain(one)) for one in page.items],
            "pagination": page.build_context(lambda number: f"?page={number}"),
            "answered": answered[:ANSWERED_SHOWN],
        }


class RequestDecisionForm(forms.Form):
    geste = build_verb_field("accepter", "creer", "refuser")
    reponse = forms.CharField(
        label=gettext_lazy("Un mot pour la personne (elle le lira)"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    nom = forms.CharField(
        label=gettext_lazy("Nom dans l’annuaire"), max_length=200, required=False
    )
    nature = forms.ChoiceField(
        label=gettext_lazy("Nature"), choices=[*NEW_KINDS.items()], required=False
    )

    def clean(self) -> Any:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("geste") == "creer" and not (
            cleaned.get("nom") and cleaned.get("nature")
        ):
            raise forms.ValidationError(_("Donnez le nom et la nature."))
        return cleaned


class AccessRequestDecisionView(RequestStaffMixin, InvalidFormMixin, FormView):  # type: ignore[type-arg]
    """A request: who asks, for which authority; accepted or refused with a word."""

    template_name = "accounts/access_request.html"
    form_class = RequestDecisionForm

    @cached_property
    def asked(self) -> AccessRequest:
        rows = AccessRequest.objects.select_related("collectivity", "decided_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def chosen(self) -> Collectivity | None:
        """The authority that staff chose for the request, else its own."""
        slug = self.request.GET.get("collectivite", "")[:LONGEST_TEXT]
        rows = Collectivity.objects.filter(slug=slug).without_large_fields()
        return rows.first() or self.asked.collectivity

    def get_initial(self) -> dict[str, Any]:
        name = self.asked.other_collectivity
        return {"nom": name, "nature": ":".join(guess_kind(name))}

    def get_context_data(self, **kwargs: Any) -> Context:
        text = self.request.GET.get("q", self.asked.other_collectivity)[:LONGEST_TEXT]
        context = super().get_context_data(**kwargs)
        return context | {
            "asked": self.asked,
            "chosen": self.chosen,
            "domain": match_domain(self.asked),
            "text": text,
            "found": search_authorities(text) if text and not self.chosen else [],
            "problems": list_form_errors(context["form"]),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                self.decide(form.cleaned_data)
        except NoAuthorityError:
            form.add_error(None, _("Choisissez d’abord la collectivité, ou créez-la."))
            return self.form_invalid(form)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        except RequestDecidedError:
            messages.warning(self.request, _("Cette demande est déjà décidée."))
        else:
            is_refused = form.cleaned_data["geste"] == "refuser"
            words = (
                _("%(who)s – Refusée : la personne est prévenue.")
                if is_refused
                else _(
                    "%(who)s – Acceptée : la personne est prévenue, et peut entrer "
                    "aussitôt."
                )
            )
            messages.success(self.request, words % {"who": self.asked.full_name})
        return redirect("moderation:access_requests")

    def decide(self, said: dict[str, Any]) -> None:
        asked, staff = self.asked, cast(User, self.request.user)
        if said["geste"] == "refuser":
            refuse_request(asked, staff, said["reponse"])
            return
        if said["geste"] == "creer":
            kind, _colon, epci_type = said["nature"].partition(":")
            create_requested_authority(
                asked, name=said["nom"], kind=kind, epci_type=epci_type
            )
        else:
            asked.collectivity = self.chosen
        accept_request(asked, staff, said["reponse"])
