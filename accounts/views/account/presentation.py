"""What an authority gains here, and how it begins."""

from typing import Any

from django.views.generic import TemplateView

from cooperation.views.base import PublicMixin
from cooperation.web.context import Context


class ForAuthoritiesView(PublicMixin, TemplateView):
    template_name = "accounts/for_authorities.html"

    def get_context_data(self, **kwargs: Any) -> Context:
        return super().get_context_data(**kwargs) | {"section": "espace"}
