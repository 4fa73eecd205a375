"""Accounts as rows of a spreadsheet: what is imported of them makes invitations.

No password, token or session goes out; no name, password or right comes in.
"""

from collections.abc import Callable
from itertools import zip_longest
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from import_export.fields import Field

from accounts.models import Membership, User
from accounts.people.invitations import (
    MOST_LINES,
    Invitation,
    invite_people,
    parse_invitation,
)
from cooperation.columns.specs import LIST_SEPARATOR
from cooperation.models.common import list_large_fields
from cooperation.spreadsheets.table_widgets import TableCellWidget
from cooperation.spreadsheets.tables import TableResource

# In the order in which an invitation takes them.
MEMBERSHIP_COLUMNS: dict[str, Callable[[Membership], str]] = {
    "Collectivités": lambda membership: membership.collectivity.slug,
    "Fonctions": lambda membership: membership.function,
    "Rôles": lambda membership: membership.get_role_display(),
}


class MembershipsWidget(TableCellWidget):
    """Writes one value of each current membership, parted by vertical bars."""

    def __init__(self, column: str) -> None:
        super().__init__()
        self.column = column

    def render(self, value: Any, obj: Any = None, **_options: Any) -> str:
        if value is None or value.instance._state.adding:
            return ""
        show = MEMBERSHIP_COLUMNS[self.column]
        cells = [show(row).replace("|", "¦") for row in value.all()]
        return LIST_SEPARATOR.join(cells) if any(cells) else ""


class UserResource(TableResource):
    """Accounts with their current authorities; a new authority is an invitation."""

    email = Field("email", "Adresse électronique", TableCellWidget(str.lower, empty=""))
    authorities, functions, roles = (
        Field("memberships", column, MembershipsWidget(column))
        for column in MEMBERSHIP_COLUMNS
    )

    class Meta:
        model = User
        import_id_fields = ("email",)
        clean_model_instances = False
        use_bulk = False
        fields = (
            *("email", "authorities", "functions", "roles", "first_name", "last_name"),
            *("is_staff", "is_active", "date_joined", "last_login"),
        )

    @classmethod
    def field_from_django_field(
        cls, field_name: str, django_field: Any, readonly: bool
    ) -> Field:
        """Return a column of exports only."""
        return super().field_from_django_field(field_name, django_field, True)

    def with_relations(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        current = Membership.objects.current().select_related("collectivity")
        large = list_large_fields("collectivity", "Collectivity")
        rows = current.defer(*large).order_by("pk")
        return queryset.prefetch_related(Prefetch("memberships", rows))

    def before_import(self, dataset: Any, **options: Any) -> None:
        super().before_import(dataset, **options)
        self.invited = 0

    def check_cell(self, field: Field, instance: Any, row: dict[str, str]) -> None:
        if field.attribute != "memberships":
            super().check_cell(field, instance, row)

    def import_field(self, field: Field, *args: Any, **options: Any) -> None:
        if field.attribute != "memberships":
            super().import_field(field, *args, **options)

    def import_instance(self, instance: Any, row: dict[str, str], **opts: Any) -> None:
        super().import_instance(instance, row, **opts)
        instance.invitations = self.list_new_invitations(instance, row)
        self.invited += len(instance.invitations)
        if self.invited > MOST_LINES:
            raise ValidationError(_("au plus %s invitations par fichier") % MOST_LINES)

    def list_new_invitations(self, user: User, row: dict[str, str]) -> list[Invitation]:
        """Return the invitations of a line; a membership ends or changes elsewhere."""
        columns = [row.get(name, "").split("|") for name in MEMBERSHIP_COLUMNS]
        rows = [] if user._state.adding else list(user.memberships.all())
        known = {membership.collectivity_id: membership for membership in rows}
        found: list[Invitation] = []
        for cells in zip_longest(*columns, fillvalue=""):
            texts = [cell.strip() for cell in cells]
            if not any(texts) and (found or not user._state.adding):
                continue
            one = parse_invitation("", user.email, *texts)
            if one.problem or one.collectivity is None:
                raise ValidationError(one.problem)
            membership = known.pop(one.collectivity.pk, None)
            if membership is None:
                found.append(one)
            elif differs(membership, one, texts):
                raise ValidationError(_("un mandat se change sur sa page"))
        if known and any(columns[0]):
            raise ValidationError(_("un mandat se termine sur sa page"))
        if found and not user.is_active:
            raise ValidationError(_("ce compte est fermé"))
        return found

    def skip_row(
        self, instance: Any, original: Any, row: Any, errors: Any = None
    ) -> bool:
        return not errors and not instance.invitations

    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        """Send the invitations: mails leave when all is written."""
        invite_people(instance.invitations)
        saved = self.with_relations(User.objects.all()).get(email=instance.email)
        instance.pk, instance._state.adding = saved.pk, False
        instance._prefetched_objects_cache = saved._prefetched_objects_cache


def differs(membership: Membership, asked: Invitation, texts: list[str]) -> bool:
    """Return whether a line says another function or role than a membership has."""
    _authority, function, role = texts
    return bool(
        (function and function != membership.function.replace("|", "¦"))
        or (role and asked.role != membership.role)
    )
