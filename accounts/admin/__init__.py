"""Admin of accounts, memberships, access requests and campaigns."""

from accounts.admin import memberships, relaunch, users

__all__ = ["memberships", "relaunch", "users"]
