"""Proposals of new or changed entries, with the decisions of staff."""

import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KT
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperation.models import Action, Agreement, Collectivity
from cooperation.models.common import Dated, known_choice_constraint


class ProposalState(models.TextChoices):
    DRAFT = "brouillon", _("brouillon")
    SENT = "envoyee", _("envoyée à la relecture")
    ACCEPTED = "acceptee", _("acceptée")
    PARTLY = "partielle", _("acceptée en partie")
    REFUSED = "refusee", _("refusée")
    WITHDRAWN = "retiree", _("retirée")


class ProposalKind(models.TextChoices):
    ACTION = "action", _("action")
    AGREEMENT = "accord", _("accord")
    COLLECTIVITY = "collectivite", _("fiche de la collectivité")


OPEN_STATES = (ProposalState.DRAFT, ProposalState.SENT)
# Who took a proposal and left it is not waited for any longer.
REVIEW_LASTS = datetime.timedelta(hours=4)


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def open(self) -> Self:
        return self.filter(state__in=OPEN_STATES)

    def waiting(self) -> Self:
        """Return proposals to review, the oldest first."""
        return self.filter(state=ProposalState.SENT).order_by("sent_at", "pk")

    def new_entries(self) -> Self:
        """Return proposals of an entry that is not in the directory yet."""
        return self.filter(
            Q(kind=ProposalKind.ACTION, action__isnull=True)
            | Q(kind=ProposalKind.AGREEMENT, agreement__isnull=True)
        )

    def in_review(self) -> Self:
        """Return those that somebody took and is still looking at."""
        since = timezone.now() - REVIEW_LASTS
        return self.filter(reviewer__isnull=False, review_began_at__gt=since)

    def by_author(self, user: Any) -> Self:
        return self.filter(author=user)

    def with_related(self) -> Self:
        """Select the related rows that lists show."""
        subjects = ("action", "agreement", "collectivity")
        return self.select_related(*subjects, "author", "reviewer").defer(
            "typed",
            *("action__search_vector", "action__related_vector"),
            *("agreement__search_vector", "agreement__related_vector"),
            "collectivity__outline",
        )

    def with_typed_title(self) -> Self:
        """Annotate drafts with the title as it was typed, even if not valid yet."""
        return self.annotate(typed_title=KT("typed__title__0"))

    def about(self, proposal: "Proposal") -> Self:
        """Return proposals for the same existing entry."""
        same = self.filter(kind=proposal.kind, collectivity=proposal.collectivity)
        if proposal.kind == ProposalKind.ACTION:
            same = self.filter(action__isnull=False, action=proposal.action)
        elif proposal.kind == ProposalKind.AGREEMENT:
            same = self.filter(agreement__isnull=False, agreement=proposal.agreement)
        return same


def build_one_open_constraint(field: str, condition: Q) -> models.UniqueConstraint:
    """Return the constraint of one open proposal per author and entry."""
    return models.UniqueConstraint(
        fields=["author", field],
        condition=Q(state__in=[state.value for state in OPEN_STATES]) & condition,
        name=f"accounts_proposal_one_open_{field}",
        violation_error_message=_("Vous avez déjà une proposition en cours."),
    )


class Proposal(Dated):
    """A new entry, or a change of one; not public until staff accept it.

    ``content`` is the proposed content, ``base`` that of the entry when the draft was
    begun (see ``accounts.proposals.content`` for their shape), ``typed`` the form data
    as last saved, so that a draft that is not valid yet is restored completely.
    ``written`` has the content before and after the acceptance, and the fields that
    staff corrected.
    """

    kind = models.CharField(
        _("sorte"), max_length=12, choices=ProposalKind, default=ProposalKind.ACTION
    )
    action = models.ForeignKey(
        Action,
        models.CASCADE,
        verbose_name=_("action"),
        related_name="proposals",
        null=True,
        blank=True,
    )
    agreement = models.ForeignKey(
        Agreement,
        models.CASCADE,
        verbose_name=_("accord"),
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
    origin = models.CharField(
        _("d’où elle vient"),
        max_length=200,
        blank=True,
        help_text=_("Vide : un agent l’a écrite. Sinon, l’enquête qui l’a donnée."),
    )
    # That of the blank form which began a new entry: one form makes one draft.
    form_key = models.UUIDField(
        _("formulaire"), null=True, unique=True, editable=False, default=None
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
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("regardée par"),
        related_name="+",
        null=True,
        blank=True,
    )
    review_began_at = models.DateTimeField(_("regardée depuis"), null=True, blank=True)
    accepted_fields = models.JSONField(_("champs acceptés"), default=list, blank=True)
    written = models.JSONField(_("ce qui a été écrit"), default=dict, blank=True)
    reason = models.TextField(_("motif"), blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposition")
        verbose_name_plural = _("propositions")
        ordering = ("-updated_at", "pk")
        constraints = [
            known_choice_constraint("state", ProposalState),
            known_choice_constraint("kind", ProposalKind),
            models.CheckConstraint(
                condition=~Q(kind=ProposalKind.ACTION, agreement__isnull=False)
                & ~Q(kind=ProposalKind.AGREEMENT, action__isnull=False)
                & ~(
                    Q(kind=ProposalKind.COLLECTIVITY)
                    & (Q(action__isnull=False) | Q(agreement__isnull=False))
                ),
                name="accounts_proposal_one_sheet",
                violation_error_message=_("Une proposition porte sur une fiche."),
            ),
            build_one_open_constraint("action", Q(action__isnull=False)),
            build_one_open_constraint("agreement", Q(agreement__isnull=False)),
            build_one_open_constraint(
                "collectivity", Q(kind=ProposalKind.COLLECTIVITY)
            ),
        ]

    def __str__(self) -> str:
        if self.kind == ProposalKind.COLLECTIVITY:
            return str(self.collectivity)
        return str(self.content.get("title") or self.base.get("title") or "—")

    @property
    def subject(self) -> Any:
        """The entry to change; None for a new one."""
        if self.kind == ProposalKind.COLLECTIVITY:
            return self.collectivity
        return self.agreement if self.kind == ProposalKind.AGREEMENT else self.action

    @property
    def days_waiting(self) -> int:
        """How many days ago it was sent; 0 today."""
        if self.sent_at is None:
            return 0
        return (timezone.localdate() - timezone.localdate(self.sent_at)).days

    @property
    def is_in_review(self) -> bool:
        """Whether somebody took it and is still looking at it."""
        began = self.review_began_at
        return bool(
            self.reviewer_id and began and began > timezone.now() - REVIEW_LASTS
        )

    @property
    def public_url(self) -> str:
        """The address of the entry if it is published, else an empty text."""
        entry = self.subject
        if entry is None or not getattr(entry, "is_published", lambda: True)():
            return ""
        return str(entry.get_absolute_url())
