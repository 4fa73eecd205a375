"""Letting élus read a draft by a link that ends: who may, until when."""

from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.enums import Publication
from surveys.models import Report, ReviewLink
from surveys.models.reports import ReportQuerySet
from surveys.results.publication import check_no_subtraction

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


def check_reviewable(report: Report) -> None:
    """Raise ``ValidationError`` for a report that a link may not show."""
    if report.is_published():
        raise ValidationError(_("Cet état des lieux est publié : donnez sa page."))
    if report.snapshot is None:
        raise ValidationError(_("Prenez d’abord un relevé des chiffres."))
    check_no_subtraction(report.snapshot)


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
