"""What staff publish beside the directory: resources and announcements."""

import datetime
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from cooperation.enums import (
    CallState,
    CollectivityKind,
    OfferKind,
    Recurrence,
    ResourceKind,
    ResourceLevel,
)
from cooperation.models.collectivities import Collectivity
from cooperation.models.common import (
    Dated,
    Publishable,
    PublishableQuerySet,
    generated_name_key,
    known_choice_constraint,
    ordered_years_condition,
    track_history,
)
from cooperation.models.expressions import build_name_condition, get_published_rows
from cooperation.models.geography import Country, Department
from cooperation.models.themes import Theme


class ResourceQuerySet(PublishableQuerySet):
    def matching_name(self, text: str) -> Self:
        """Keep those whose name holds every word, or whose acronym ``text`` is."""
        return self.filter(build_name_condition(text) | Q(acronym__iexact=text.strip()))


class Resource(Publishable):
    """An institution, network or guide worth knowing."""

    kind = models.CharField(_("nature"), max_length=12, choices=ResourceKind)
    level = models.CharField(_("niveau"), max_length=14, choices=ResourceLevel)
    name = models.CharField(_("nom"), max_length=200, unique=True)
    name_key = generated_name_key("name")
    acronym = models.CharField(_("sigle"), max_length=40, blank=True)
    description = models.TextField(_("présentation"), blank=True)
    url = models.URLField(_("lien"), max_length=300, blank=True)
    themes = models.ManyToManyField(
        Theme, verbose_name=_("thématiques"), related_name="resources", blank=True
    )
    countries = models.ManyToManyField(
        Country, verbose_name=_("pays"), related_name="resources", blank=True
    )
    position = models.PositiveSmallIntegerField(_("ordre"), default=100)
    history = track_history(
        m2m_fields=[themes, countries], excluded_fields=["name_key"]
    )

    objects = ResourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("ressource")
        verbose_name_plural = _("ressources")
        ordering = ("position", "name_key", "pk")
        constraints = [
            *Publishable.Meta.constraints,
            known_choice_constraint("kind", ResourceKind),
            known_choice_constraint("level", ResourceLevel),
        ]

    def __str__(self) -> str:
        return self.name


class AnnouncementQuerySet(PublishableQuerySet):
    # Name of the field of the last day on which an announcement is of use.
    last_day_field = ""

    def upcoming(self, day: datetime.date) -> Self:
        """Keep what is not over on a day; what has no end is never over."""
        return self.exclude(**{f"{self.last_day_field}__lt": day})


class EventQuerySet(AnnouncementQuerySet):
    def upcoming(self, day: datetime.date) -> Self:
        """Keep those that are not over; one without an end lasts a day."""
        return self.annotate(last=Coalesce("ends_on", "starts_on")).filter(
            last__gte=day
        )


class FundingCallQuerySet(AnnouncementQuerySet):
    last_day_field = "deadline"

    def open_to(self, collectivity: Collectivity) -> Self:
        """Keep those that fit an authority.

        A call fits by the kind of authority, and where it names some, by its
        department, and by a country and a theme of its entries.
        """
        actions: Any = get_published_rows("Action")
        agreements: Any = get_published_rows("Agreement")
        actions = actions.led_by(collectivity)
        agreements = agreements.signed_by(collectivity)
        where = Q(countries=None) | Q(
            countries__in=actions.values("locations__country")
        )
        for country in ("country", "places__country"):
            where |= Q(countries__in=agreements.values(country))
        what = Q(themes=None)
        for entries in (actions, agreements):
            what |= Q(themes__in=entries.values("themes"))
        fitting = self.filter(authority_kinds__contains=[collectivity.kind])
        near = Q(departments=None) | Q(departments=collectivity.department_id)
        return fitting.filter(where).filter(what).filter(near).distinct()

    def current(self, day: datetime.date) -> Self:
        """Keep those that are open, to come, or come back."""
        return self.exclude(deadline__lt=day, recurrence="")


class OfferQuerySet(AnnouncementQuerySet):
    last_day_field = "closes_on"


class Event(Publishable, Dated):
    """A dated meeting, training or fair."""

    title = models.CharField(_("titre"), max_length=200)
    starts_on = models.DateField(_("début"))
    ends_on = models.DateField(_("fin"), null=True, blank=True)
    where = models.CharField(_("lieu"), max_length=200, blank=True)
    description = models.TextField(_("présentation"), blank=True)
    url = models.URLField(_("lien"), max_length=300, blank=True)
    history = track_history()

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("rendez-vous")
        verbose_name_plural = _("rendez-vous")
        ordering = ("starts_on", "pk")
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                condition=ordered_years_condition("starts_on", "ends_on"),
                name="cooperation_event_dates_ordered",
                violation_error_message=_("La fin ne peut pas précéder le début."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class FundingCall(Publishable, Dated):
    """A call for projects or a standing scheme: for whom, where, on what, how much."""

    title = models.CharField(_("titre"), max_length=200)
    funder = models.CharField(_("financeur"), max_length=200)
    opens_on = models.DateField(_("ouverture"), null=True, blank=True)
    deadline = models.DateField(
        _("date limite"),
        null=True,
        blank=True,
        help_text=_("Vide : sans date limite, ou pas encore connue."),
    )
    recurrence = models.CharField(
        _("revient"), max_length=10, choices=Recurrence, blank=True, db_default=""
    )
    who = models.CharField(_("pour qui"), max_length=200, blank=True, db_default="")
    authority_kinds = ArrayField(
        models.CharField(max_length=12, choices=CollectivityKind),
        verbose_name=_("collectivités qui peuvent y répondre"),
        default=list,
        db_default=[],
        blank=True,
    )
    countries = models.ManyToManyField(
        Country,
        verbose_name=_("pays"),
        related_name="funding_calls",
        blank=True,
        help_text=_("Aucun : tous les pays, ou ceux que dit la présentation."),
    )
    themes = models.ManyToManyField(
        Theme,
        verbose_name=_("thématiques"),
        related_name="funding_calls",
        blank=True,
        help_text=_("Aucune : tous les sujets."),
    )
    departments = models.ManyToManyField(
        Department,
        verbose_name=_("départements"),
        related_name="funding_calls",
        blank=True,
        help_text=_("Aucun : ouvert à toute la France."),
    )
    rate_max = models.PositiveSmallIntegerField(
        _("taux maximal en %"), null=True, blank=True
    )
    amount_min = models.PositiveIntegerField(
        _("montant minimal en euros"), null=True, blank=True
    )
    amount_max = models.PositiveIntegerField(
        _("montant maximal en euros"), null=True, blank=True
    )
    known_in = models.PositiveSmallIntegerField(
        _("année de l’information"), null=True, blank=True
    )
    description = models.TextField(_("présentation"), blank=True)
    url = models.URLField(_("lien"), max_length=300)
    history = track_history(m2m_fields=[countries, themes, departments])

    objects = FundingCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("appel à projets")
        verbose_name_plural = _("appels à projets")
        ordering = ("deadline", "pk")
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                condition=ordered_years_condition("opens_on", "deadline"),
                name="cooperation_fundingcall_dates_ordered",
                violation_error_message=_("La clôture ne peut précéder l’ouverture."),
            ),
            known_choice_constraint("recurrence", Recurrence, optional=True),
            models.CheckConstraint(
                condition=Q(rate_max__isnull=True) | Q(rate_max__range=(1, 100)),
                name="cooperation_fundingcall_rate_plausible",
                violation_error_message=_("Un taux est un pourcentage, de 1 à 100."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def state_on(self, day: datetime.date) -> CallState:
        if self.opens_on and self.opens_on > day:
            return CallState.COMING
        if self.deadline is None:
            is_standing = self.recurrence == Recurrence.STANDING
            return CallState.OPEN if is_standing else CallState.UNKNOWN
        if self.deadline >= day:
            return CallState.OPEN
        return CallState.RETURNING if self.recurrence else CallState.CLOSED


class Offer(Publishable, Dated):
    """A job, an internship or a volunteering mission."""

    kind = models.CharField(_("nature"), max_length=12, choices=OfferKind)
    title = models.CharField(_("titre"), max_length=200)
    organisation = models.CharField(_("organisation"), max_length=200)
    where = models.CharField(_("lieu"), max_length=200, blank=True)
    closes_on = models.DateField(_("jusqu’au"), null=True, blank=True)
    description = models.TextField(_("présentation"), blank=True)
    url = models.URLField(_("lien"), max_length=300, blank=True)
    history = track_history()

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offre")
        verbose_name_plural = _("offres")
        ordering = ("-closes_on", "pk")
        constraints = [
            *Publishable.Meta.constraints,
            known_choice_constraint("kind", OfferKind),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="cooperation_offer_has_title",
                violation_error_message=_("Une offre a un titre."),
            ),
        ]

    def __str__(self) -> str:
        return self.title
