"""Pages for staff with a right of surveys."""

from collections.abc import Callable
from functools import cached_property

from django.contrib.auth.mixins import UserPassesTestMixin
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.views.generic.base import View

from surveys.models import Wave


class StaffView(UserPassesTestMixin, View):
    """A page for those who have a right; 403 for others."""

    raise_exception = True
    # Which right it takes: a function of ``surveys.permissions``.
    has_permission: Callable[[HttpRequest], bool]

    def test_func(self) -> bool:
        return self.has_permission(self.request)


class WavePageView(StaffView):
    """A page about the wave whose slug is in the address."""

    @cached_property
    def wave(self) -> Wave:
        rows = Wave.objects.select_related("questionnaire", "in_charge")
        return get_object_or_404(rows, slug=self.kwargs["slug"])
