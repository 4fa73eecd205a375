"""Every route of the site, by audience."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("gestion/", admin.site.urls),
    *i18n_patterns(path("", include("cooperation.urls")), prefix_default_language=False),
]
