"""What several pages share: staff only, and the status of a form with errors."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.mixins import UserPassesTestMixin
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse

from accounts.people import permissions
from cooperation.web.context import Context


class StaffMixin(UserPassesTestMixin):
    """A page for staff who may decide on proposals; 403 for others."""

    request: HttpRequest

    def test_func(self) -> bool:
        return permissions.may_moderate(self.request)


class ReadableMixin(StaffMixin):
    """A page that more people may read than may write on; 403 for others."""

    may_read: Callable[[HttpRequest], bool]

    def test_func(self) -> bool:
        is_reading = self.request.method in ("GET", "HEAD", "OPTIONS")
        return self.may_read(self.request) if is_reading else super().test_func()

    def get_context_data(self, **kwargs: Any) -> Context:
        context: Context = super().get_context_data(**kwargs)  # type: ignore[misc]
        return context | {"may_decide": permissions.may_moderate(self.request)}


class ProposalReaderMixin(ReadableMixin):
    may_read = staticmethod(permissions.may_read_proposals)


class CampaignReaderMixin(ReadableMixin):
    may_read = staticmethod(permissions.may_read_campaigns)


class InvalidFormMixin:
    """A ``FormView`` that answers 400 to a form with errors."""

    def form_invalid(self: Any, form: Any) -> HttpResponse:
        context = self.get_context_data(form=form)
        response: HttpResponse = self.render_to_response(context, status=400)
        return response


def list_form_errors(form: BaseForm) -> list[str]:
    return [str(error) for errors in form.errors.values() for error in errors]
