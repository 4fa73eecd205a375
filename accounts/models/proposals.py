"""What people propose to write in the directory, and what staff decided of it."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cooperation.models import Action, Collectivity
from cooperation.models.common import Dated, known_choice


class ProposalState(models.TextChoices):
    """Where a proposal is on its way."""

    DRAFT = "brouillon", _("brouillon")
    SENT = "envoyee", _("envoyée à la relecture")
    ACCEPTED = "acceptee", _("acceptée")
    PARTLY = "partielle", _("acceptée en partie")
    REFUSED = "refusee", _("refusée")
    WITHDRAWN = "retiree", _("retirée")


OPEN = (ProposalState.DRAFT, ProposalState.SENT)


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Questions about proposals."""

    def open(self) -> Self:
        """Keep those that are being written or wait for a decision."""
        return self.filter(state__in=OPEN)

    def waiting(self) -> Self:
        """Keep those that staff have to read, the oldest first."""
        return self.filter(state=ProposalState.SENT).order_by("sent_at", "pk")

    def by(self, user: Any) -> Self:
        """Keep what a person wrote."""
        return self.filter(author=user)

    def with_what(self) -> Self:
        """Fetch what a list says of each."""
        return self.select_related("action", "collectivity", "author").defer(
            "typed", "action__search_vector", "action__related_vector"
        )


class Proposal(Dated):
    """A new action, or a change of one: nothing public until staff accept it.

    ``content`` is what the sheet would say, ``base`` what it said when the writing
    began (see ``accounts.proposals.contents`` for their shape), ``typed`` the form as
    it was left, so that a draft comes back whole even where it is not valid yet.
    """

    action = models.ForeignKey(
        Action,
        models.CASCADE,
        verbose_name=_("action"),
        related_name="proposals",
        null=True,
        blank=True,
    )
    collectivity = models.ForeignKey(
        Collectivity,
        models.PROTECT,
        verbose_name=_("collectivité"),
        related_name="proposals",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("auteur"),
        related_name="proposals",
        null=True,
    )
    state = models.CharField(
        _("état"), max_length=10, choices=ProposalState, default=ProposalState.DRAFT
    )
    base = models.JSONField(_("fiche au départ"), default=dict)
    content = models.JSONField(_("fiche proposée"), default=dict)
    typed = models.JSONField(_("saisie"), default=dict)
    sent_at = models.DateTimeField(_("envoyée le"), null=True, blank=True)
    decided_at = models.DateTimeField(_("décidée le"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("décidée par"),
        related_name="+",
        null=True,
        blank=True,
    )
    accepted_fields = models.JSONField(_("champs acceptés"), default=list, blank=True)
    reason = models.TextField(_("motif"), blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposition")
        verbose_name_plural = _("propositions")
        ordering = ("-updated_at", "pk")
        constraints = [
            known_choice("state", ProposalState),
            models.UniqueConstraint(
                fields=["author", "action"],
                condition=Q(state__in=[state.value for state in OPEN])
                & Q(action__isnull=False),
                name="accounts_proposal_one_open",
                violation_error_message=_("Vous avez déjà une proposition en cours."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.content.get("title") or self.base.get("title") or "—")

    @property
    def is_open(self) -> bool:
        """Whether it is being written or waits for a decision."""
        return self.state in OPEN
