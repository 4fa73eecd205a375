"""Agreements between French and foreign authorities, and their events."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any, Self

from django.db import models
from django.db.models import (
    Case,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Prefetch,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperation.enums import (
    AgreementEventKind,
    AgreementKind,
    AgreementStatus,
)
from cooperation.models.agreement_events import AgreementEvent
from cooperation.models.collectivities import Collectivity
from cooperation.models.common import (
    LARGE_FIELDS,
    Dated,
    Lockable,
    Publishable,
    Searchable,
    Sourced,
    known_choice_constraint,
    list_large_fields,
    random_reference,
    slug_field,
    track_history,
)
from cooperation.models.expressions import (
    BoundingBox,
    build_box_condition,
    build_position_annotations,
    build_published_count,
)
from cooperation.models.geography import Country, Place, PlacedInCountry
from cooperation.models.partners import Partner
from cooperation.models.queries import Authorities, EntryQuerySet
from cooperation.models.themes import Goal, Theme
from cooperation.models.verification import Verifiable

STATUS_AFTER_EVENT = AgreementEventKind.STATUS_AFTER.items()


def build_event_year(
    first_or_last: type[Max] | type[Min],
    by: datetime.date | None = None,
    **filters: Any,
) -> Subquery:
    """Return a subquery: the year of an agreement's first or last dated event."""
    events = AgreementEvent.objects.filter(agreement=OuterRef("pk"), **filters)
    happened = events.happened_by(by) if by else events
    years = happened.order_by().values("agreement").annotate(at=first_or_last("year"))
    return Subquery(years.values("at"))


def build_signature_year() -> Subquery:
    """Return a subquery: the year of the first signature, null if unknown."""
    return build_event_year(Min, kind=AgreementEventKind.SIGNED)


class AgreementQuerySet(EntryQuerySet):
    def signed_by(self, collectivity: Collectivity) -> Self:
        """Keep what an authority signed, first or not."""
        return self.signed_by_any([collectivity.pk])

    def signed_by_any(self, authorities: Authorities) -> Self:
        """Keep what one of these authorities (keys, or rows) signed, first or not."""
        model = self.model
        first = model._base_manager.filter(collectivity__in=authorities).values("pk")
        rows = model.other_signatories.through.objects
        cosigned = rows.filter(collectivity__in=authorities).values("agreement")
        return self.filter(pk__in=first.union(cosigned))

    def in_country(self, country: Country) -> Self:
        """Keep what has its place, or another place of its own, in a country."""
        return self.in_any_country([country.pk])

    def in_any_country(self, codes: Sequence[str]) -> Self:
        model = self.model
        own = model._base_manager.filter(country__in=codes).values("pk")
        rows = model.places.through.objects
        others = rows.filter(place__country__in=codes).values("agreement")
        return self.filter(pk__in=own.union(others))

    def with_partner(self, partner: Partner) -> Self:
        """Keep what a partner signed, or takes part in."""
        model = self.model
        signed = model._base_manager.filter(counterpart=partner).values("pk")
        rows = model.partners.through.objects
        others = rows.filter(partner=partner).values("agreement")
        return self.filter(pk__in=signed.union(others))

    def oldest_first(self) -> Self:
        """Sort by the first year known, the unknown last."""
        first = Min("events__year")
        return self.alias(first_event=first).order_by(
            F("first_event").asc(nulls_last=True), "title_key", "pk"
        )

    def with_signatories(self) -> Self:
        """Fetch signatories, place and events, without large columns."""
        others = self.model._meta.get_field("other_signatories").related_model
        authorities = others._base_manager.defer(*LARGE_FIELDS["Collectivity"])
        return (
            self.select_related("collectivity", "counterpart", "country", "place")
            .defer(
                *("search_vector", "related_vector"),
                *list_large_fields("collectivity", "Collectivity"),
                *list_large_fields("counterpart", "Partner"),
                *list_large_fields("country", "Country"),
                *list_large_fields("place", "Place"),
            )
            .prefetch_related("events", Prefetch("other_signatories", authorities))
        )

    def for_cards(self) -> Self:
        """Fetch what the cards of a list show; add ``published_actions``."""
        counted = self.annotate(
            published_actions=build_published_count("Action", "agreement")
        )
        return counted.with_signatories().with_links("themes").defer("results")

    def for_entry_page(self) -> Self:
        """Fetch what an agreement's page shows."""
        return self.with_signatories().with_links("themes", "goals")

    def with_links(self, *topics: str) -> Self:
        """Fetch other partners, other places and ``topics``."""
        related = self.model._meta.get_field
        partners = related("partners").related_model._base_manager
        places = related("places").related_model._base_manager
        return self.prefetch_related(
            *topics,
            Prefetch(
                "partners",
                partners.defer(*LARGE_FIELDS["Partner"]).order_by("name_key", "pk"),
            ),
            Prefetch(
                "places",
                places.select_related("country")
                .defer(*LARGE_FIELDS["Place"], *list_large_fields("country", "Country"))
                .order_by("name_key", "pk"),
            ),
        )

    def with_status(self, day: datetime.date | None = None) -> Self:
        """Add ``current_status``, computed from the events up to ``day`` (today).

        The rule is that of ``Agreement.status_on``.
        """
        events = AgreementEvent.objects.filter(agreement=OuterRef("pk"))
        last_first = events.happened_by(day or timezone.localdate()).last_first()
        after = [
            When(kind=kind, then=Value(status)) for kind, status in STATUS_AFTER_EVENT
        ]
        last = last_first.values(status_after=Case(*after))[:1]
        unknown = Value(AgreementStatus.UNKNOWN.value)
        return self.annotate(current_status=Coalesce(Subquery(last), unknown))

    def with_years(self) -> Self:
        """Add ``first_year`` and ``last_year``, where events have a year.

        The first is null where no event is dated; the last is that of the last dated
        event of an agreement that has ended, null for one that goes on.
        """
        today = timezone.localdate()
        ended = When(
            current_status=AgreementStatus.ENDED, then=build_event_year(Max, today)
        )
        return self.with_status(today).annotate(
            first_year=build_event_year(Min), last_year=Case(ended)
        )

    def within_box(self, box: BoundingBox) -> Self:
        """Keep what has its place, else its country, or another place in ``box``."""
        rows = self.model.places.through.objects.filter(agreement=OuterRef("pk"))
        others = rows.alias(**build_position_annotations("place", "place__country"))
        return self.alias(**build_position_annotations("place", "country")).filter(
            build_box_condition(box) | Exists(others.filter(build_box_condition(box)))
        )


class Agreement(
    PlacedInCountry, Publishable, Searchable, Sourced, Lockable, Dated, Verifiable
):
    """A cooperation, twinning or friendship between authorities.

    Its status is not stored: it is computed from its events.
    """

    reference = models.CharField(
        _("référence"),
        max_length=10,
        unique=True,
        default=random_reference,
        editable=False,
    )
    slug = slug_field()
    title = models.CharField(_("titre"), max_length=250)
    summary = models.CharField(_("résumé"), max_length=300, blank=True)
    kind = models.CharField(_("nature"), max_length=30, choices=AgreementKind)
    collectivity = models.ForeignKey(
        Collectivity,
        models.PROTECT,
        verbose_name=_("collectivité"),
        related_name="agreements",
    )
    other_signatories = models.ManyToManyField(
        Collectivity,
        verbose_name=_("autres signataires français"),
        related_name="cosigned_agreements",
        blank=True,
    )
    counterpart = models.ForeignKey(
        Partner,
        models.PROTECT,
        verbose_name=_("collectivité partenaire"),
        related_name="agreements",
    )
    country = models.ForeignKey(
        Country,
        models.PROTECT,
        verbose_name=_("pays"),
        related_name="agreements",
        null=True,
        blank=True,
    )
    place = models.ForeignKey(
        Place,
        models.PROTECT,
        verbose_name=_("lieu"),
        related_name="agreements",
        null=True,
        blank=True,
    )
    partners = models.ManyToManyField(
        Partner,
        verbose_name=_("autres partenaires"),
        related_name="other_agreements",
        blank=True,
        help_text=_("Par exemple un comité de jumelage."),
    )
    places = models.ManyToManyField(
        Place,
        verbose_name=_("autres lieux"),
        related_name="other_agreements",
        blank=True,
    )
    themes = models.ManyToManyField(
        Theme, verbose_name=_("thématiques"), related_name="agreements", blank=True
    )
    goals = models.ManyToManyField(
        Goal, verbose_name=_("ODD"), related_name="agreements", blank=True
    )
    description = models.TextField(_("description"), blank=True)
    results = models.TextField(_("résultats"), blank=True)
    document = models.FileField(
        _("texte de l’accord"), upload_to="accords/", max_length=300, blank=True
    )
    history = track_history(
        m2m_fields=[other_signatories, partners, places, themes, goals],
        excluded_fields=["search_vector", "related_vector", "title_key"],
    )

    objects = AgreementQuerySet.as_manager()

    class Meta(Searchable.Meta):
        verbose_name = _("accord")
        verbose_name_plural = _("accords")
        ordering = ("title", "pk")
        constraints = [
            *Publishable.Meta.constraints,
            *Verifiable.Meta.constraints,
            known_choice_constraint("kind", AgreementKind),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("cooperation:agreement_detail", args=[self.slug])

    def status_on(self, day: datetime.date) -> AgreementStatus:
        """Return the status on ``day``, computed from the events up to that day.

        An undated signature comes first; an undated event of another kind comes last.
        """
        return get_status_after(self.events.all(), day)


def get_status_after(events: Iterable[Any], day: datetime.date) -> AgreementStatus:
    """Return the status that events leave on ``day``; see ``Agreement.status_on``."""
    past = [event for event in events if event.happened_by(day)]
    if not past:
        return AgreementStatus.UNKNOWN
    last = max(past, key=lambda event: event.get_sort_key())
    return AgreementEventKind.STATUS_AFTER[last.kind]
