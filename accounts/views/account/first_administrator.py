"""Page of the link that a new site prints: the account of its administrator."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from accounts.people.first_administrator import (
    SpentLinkError,
    create_administrator,
    is_usable,
)
from accounts.views.forms import FirstAdministratorForm
from cooperation.web.site import NOINDEX


@method_decorator(login_not_required, name="dispatch")
@method_decorator(never_cache, name="dispatch")
class FirstAdministratorView(FormView):  # type: ignore[type-arg]
    """Address and password; the login that follows asks for the second factor."""

    template_name = "accounts/first_administrator.html"
    form_class = FirstAdministratorForm
    success_url = reverse_lazy("admin:index")

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if not is_usable(kwargs["token"]):
            return self.render_spent_link()
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        data = form.cleaned_data
        try:
            create_administrator(data["email"], data["password1"])
        except SpentLinkError:
            return self.render_spent_link()
        messages.success(self.request, _("Votre compte est prêt : connectez-vous."))
        return super().form_valid(form)

    def render_spent_link(self) -> HttpResponse:
        problem = _(
            "Ce lien a déjà servi, ou il a plus de vingt-quatre heures. Tant que le "
            "site n’a pas d’administrateur, « manage.py first_administrator » en "
            "donne un autre."
        )
        return self.render_to_response({"problem": problem}, status=410)

    def render_to_response(self, context: Any, **kwargs: Any) -> HttpResponse:
        """Render the page; its address, a secret, is not sent to other sites."""
        # Not "no-referrer": browsers would then send the button without its origin.
        headers = {"Referrer-Policy": "same-origin", **NOINDEX}
        return super().render_to_response(context, headers=headers, **kwargs)
