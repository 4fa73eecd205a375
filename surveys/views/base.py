"""What the pages of surveys share: forms, buttons, keys that were sent."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.views.generic import FormView

if TYPE_CHECKING:
    FormViewBase = FormView[Any]
else:
    FormViewBase = FormView

Action = TypeVar("Action")


class FormPageView(FormViewBase):
    """A page with one form; it answers 400 where the form is not valid."""

    def form_invalid(self, form: Any, status: int = 400) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=status)


def get_posted_action(request: HttpRequest, actions: Mapping[str, Action]) -> Action:
    """Return the action of the button that was pressed, or raise ``Http404``."""
    name = request.POST.get("geste", "")
    if name not in actions:
        raise Http404
    return actions[name]


def parse_key(text: str | None) -> int:
    """Return a key that was sent; 0, which no row has, where it is invalid."""
    is_key = text and text.isascii() and text.isdecimal() and len(text) < 19
    return int(text) if text and is_key else 0
