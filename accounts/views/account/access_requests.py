"""Access requests, in two steps that work without JavaScript."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.generic import CreateView, TemplateView

from accounts.models import AccessRequest
from accounts.people.access_requests import acknowledge_request
from accounts.people.authorities import search_authorities
from accounts.views.forms import AccessRequestForm
from cooperation.models import Collectivity
from cooperation.web.context import Context
from cooperation.web.errors import add_retry_after, build_wait_message
from cooperation.web.throttle import ThrottledError, check_client

LONGEST_TEXT = 100


@method_decorator(login_not_required, name="dispatch")
class AccessRequestView(CreateView):  # type: ignore[type-arg]
    """Choice of the authority by name or code, then the form."""

    template_name = "accounts/request.html"
    form_class = AccessRequestForm
    success_url = reverse_lazy("accounts:requested")

    def get_initial(self) -> dict[str, Any]:
        """Return what the account of a logged-in person says of them."""
        user = self.request.user
        if not user.is_authenticated:
            return {}
        return {"full_name": user.get_full_name(), "email": user.email}

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        kwargs["instance"] = AccessRequest(collectivity=self.chosen)
        return kwargs

    @cached_property
    def chosen(self) -> Collectivity | None:
        """The authority named in the query string; the successor of one that ended."""
        slug = self.request.GET.get("collectivite", "")[:LONGEST_TEXT]
        rows = Collectivity.objects.filter(slug=slug).defer("outline")
        found = rows.select_related("department", "successor").first()
        return found.successor or found if found else None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "q" in request.GET:
            check_client("search", request)
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """Save the request; one that is pending already gets the same answer.

        A different answer would disclose who has asked.
        """
        try:
            check_client("access_requests", self.request)
        except ThrottledError as error:
            form.add_error(None, build_wait_message(error.seconds))
            page = self.get_context_data(form=form)
            response = self.render_to_response(page, status=429)
            return add_retry_after(response, error.seconds)
        request = form.instance
        waiting = AccessRequest.objects.pending().filter(
            email__iexact=request.email,
            collectivity=request.collectivity,
            other_collectivity=request.other_collectivity,
        )
        if waiting.exists():
            return HttpResponseRedirect(str(self.success_url))
        with transaction.atomic():
            response = super().form_valid(form)
            acknowledge_request(request)
        return response

    def get_context_data(self, **kwargs: Any) -> Context:
        text = self.request.GET.get("q", "").strip()[:LONGEST_TEXT]
        absent = "absente" in self.request.GET
        found = search_authorities(text) if text else []
        return super().get_context_data(**kwargs) | {
            "section": "espace",
            "text": text,
            "chosen": self.chosen,
            "absent": absent,
            "found": found,
            "is_unknown": "collectivite" in self.request.GET and not self.chosen,
        }


@method_decorator(login_not_required, name="dispatch")
class AccessRequestedView(TemplateView):
    template_name = "accounts/requested.html"
