"""Views of the staff's lists that people keep: filters, order and search by a name."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

MAX_QUERY_LENGTH = 2_000


def keep_shared(collector: Any, field: Any, views: Any, using: str) -> None:
    """Delete the views of an account that ends, but for those that it shared."""
    models.CASCADE(collector, field, views.filter(is_shared=False), using)
    models.SET_NULL(collector, field, views.filter(is_shared=True), using)


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def of_table(self, table: str) -> Self:
        return self.filter(table=table)

    def visible_to(self, user: Any) -> Self:
        """Keep the person's own views and those that the team shares."""
        return self.filter(Q(owner=user.pk) | Q(is_shared=True))


class SavedView(models.Model):
    """The filters, order and search of a list, under a name.

    ``table`` is the label of the list's model ("cooperation.action"), ``query`` its
    parameters as an address carries them, only those that the list knows.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        keep_shared,
        verbose_name=_("enregistrée par"),
        related_name="saved_views",
        null=True,
    )
    table = models.CharField(_("table"), max_length=60)
    name = models.CharField(_("nom"), max_length=60)
    query = models.CharField(_("filtres"), max_length=MAX_QUERY_LENGTH, blank=True)
    is_shared = models.BooleanField(_("partagée avec l’équipe"), default=False)
    created_at = models.DateTimeField(_("enregistrée le"), auto_now_add=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("vue d’une liste")
        verbose_name_plural = _("vues des listes")
        ordering = ("name", "pk")
        default_permissions = ("add", "delete")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "table", "name"],
                name="cooperation_savedview_once",
                violation_error_message=_("Vous avez déjà une vue de ce nom."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_left_by_owner(self) -> bool:
        """Whether nobody is left to change it: its owner's account is closed."""
        return self.owner is None or not self.owner.is_active
