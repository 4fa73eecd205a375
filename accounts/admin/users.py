"""Admin of people and groups, for superusers only."""

from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User

if TYPE_CHECKING:
    NewUserBase = AdminUserCreationForm[User]
    UserBase = UserChangeForm[User]
    UserAdminBase = auth_admin.UserAdmin[User]
else:
    NewUserBase = AdminUserCreationForm
    UserBase = UserChangeForm
    UserAdminBase = auth_admin.UserAdmin


class SuperusersOnly:
    """Whoever manages rights could give themselves all of them."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the tables to superusers only."""
        return bool(request.user.is_active and request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let superusers read."""
        return self.has_module_permission(request)

    has_add_permission = has_view_permission
    has_change_permission = has_view_permission
    has_delete_permission = has_view_permission


class LowerCaseEmail:
    """A form in which an address is one, whatever its case."""

    cleaned_data: dict[str, Any]

    def clean_email(self) -> str:
        """Give the address in lower case, as the database knows it."""
        return str(self.cleaned_data["email"]).lower()


class NewUserForm(LowerCaseEmail, NewUserBase):
    """The form of a new account, known by its address."""

    class Meta:
        model = User
        fields = ("email",)


class UserForm(LowerCaseEmail, UserBase):
    """The form of an account."""

    class Meta:
        model = User
        fields = "__all__"


@admin.register(User)
class UserAdmin(SuperusersOnly, UserAdminBase):
    """People who log in."""

    form = UserForm
    add_form = NewUserForm
    ordering = ("email",)
    list_display = ("email", "last_name", "first_name", "is_staff", "is_active")
    list_filter = ("is_staff", "is_superuser", "is_active")
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


admin.site.unregister(Group)
# Addresses, authenticators and sessions are kept by their owners, under /compte/.
for kept_by_its_owner in (EmailAddress, Authenticator, UserSession):
    admin.site.unregister(kept_by_its_owner)


@admin.register(Group)
class GroupAdmin(SuperusersOnly, auth_admin.GroupAdmin):
    """Groups of rights."""

    show_full_result_count = False
