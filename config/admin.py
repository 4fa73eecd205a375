"""The staff's admin site."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import second_factor
from accounts.digest import waiting, waiting_for


class PasserellesAdminSite(AdminSite):
    """Django's admin under the site's name, behind the site's own login."""

    site_header = site_title = gettext_lazy("Passerelles, gestion")
    index_title = gettext_lazy("Gestion du répertoire")

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Show what waits before the tables."""
        own = waiting_for(request.user)
        context = {"waiting": [*own, *waiting()], **(extra_context or {})}
        return super().index(request, context)

    def has_permission(self, request: HttpRequest) -> bool:
        """Let in staff who have a second factor."""
        return super().has_permission(request) and not second_factor.is_missing(request)

    @method_decorator(login_not_required)
    @method_decorator(secure_admin_login)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead strangers to the login, and staff to what they lack."""
        if second_factor.is_missing(request):
            messages.warning(
                request,
                _(
                    "La gestion demande un second facteur : activez une application "
                    "d’authentification ou une clé de sécurité."
                ),
            )
            return redirect("mfa_index")
        return redirect("admin:index")
