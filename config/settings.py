"""One settings file for every way to run; what differs is read from the environment in config/env.py."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django_stubs_ext
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import background, env
from config.entrance import *  # noqa: F403
from core import logs

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
MODE = env.mode()
PRODUCTION = MODE == "production"
DEMO = MODE == "demo"
TESTING = MODE == "test"
env.refuse_an_open_demo(MODE)
DATA_DIR = Path(env.text("COLLOQUY_DATA", str(BASE_DIR / "var")))

DEBUG = MODE == "development"
SECRET_KEY = (
    "only-for-tests-and-development" if MODE in {"development", "test"} else env.required("COLLOQUY_SECRET_KEY")
)
BASE_URL = env.text("COLLOQUY_BASE_URL", "http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = env.words("COLLOQUY_ALLOWED_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1],testserver")
CSRF_TRUSTED_ORIGINS = env.words("COLLOQUY_TRUSTED_ORIGINS")
INTERNAL_IPS: list[str] = []

# Apps, from the ground up; a lower one never names a higher one (pyproject.toml holds the contract).
INSTALLED_APPS = [
    "config.apps.OfficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "template_partials.apps.SimpleAppConfig",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "guardian",
    "core",
    "accounts",
    "notifications",
    "ethics",
    "moderation",
    "courses",
    "community",
    "mentoring",
    "config",
]

MIDDLEWARE = [
    "core.middleware.RequestLogMiddleware",
    "core.middleware.InnerNumbersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.middleware.ResponseHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.RightsMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "core.middleware.ReadableAddressMiddleware",
]

if DEMO:
    MIDDLEWARE.insert(MIDDLEWARE.index("csp.middleware.CSPMiddleware"), "core.middleware.CompressedPagesMiddleware")

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS = ["guardian.W001", "auth.W004", "fields.W161"]

_LOADERS: list[Any] = [
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    _LOADERS if DEBUG else [("django.template.loaders.cached.Loader", _LOADERS)],
                )
            ],
            "builtins": ["template_partials.templatetags.partials", "core.templatetags.ui", "core.templatetags.rows"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context.chrome",
            ],
        },
    }
]

if DEMO:
    TEMPLATES[0]["OPTIONS"]["context_processors"].append("config.demo.door.entrance")

# Database, cache, broker: embedded (SQLite, files) or production (PostgreSQL, Redis); one code for both.
DATABASE_URL = env.required("DATABASE_URL") if PRODUCTION else env.text("DATABASE_URL")
REDIS_URL = env.text("REDIS_URL")
DATABASES: dict[str, Any] = {
    "default": env.database(DATABASE_URL) if DATABASE_URL else env.sqlite(str(DATA_DIR / "colloquy.sqlite3"))
}
if DATABASE_URL and not env.flag("COLLOQUY_POOLED"):
    env.planned_for_us(DATABASES["default"])
if REDIS_URL:
    CACHES: dict[str, Any] = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": env.text("CACHE_URL", REDIS_URL),
            "KEY_PREFIX": "colloquy",
        }
    }
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "visibility_timeout": 1800,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "socket_timeout": 10,
        "socket_connect_timeout": 3,
    }
else:
    DATABASES["cache"] = env.sqlite(str(DATA_DIR / "cache.sqlite3"))
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
    CELERY_BROKER_URL = "filesystem://localhost/"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(DATA_DIR / "broker"),
        "data_folder_out": str(DATA_DIR / "broker"),
        "control_folder": str(DATA_DIR / "broker" / "control"),
        "polling_interval": 0.2,
    }
DATABASE_ROUTERS = ["config.routers.CacheRouter"]
PREPARED = DATABASES["default"]["ENGINE"].endswith("postgresql") and not env.flag("COLLOQUY_POOLED")
"""Whether a connection may keep statements that PostgreSQL has planned (core/kept.py); not behind a pool that shares them."""

# Celery: the broker is a doorbell, rows in the database are the record (core/outbox.py).
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = "colloquy"
CELERY_TASK_QUEUES = background.QUEUES
CELERY_TASK_ROUTES = background.ROUTES
ALIVE_FILE = env.text("COLLOQUY_ALIVE")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = background.SCHEDULE

# People: e-mail is the name one signs in with; allauth does the rest.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

SECOND_FACTOR = env.second_factor(MODE)
# Secrets of sign-on that the server keeps, whether providers on the inner network may be asked, and the hosts that are
# never an institution's own.
SIGN_ON_SECRETS = env.named("COLLOQUY_SIGN_ON_SECRET_")
OUTWARD_PRIVATE = env.flag("COLLOQUY_PRIVATE_ADDRESSES")
MAIN_HOSTS = {urlsplit(BASE_URL).hostname, "localhost", "127.0.0.1", "[::1]", "testserver"}

# Sessions are read through the cache and never written by a plain GET.
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# Language, time.
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English")), ("ar", _("Arabic")), ("de", _("German")), ("vi", _("Vietnamese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.text("COLLOQUY_TIME_ZONE", "Europe/London")
USE_TZ = True

# Files. What people upload has no address of its own; views serve it under the owner's policy.
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "core.finders.StylesheetFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = DATA_DIR / "media"
IMPORT_FOLDER = env.text("COLLOQUY_IMPORT_FOLDER")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE in {"development", "test"}
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

# Mail: a folder in the embedded mode (which the demo shows), SMTP in production.
EMAIL_BACKEND = env.mail_backend()
ANYMAIL = env.beginning("ANYMAIL_")
EMAIL_FILE_PATH = str(DATA_DIR / "mail")
EMAIL_HOST = env.text("COLLOQUY_SMTP_HOST", "localhost")
EMAIL_PORT = env.number("COLLOQUY_SMTP_PORT", 25)
EMAIL_HOST_USER = env.text("COLLOQUY_SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("COLLOQUY_SMTP_PASSWORD")
EMAIL_USE_TLS = env.flag("COLLOQUY_SMTP_TLS")
EMAIL_USE_SSL = env.flag("COLLOQUY_SMTP_SSL")
EMAIL_TIMEOUT = env.number("COLLOQUY_SMTP_TIMEOUT", 20)
DEFAULT_FROM_EMAIL = env.text("COLLOQUY_MAIL_FROM", "Colloquy <colloquy@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Security.
SECURE_SSL_REDIRECT = PRODUCTION and env.flag("COLLOQUY_HTTPS", default=True)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION and env.flag("COLLOQUY_HTTPS", default=True)
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_SSL_REDIRECT else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = bool(SECURE_HSTS_SECONDS)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("COLLOQUY_BEHIND_PROXY") else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "core.views.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# A virus scanner: clamd://host:port, clamd:///path/of/a/socket or command:clamdscan -; and what a silent one means.
SCANNER = env.scanner()
SCANNER_AWAY = env.choice("COLLOQUY_SCANNER_AWAY", "wait", ("wait", "pass"))

METRICS = env.flag("COLLOQUY_METRICS")
METRICS_FOLDER = env.text("PROMETHEUS_MULTIPROC_DIR")
LOGGING = logs.configure(json=PRODUCTION, level=env.text("COLLOQUY_LOG_LEVEL", "INFO" if PRODUCTION else "WARNING"))
