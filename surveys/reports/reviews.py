"""Letting élus read a draft by a link that ends: who may, until when."""

from typing import TYPE_CHECKING

from django import forms
from django.db.models import Exists, OuterRef
from django.utils import timezone

from cooperation.enums import Publication
from surveys.models import Report, ReviewLink
from surveys.models.reports import ReportQuerySet

if TYPE_CHECKING:
    ReviewFormBase = forms.ModelForm[ReviewLink]
else:
    ReviewFormBase = forms.ModelForm


class ReviewLinkForm(ReviewFormBase):
    """For whom a link is, and to whom remarks go."""

    class Meta:
        model = ReviewLink
        fields = ("reader", "reply_to")


def annotate_review_state(rows: ReportQuerySet) -> ReportQuerySet:
    """Add ``is_in_review``: whether a link opens the draft now."""
    links = ReviewLink.objects.usable().filter(report=OuterRef("pk"))
    return rows.annotate(is_in_review=Exists(links))


def open_review(token: str) -> ReviewLink | None:
    """Return the link of a token, noting its first use; None if it opens nothing."""
    link: ReviewLink | None = ReviewLink.objects.get_by_token(token)
    if link is None or link.report.snapshot is None:
        return None
    if link.report.publication == Publication.ARCHIVED:
        return None
    unopened = ReviewLink.objects.filter(pk=link.pk, opened_at__isnull=True)
    unopened.update(opened_at=timezone.now())
    return link


def withdraw_link(report: Report, key: int) -> bool:
    """Withdraw a link of a report; return whether it was still usable."""
    links = report.review_links.usable().filter(pk=key)
    return bool(links.update(revoked_at=timezone.now()))
