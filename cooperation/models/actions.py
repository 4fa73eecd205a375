"""Actions: what an authority does, where, with whom."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cooperation.enums import ActionStatus, InvolvementRole, Publication
from cooperation.models.agreements import Agreement
from cooperation.models.collectivities import Collectivity
from cooperation.models.common import (
    Dated,
    Lockable,
    Point,
    Publishable,
    Searchable,
    Sourced,
    known_choice_constraint,
    not_negative_constraint,
    ordered_years_condition,
    random_reference,
    slug_field,
    track_history,
    year_constraint,
    year_field,
)
from cooperation.models.geography import Country, Place, PlacedInCountry
from cooperation.models.partners import Partner
from cooperation.models.queries import (
    ActionQuerySet,
    InvolvementQuerySet,
    LocationQuerySet,
)
from cooperation.models.themes import Goal, Theme
from cooperation.models.verification import Verifiable


class Action(Publishable, Searchable, Sourced, Lockable, Dated, Verifiable):
    """What an authority does, somewhere, with partners, with money."""

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
    description = models.TextField(_("description"), blank=True)
    results = models.TextField(_("résultats"), blank=True)
    status = models.CharField(
        _("état"), max_length=10, choices=ActionStatus, default=ActionStatus.UNKNOWN
    )
    start_year = year_field(_("année de début"))
    end_year = year_field(_("année de fin"))
    lead = models.ForeignKey(
        Collectivity,
        models.PROTECT,
        verbose_name=_("collectivité chef de file"),
        related_name="led_actions",
    )
    co_leads = models.ManyToManyField(
        Collectivity,
        verbose_name=_("autres collectivités françaises"),
        related_name="co_led_actions",
        blank=True,
    )
    agreement = models.ForeignKey(
        Agreement,
        models.PROTECT,
        verbose_name=_("accord"),
        related_name="actions",
        null=True,
        blank=True,
    )
    themes = models.ManyToManyField(
        Theme, verbose_name=_("thématiques"), related_name="actions", blank=True
    )
    goals = models.ManyToManyField(
        Goal, verbose_name=_("ODD"), related_name="actions", blank=True
    )
    partners = models.ManyToManyField(
        Partner, through="Involvement", related_name="actions"
    )
    budget_eur = models.DecimalField(
        _("budget en euros"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    own_share_eur = models.DecimalField(
        _("part de la collectivité en euros"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
    )
    contact_function = models.CharField(
        _("fonction à contacter"), max_length=200, blank=True
    )
    contact_email = models.EmailField(
        _("adresse générique"),
        blank=True,
        help_text=_("Celle d’un service, jamais celle d’une personne."),
    )
    history = track_history(
        m2m_fields=[themes, goals, co_leads],
        excluded_fields=["search_vector", "related_vector", "title_key"],
    )

    objects = ActionQuerySet.as_manager()

    class Meta(Searchable.Meta):
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ("title", "pk")
        indexes = [
            *Searchable.Meta.indexes,
            # The orders of lists: pages of a long list need no sorting.
            models.Index(
                F("start_year").desc(nulls_last=True),
                "title_key",
                "id",
                name="action_latest_first",
                condition=Q(publication=Publication.PUBLISHED),
            ),
            models.Index(
                fields=["title_key", "id"],
                name="action_by_title",
                condition=Q(publication=Publication.PUBLISHED),
            ),
        ]
        constraints = [
            *Publishable.Meta.constraints,
            *Verifiable.Meta.constraints,
            known_choice_constraint("status", ActionStatus),
            year_constraint("start_year"),
            year_constraint("end_year"),
            not_negative_constraint("budget_eur"),
            not_negative_constraint("own_share_eur"),
            models.CheckConstraint(
                condition=ordered_years_condition(),
                name="cooperation_action_years_ordered",
                violation_error_message=_("La fin ne peut pas précéder le début."),
            ),
            models.CheckConstraint(
                condition=Q(own_share_eur__isnull=True)
                | Q(budget_eur__isnull=True)
                | Q(own_share_eur__lte=F("budget_eur")),
                name="cooperation_action_own_share_within_budget",
                violation_error_message=_(
                    "La part de la collectivité ne peut pas dépasser le budget."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("cooperation:action_detail", args=[self.slug])


class Location(PlacedInCountry, Point):
    """Where an action takes place: a country, and a place or point in it if known."""

    action = models.ForeignKey(
        Action, models.CASCADE, verbose_name=_("action"), related_name="locations"
    )
    country = models.ForeignKey(
        Country, models.PROTECT, verbose_name=_("pays"), related_name="locations"
    )
    place = models.ForeignKey(
        Place,
        models.PROTECT,
        verbose_name=_("lieu"),
        related_name="locations",
        null=True,
        blank=True,
    )
    label = models.CharField(
        _("nom du lieu, s’il n’est pas dans la liste"), max_length=200, blank=True
    )
    history = track_history()

    objects = LocationQuerySet.as_manager()

    class Meta(Point.Meta):
        verbose_name = _("lieu d’intervention")
        verbose_name_plural = _("lieux d’intervention")
        ordering = ("pk",)
        constraints = [
            *Point.Meta.constraints,
            models.UniqueConstraint(
                fields=["action", "country", "place", "label"],
                nulls_distinct=False,
                name="cooperation_location_once",
                violation_error_message=_("Ce lieu est déjà noté."),
            ),
        ]

    def __str__(self) -> str:
        where = self.label or (self.place.name if self.place else "")
        return f"{where} ({self.country_id})" if where else str(self.country)


class Involvement(models.Model):
    """A partner's role in an action."""

    action = models.ForeignKey(
        Action, models.CASCADE, verbose_name=_("action"), related_name="involvements"
    )
    partner = models.ForeignKey(
        Partner,
        models.PROTECT,
        verbose_name=_("partenaire"),
        related_name="involvements",
    )
    role = models.CharField(
        _("rôle"), max_length=20, choices=InvolvementRole, default=InvolvementRole.LOCAL
    )
    history = track_history()

    objects = InvolvementQuerySet.as_manager()

    class Meta:
        verbose_name = _("rôle d’un partenaire")
        verbose_name_plural = _("rôles des partenaires")
        ordering = ("role", "pk")
        constraints = [
            known_choice_constraint("role", InvolvementRole),
            models.UniqueConstraint(
                fields=["action", "partner", "role"],
                name="cooperation_involvement_once",
                violation_error_message=_("Ce partenaire a déjà ce rôle."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner} ({self.get_role_display()})"
