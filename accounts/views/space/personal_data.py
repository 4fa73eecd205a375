"""Personal data of the logged-in person: view, export, erase."""

from typing import cast

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic.base import View

from accounts.models import User
from accounts.people.personal_data import erase_personal_data, export_personal_data
from accounts.people.processing_register import PROCESSING_RECORDS


class PersonalDataView(View):
    """View, export or erase one's data; erasing asks to log in again first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the register, or return the data (``format=json``)."""
        user = cast(User, request.user)
        if request.GET.get("format") == "json":
            answer = JsonResponse(
                export_personal_data(user), json_dumps_params={"ensure_ascii": False}
            )
            name = "passerelles-mes-donnees.json"
            answer["Content-Disposition"] = f'attachment; filename="{name}"'
            return answer
        return render(
            request, "accounts/personal_data.html", {"register": PROCESSING_RECORDS}
        )

    @method_decorator(reauthentication_required)
    def post(self, request: HttpRequest) -> HttpResponse:
        """Erase the account if its address was typed as confirmation."""
        user = cast(User, request.user)
        if request.POST.get("adresse", "").strip().lower() != user.email:
            messages.warning(
                request, _("Tapez l’adresse de votre compte pour l’effacer.")
            )
            return redirect("accounts:personal_data")
        if user.is_staff:
            messages.warning(
                request, _("Un compte de l’équipe est effacé par le responsable.")
            )
            return redirect("accounts:personal_data")
        erase_personal_data(User.objects.get(pk=user.pk))
        logout(request)
        messages.success(request, _("Votre compte est effacé."))
        return redirect("cooperation:home")
