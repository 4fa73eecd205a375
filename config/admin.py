"""The staff's admin site."""

from django.contrib.admin.apps import AdminConfig


class PasserellesAdminConfig(AdminConfig):
    """Stock admin of every app; its name here leaves room for a site of our own."""
