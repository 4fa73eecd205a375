"""Addresses of the pages that the admin has of a row."""

from typing import Any

from django.urls import NoReverseMatch, reverse


def get_row_url(model: Any, page: str, *args: Any) -> str:
    """Return the address of a page of the admin; empty where it has none."""
    table = model._meta
    try:
        return reverse(f"admin:{table.app_label}_{table.model_name}_{page}", args=args)
    except NoReverseMatch:
        return ""
