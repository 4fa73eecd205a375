"""Admin of people, of their mandates and of what they ask."""

from accounts.admin import memberships, relaunching, users

__all__ = ["memberships", "relaunching", "users"]
