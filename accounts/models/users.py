"""Accounts, identified by e-mail address."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

EMAIL_TAKEN = _("Un compte existe déjà avec cette adresse.")


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        """Create an account; without a password only login by code works.

        Raises ``ValueError`` when the e-mail address is empty.
        """
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        return self.create_user(
            email, password, **fields | {"is_staff": True, "is_superuser": True}
        )


class User(AbstractUser):
    """An account, identified by e-mail address; rights come from memberships."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(
        _("adresse électronique"),
        unique=True,
        error_messages={"unique": EMAIL_TAKEN},
    )

    warnings = models.PositiveSmallIntegerField(
        _("avertissements avant fermeture"), default=0, editable=False
    )
    warned_at = models.DateTimeField(
        _("averti le"), null=True, blank=True, editable=False
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta(AbstractUser.Meta):
        verbose_name = _("utilisateur")  # type: ignore[assignment]
        verbose_name_plural = _("utilisateurs")  # type: ignore[assignment]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_user_email_ci",
                violation_error_message=EMAIL_TAKEN,
            ),
        ]

    def __str__(self) -> str:
        return self.email
