"""Routes of surveys: staff pages, and the pages of respondents."""

from django.urls import URLPattern

app_name = "surveys"

urlpatterns: list[URLPattern] = []
