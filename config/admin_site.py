"""The admin site of the staff."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.people import second_factor
from accounts.people.staff_password import has_weak_password
from config.doctor import list_problems_for
from cooperation.views.staff.changes import show_changes
from cooperation.views.staff.home import build_home_groups, build_staff_home
from cooperation.views.staff.jobs import show_jobs
from cooperation.views.staff.search import show_search
from cooperation.web.context import Context


class PasserellesAdminSite(AdminSite):
    """Django's admin with the site's own login and the list of waiting work."""

    site_header = site_title = gettext_lazy("Passerelles, gestion")
    index_title = gettext_lazy("Gestion du répertoire")
    enable_nav_sidebar = False  # the bar of staff pages leads to every table

    def index(
        self, request: HttpRequest, extra_context: Context | None = None
    ) -> TemplateResponse:
        context = {
            "home": build_staff_home(request.user),
            "groups": build_home_groups(self, request),
            "problems": list_problems_for(request.user),
            **(extra_context or {}),
        }
        return super().index(request, context)

    def get_urls(self) -> list[Any]:
        return [
            path("modifications/", self.admin_view(self.changes), name="changes"),
            path("traitements/", self.admin_view(self.jobs), name="jobs"),
            path("recherche/", self.admin_view(self.search), name="search"),
            *super().get_urls(),
        ]

    def changes(self, request: HttpRequest) -> HttpResponse:
        return show_changes(request, self.each_context(request))

    def jobs(self, request: HttpRequest) -> HttpResponse:
        return show_jobs(request, self.each_context(request))

    def search(self, request: HttpRequest) -> HttpResponse:
        return show_search(request, self, self.each_context(request))

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and second_factor.has_strong_login(
            request
        )

    @method_decorator(login_not_required)
    @method_decorator(secure_admin_login)
    def login(
        self, request: HttpRequest, extra_context: Context | None = None
    ) -> HttpResponse:
        """Redirect anonymous users to the login, staff to what theirs still lacks."""
        if second_factor.lacks_second_factor(request):
            messages.warning(
                request,
                _(
                    "La gestion demande un second facteur : activez une application "
                    "d’authentification ou une clé de sécurité."
                ),
            )
            return redirect("mfa_index")
        if has_weak_password(request):
            messages.warning(
                request,
                _(
                    "La gestion demande un mot de passe plus fort : seize caractères "
                    "au moins, qui ne se devinent pas."
                ),
            )
            return redirect("account_change_password")
        return redirect("admin:index")
