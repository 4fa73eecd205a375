"""Admin of accounts, memberships, access requests and campaigns."""

from accounts.admin import memberships, relaunching, users

__all__ = ["memberships", "relaunching", "users"]
