"""What the admins share: generic types, rights, addresses and routes of their pages."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse

# Generic for the type checker only: Django's classes take no parameters at run time.
if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
    TabularInline = admin.TabularInline[Any, Any]
    ModelForm = forms.ModelForm[Any]
else:
    ModelAdmin, TabularInline = admin.ModelAdmin, admin.TabularInline
    ModelForm = forms.ModelForm

MAY_EXPORT, MAY_IMPORT = "cooperation.export_directory", "cooperation.import_directory"
AdminView = Callable[..., HttpResponseBase]


def get_page_url(model: Any, page: str, *args: Any) -> str:
    """Return the URL of a page of a model's admin, such as "change"."""
    table = model._meta
    return reverse(f"admin:{table.app_label}_{table.model_name}_{page}", args=args)


def build_path(
    model_admin: "admin.ModelAdmin[Any]", route: str, view: AdminView, page: str
) -> URLPattern:
    """Return the route of a page that only the staff may open."""
    name = f"{model_admin.opts.app_label}_{model_admin.opts.model_name}_{page}"
    return path(route, model_admin.admin_site.admin_view(view), name=name)
