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
    # Which right it takes: a function of ``surveys.permissions``. More people may read
    # some pages (``may_read``) than may do what their buttons do.
    has_permission: Callable[[HttpRequest], bool]
    may_read: Callable[[HttpRequest], bool] | None = None

    def test_func(self) -> bool:
        is_reading = self.request.method in ("GET", "HEAD", "OPTIONS")
        if is_reading and self.may_read:
            return self.may_read(self.request)
        return self.has_permission(self.request)


class WavePageView(StaffView):
    """A page about the wave whose slug is in the address."""

    @cached_property
    def wave(self) -> Wave:
        rows = Wave.objects.select_related("questionnaire", "in_charge")
        return get_object_or_404(rows, slug=self.kwargs["slug"])
