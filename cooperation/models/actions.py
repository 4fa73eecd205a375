"""Actions: what an authority does, where, with whom."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperation.enums import ActionStatus, InvolvementRole, Publication, Verifier
from cooperation.models.agreements import Agreement
from cooperation.models.collectivities import Collectivity
from cooperation.models.common import (
    Bilingual,
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
    get_stale_limit,
)


class Goal(Bilingual):
    """One of the 17 sustainable development goals (United Nations, 2015)."""

    number = models.PositiveSmallIntegerField(_("numéro"), primary_key=True)

    class Meta:
        verbose_name = _("objectif de développement durable")
        verbose_name_plural = _("objectifs de développement durable")
        ordering = ("number",)
        constraints = [
            models.CheckConstraint(
                condition=Q(number__range=(1, 17)),
                name="cooperation_goal_number_in_range",
                violation_error_message=_("Les ODD vont de 1 à 17."),
            )
        ]


class Theme(Bilingual):
    """A subject of cooperation, with its sector codes of the OECD's DAC."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    dac_codes = ArrayField(
        models.CharField(max_length=5), verbose_name=_("codes CAD"), default=list
    )
    goals = models.ManyToManyField(
        Goal, verbose_name=_("ODD servis"), related_name="themes", blank=True
    )
    history = track_history()

    class Meta:
        verbose_name = _("thématique")
        verbose_name_plural = _("thématiques")
        ordering = ("name_fr",)


class Action(Publishable, Searchable, Sourced, Lockable, Dated):
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
    verified_on = models.DateField(_("vérifiée le"), null=True, blank=True)
    verified_by = models.CharField(
        _("vérifiée par"), max_length=12, choices=Verifier, blank=True
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
            known_choice_constraint("status", ActionStatus),
            known_choice_constraint("verified_by", Verifier, optional=True),
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
            models.CheckConstraint(
                condition=Q(verified_on__isnull=True, verified_by="")
                | (Q(verified_on__isnull=False) & ~Q(verified_by="")),
                name="cooperation_action_verified_on_and_by",
                violation_error_message=_(
                    "Une vérification a une date et un auteur, ou ni l’un ni l’autre."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("cooperation:action_detail", args=[self.slug])

    @property
    def is_stale(self) -> bool:
        """Whether it was verified too long ago; see ``ActionQuerySet.stale``."""
        day = self.verified_on
        return day is not None and day <= get_stale_limit(timezone.localdate())

    @property
    def is_to_verify(self) -> bool:
        """Whether it was never verified, or too long ago; see ``to_verify``."""
        return self.verified_on is None or self.is_stale


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
