"""Settings of the peer: no middleware but Django's own of a plain page."""

import os

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ["PLAIN_DB_NAME"],
        "HOST": os.environ["PLAIN_DB_HOST"],
        "PORT": os.environ["PLAIN_DB_PORT"],
        "USER": os.environ["PLAIN_DB_USER"],
        "PASSWORD": os.environ["PLAIN_DB_PASSWORD"],
        "CONN_MAX_AGE": 600,
        "OPTIONS": {"options": "-c jit=off"},
    }
}
SECRET_KEY = "plain"  # noqa: S105 -- nothing is signed
ALLOWED_HOSTS = ["localhost"]
ROOT_URLCONF = "benchmark.plain_django.urls"
INSTALLED_APPS = ["benchmark.plain_django"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
TEMPLATES = [
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
