"""WSGI entry point."""

import os

import django
from django.core.wsgi import get_wsgi_application

from config.start import load_pages, load_settings, refuse_wrong_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

load_settings()
django.setup(set_prefix=False)
refuse_wrong_settings()
application = get_wsgi_application()
load_pages()
