"""What happened to agreements: signed, renewed, ended."""

import datetime
from typing import Self

from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from cooperation.enums import AgreementEventKind
from cooperation.models.common import (
    known_choice_constraint,
    track_history,
    year_constraint,
    year_field,
)


class MakeDate(Func):
    """PostgreSQL's ``make_date``: the date of a year, month and day."""

    function = "make_date"
    output_field = models.DateField()


def build_first_day() -> MakeDate:
    """Return the date that a signature of unknown day counts as."""
    return MakeDate(Coalesce("year", 1), 1, 1)


def build_last_day() -> MakeDate:
    """Return the date that any other event of unknown day counts as."""
    return MakeDate(Coalesce("year", 1), 12, 31)


class AgreementEventQuerySet(models.QuerySet["AgreementEvent"]):
    """Events; each method has the same rule as that of ``AgreementEvent``."""

    def happened_by(self, day: datetime.date) -> Self:
        """Keep what lies on or before ``day`` (undated: yes)."""
        by_year = Q(year__isnull=True) | Q(year__lte=day.year)
        return self.filter(Q(date__lte=day) | Q(date__isnull=True) & by_year)

    def last_first(self) -> Self:
        """Sort by ``get_sort_key``, descending."""
        signed = Q(kind=AgreementEventKind.SIGNED)
        undated_last = Q(year__isnull=True) & ~signed
        unknown_day = Case(
            When(signed, then=build_first_day()), default=build_last_day()
        )
        order = [
            When(kind=kind, then=Value(place))
            for place, kind in enumerate(AgreementEventKind.ORDER)
        ]
        return self.order_by(
            Case(When(undated_last, then=1), default=0).desc(),
            Coalesce("date", unknown_day).desc(),
            Case(*order, default=0).desc(),
            F("pk").desc(),
        )


class AgreementEvent(models.Model):
    """Something that happened to an agreement; its year and day may be unknown."""

    agreement = models.ForeignKey(
        "Agreement", models.CASCADE, verbose_name=_("accord"), related_name="events"
    )
    kind = models.CharField(_("événement"), max_length=20, choices=AgreementEventKind)
    year = year_field(_("année"))
    date = models.DateField(_("jour, s’il est connu"), null=True, blank=True)
    note = models.CharField(_("précision"), max_length=300, blank=True)
    history = track_history()

    objects = AgreementEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("événement d’un accord")
        verbose_name_plural = _("événements des accords")
        ordering = (
            F("year").asc(nulls_last=True),
            F("date").asc(nulls_last=True),
            "pk",
        )
        indexes = [models.Index(fields=["agreement", "year", "date"])]
        constraints = [
            known_choice_constraint("kind", AgreementEventKind),
            year_constraint("year"),
            models.CheckConstraint(
                condition=Q(date__isnull=True)
                | Q(year__isnull=False, date__year=F("year")),
                name="cooperation_agreementevent_date_in_year",
                violation_error_message=_("Le jour doit tomber dans l’année donnée."),
            ),
            models.UniqueConstraint(
                fields=["agreement", "kind", "year"],
                nulls_distinct=False,
                name="cooperation_agreementevent_once",
                violation_error_message=_("Cet événement est déjà noté."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.year or '?'})"

    def happened_by(self, day: datetime.date) -> bool:
        """Return whether the event lies on or before ``day`` (undated: yes)."""
        if self.date:
            return self.date <= day
        return self.year is None or self.year <= day.year

    def get_sort_key(self) -> tuple[bool, datetime.date, int, int]:
        """Return the sort key of the event among those of its agreement.

        An undated event comes last, except a signature, which comes first. The same
        holds within a year when the day is not known; on one day ``ORDER`` decides.
        """
        signed = self.kind == AgreementEventKind.SIGNED
        undated_last = self.year is None and not signed
        year = self.year or datetime.MINYEAR
        unknown_day = (
            datetime.date(year, 1, 1) if signed else datetime.date(year, 12, 31)
        )
        order = AgreementEventKind.ORDER.index(self.kind)
        return (undated_last, self.date or unknown_day, order, self.pk or 0)
