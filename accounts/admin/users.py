"""Admin of accounts, and of groups for superusers only.

Nobody grants a permission that they lack, nor changes an account with more
permissions than their own.
"""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.db.models import ManyToManyField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.addresses import AddressAdmin
from accounts.admin.tables import UserResource
from accounts.models import User
from accounts.people.roles import ROLES, get_grantable_groups, may_manage_account
from cooperation.admin.mixins.date_filters import DateSpanFilter
from cooperation.admin.mixins.lists import ListAdmin
from cooperation.admin.mixins.table_import import TableAdmin


class SuperuserOnlyMixin:
    """Restrict an admin to superusers: it could raise one's own permissions."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    has_add_permission = has_view_permission
    has_change_permission = has_view_permission
    has_delete_permission = has_view_permission


class LowerCaseEmailMixin:
    """Store e-mail addresses in lower case."""

    cleaned_data: dict[str, Any]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class NewUserForm(LowerCaseEmailMixin, AdminUserCreationForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ("email",)


class UserForm(LowerCaseEmailMixin, UserChangeForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = "__all__"


@admin.register(User)
class UserAdmin(AddressAdmin, TableAdmin, auth_admin.UserAdmin):  # type: ignore[type-arg]
    resource_classes = [UserResource]
    form = UserForm
    add_form = NewUserForm
    ordering = ("email",)
    list_display = (
        "email",
        "last_name",
        "first_name",
        "is_staff",
        "is_active",
        "last_login",
        "date_joined",
    )
    list_filter = (
        *("is_staff", "is_superuser", "is_active"),
        ("last_login", DateSpanFilter),
    )
    search_fields = ("email", "last_name", "first_name")
    show_full_result_count = False
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "password", "first_name", "last_name")}),
        (
            _("Droits"),
            {
                "fields": (
                    "is_active",
                    "is_staff",
                    "is_superuser",
                    "groups",
                    "user_permissions",
                )
            },
        ),
        (_("Dates"), {"fields": readonly_fields}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "usable_password", "password1", "password2")}),
    )

    def has_change_permission(
        self, request: HttpRequest, obj: User | None = None
    ) -> bool:
        """Deny accounts that have more permissions than the user."""
        return super().has_change_permission(request, obj) and may_manage_account(
            request.user, obj
        )

    def has_delete_permission(
        self, request: HttpRequest, obj: User | None = None
    ) -> bool:
        """Deny accounts that have more permissions than the user."""
        return super().has_delete_permission(request, obj) and may_manage_account(
            request.user, obj
        )

    def get_readonly_fields(
        self, request: HttpRequest, obj: User | None = None
    ) -> tuple[str, ...]:
        """Reserve direct permissions to superusers, and one's own to others."""
        fields: tuple[str, ...] = self.readonly_fields
        if request.user.is_superuser:
            return fields
        fields = (*fields, "is_superuser", "user_permissions")
        if obj is not None and obj.pk == request.user.pk:
            fields = (*fields, "is_active", "is_staff", "groups")
        return fields

    def formfield_for_manytomany(
        self,
        db_field: "ManyToManyField[Any, Any]",
        request: HttpRequest,
        **kwargs: Any,
    ) -> Any:
        """Offer only the groups that the user may assign."""
        if db_field.name == "groups":
            kwargs["queryset"] = get_grantable_groups(request.user)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Return whether a person may also give memberships, which imports do."""
        may_invite = request.user.has_perm("accounts.add_membership")
        return super().has_import_permission(request) and may_invite

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Remove bulk deletion, which would skip the check of each account."""
        actions = super().get_actions(request)
        if not request.user.is_superuser:
            actions.pop("delete_selected", None)
        return actions


admin.site.unregister(Group)
# Addresses, authenticators and sessions are kept by their owners, under /compte/.
for kept_by_its_owner in (EmailAddress, Authenticator, UserSession):
    admin.site.unregister(kept_by_its_owner)


@admin.register(Group)
class GroupAdmin(SuperuserOnlyMixin, ListAdmin, auth_admin.GroupAdmin):
    """Groups of permissions; those of roles are created by ``make_roles``."""

    list_display = ("name", "description")
    show_full_result_count = False

    @admin.display(description=_("ce que ses membres peuvent"))
    def description(self, group: Group) -> str:
        """Return the description of the group's role, or an empty text."""
        found = [role.description for role in ROLES if role.name == group.name]
        return str(found[0]) if found else ""
