"""What several pages share: staff only, and the status of a form with errors."""

from typing import Any

from django.contrib.auth.mixins import UserPassesTestMixin
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse

from accounts.people import permissions


class StaffMixin(UserPassesTestMixin):
    """A page for staff who may decide on proposals; 403 for others."""

    request: HttpRequest

    def test_func(self) -> bool:
        return permissions.may_moderate(self.request)


class InvalidFormMixin:
    """A ``FormView`` that answers 400 to a form with errors."""

    def form_invalid(self: Any, form: Any) -> HttpResponse:
        context = self.get_context_data(form=form)
        response: HttpResponse = self.render_to_response(context, status=400)
        return response


def list_form_errors(form: BaseForm) -> list[str]:
    return [str(error) for errors in form.errors.values() for error in errors]
