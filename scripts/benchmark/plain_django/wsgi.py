"""WSGI entry point: ``gunicorn benchmark.plain_django.wsgi`` in ``scripts/``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmark.plain_django.settings"
application = get_wsgi_application()
