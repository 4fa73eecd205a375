"""What the forms of visitors have in common: no cookie, and protection from robots."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import FormView

from cooperation.web import antispam
from cooperation.web.context import Context
from cooperation.web.errors import add_retry_after, build_wait_message
from cooperation.web.throttle import ThrottledError, check_client

if TYPE_CHECKING:
    FormViewBase = FormView[Any]
else:
    FormViewBase = FormView


@method_decorator([login_not_required, csrf_exempt, never_cache], name="dispatch")
class VisitorFormView(FormViewBase):
    """A form about ``entry``; thanks are shown on the same page, without the form."""

    http_method_names = ["get", "head", "post"]

    @cached_property
    def entry(self) -> Any:
        return self.get_entry()

    def get_entry(self) -> Any:
        """Return the entry that the form is about, or raise ``Http404``."""
        raise NotImplementedError

    def submit(self, form: Any) -> str:
        """Do what was asked; return the reason if it failed, else an empty string.

        May raise ``ThrottledError``.
        """
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        problem = antispam.find_form_problem(self.request)
        try:
            if not problem:
                check_client("forms", self.request)
                problem = self.submit(form)
        except ThrottledError as error:
            return self.render_throttled(form, error.seconds)
        if problem:
            return self.render_again(form, problem)
        return self.render_to_response(self.get_context_data(form=None))

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_again(form)

    def render_again(
        self, form: Any, problem: str = "", status: int = 400
    ) -> HttpResponse:
        """Show the form with what was typed, and why it is refused."""
        context = self.get_context_data(form=form, problem=problem)
        return self.render_to_response(context, status=status)

    def render_throttled(self, form: Any, seconds: int) -> HttpResponse:
        """Show the form with what was typed, and when it may be sent."""
        response = self.render_again(form, build_wait_message(seconds), status=429)
        return add_retry_after(response, seconds)

    def get_context_data(self, **kwargs: Any) -> Context:
        return super().get_context_data(**kwargs) | {
            "entry": self.entry,
            "token": antispam.make_form_token(),
        }
