"""Every setting, read from the environment; without any, the site works from a checkout.

Environment (all optional)
    DATABASE_URL        postgres://user:password@host/name      default: SQLite under var/
    REDIS_URL           redis://host:6379/0                     default: files under var/broker/
    SECRET_KEY          a long random text                      default: made once, var/secret-key
    ALLOWED_HOSTS       comma-separated host names              default: this machine only
    SITE_URL            https://faces.example.org               default: http://127.0.0.1:8000
    PYOJEONG_VAR        folder of all data                      default: var/
    PYOJEONG_CHECKPOINT folder of the model                     default: the shipped one
    CONSENT_WARNING_DAYS    consent that ends within so many days is warned of    default: 30
    BACKUP_RETENTION_DAYS   backups are deleted after so many days: say here what holds at your
                        site, since the page of a withdrawal tells it         default: 30
    PYOJEONG_CHECKPOINT_FOLDERS
                        more folders, comma-separated, in which admins may name models
                        (besides weights/, var/checkpoints/ and var/runs/)
    DEBUG               1 for development                       default: 0
"""

import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from kombu import Queue

from classifier.card import SHIPPED

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("PYOJEONG_VAR") or BASE_DIR / "var").resolve()


def var_folder(name: str) -> Path:
    """A folder under VAR that only this user can read: it holds photographs of people."""
    folder = VAR / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def secret_key() -> str:
    """The key from the environment, else one that is made at the first start and kept."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    kept = var_folder(".") / "secret-key"
    try:
        with os.fdopen(os.open(kept, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return kept.read_text()


SECRET_KEY = secret_key()
DEBUG = os.environ.get("DEBUG") == "1"
SITE_URL = os.environ.get("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = [
    *filter(None, os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")),
    urlsplit(SITE_URL).hostname or "localhost",
]
# The model that answers where no other is named.
CHECKPOINT = Path(os.environ.get("PYOJEONG_CHECKPOINT") or SHIPPED).resolve()
CONSENT_WARNING_DAYS = int(os.environ.get("CONSENT_WARNING_DAYS", "30"))
BACKUP_RETENTION_DAYS = int(os.environ.get("BACKUP_RETENTION_DAYS", "30"))
# Where uploaded models are kept, and in which folders of this machine admins may name others.
CHECKPOINTS = VAR / "checkpoints"
CHECKPOINT_FOLDERS = [
    BASE_DIR / "weights",
    CHECKPOINTS,
    VAR / "runs",
    *(Path(f) for f in os.environ.get("PYOJEONG_CHECKPOINT_FOLDERS", "").split(",") if f.strip()),
]
HTTPS = SITE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
# A proxy in front is trusted for the scheme only where the site is said to be served by https.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "config.apps.OwnersAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "csp",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "survey",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "survey.access.here",
            ],
        },
    },
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{var_folder('.') / 'pyojeong.sqlite3'}",
        conn_max_age=600,
        conn_health_checks=True,
    ),
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Several processes write: without these, a quarter of concurrent answers meets "database is
    # locked". FULL: an acknowledged answer is on the disk. secure_delete: what somebody withdraws
    # is overwritten, and not left in the file's free pages.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        " PRAGMA secure_delete=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # says no before a password is looked at
    "django.contrib.auth.backends.ModelBackend",
]
# Five wrong passwords for a name, and nobody signs in by that name for a quarter of an hour. It is
# by name alone: no address of any machine is asked for or kept (survey/team/passwords.py).
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_CLIENT_IP_CALLABLE = "survey.team.passwords.no_address"
AXES_DISABLE_ACCESS_LOG = True
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
# Axes' middleware would cost participants something, and lock by addresses is what isn't wanted.
SILENCED_SYSTEM_CHECKS = ["axes.W002", "axes.W006"]
OTP_TOTP_ISSUER = "Pyojeong"
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600  # seconds that a link to set one's password holds

LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "studies"
LOGOUT_REDIRECT_URL = "home"

LANGUAGE_CODE = "en"
LANGUAGES = [("ko", _("Korean")), ("en", _("English"))]
FORMAT_MODULE_PATH = "config.formats"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = os.environ.get("TIME_ZONE", "Asia/Seoul")
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "static-collected"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_MIMETYPES = {".webmanifest": "application/manifest+json"}
STORAGES = {
    # Photographs. Nothing serves this folder: views do, after asking who wants to see.
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": var_folder("photographs"),
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "config.static.StaticFiles"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FILES = 1_000  # photographs in one form, without JavaScript
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000  # larger files go to the disk, not into the web process

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["survey.access.HasRole"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Pyojeong",
    "DESCRIPTION": "People and models reading the same facial expressions: studies' comparisons, "
    "single photographs read by a model, and what the site's own pages speak with their server.",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/",
    "SERVE_INCLUDE_SCHEMA": False,
    "PREPROCESSING_HOOKS": ["survey.api.schema.with_plain_views"],
    "POSTPROCESSING_HOOKS": ["survey.api.schema.with_components"],
}

# A job's progress is a status column in the database, so no result is kept in the broker.
# Queues take turns: a sweep, a run or a live request waits for one crop, not for a thousand.
CELERY_TASK_QUEUES = [Queue("celery", routing_key="celery"), Queue("crops", routing_key="crops")]
CELERY_TASK_ROUTES = {"survey.tasks.crop_photograph": {"queue": "crops"}}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "survey.tasks.sweep", "schedule": 10.0, "options": {"expires": 10}},
    # Most results find everybody's sheet made already.
    "sheets": {"task": "survey.tasks.pack_sheets", "schedule": 60.0, "options": {"expires": 60}},
    # Hourly rather than at one time of the day, at which this machine may be off.
    "consents": {"task": "survey.tasks.end_consents", "schedule": 3600.0},
}
if redis_url := os.environ.get("REDIS_URL"):
    CELERY_BROKER_URL = redis_url
    # delay() with Redis down blocked for a minute; with these it gives up after four seconds.
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "socket_timeout": 2,
        "socket_connect_timeout": 2,
        "visibility_timeout": 300,
    }
    CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
else:
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(var_folder("broker/messages")),
        "data_folder_out": str(var_folder("broker/messages")),
        "control_folder": str(var_folder("broker/control")),
        "polling_interval": 0.1,
    }

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"secrets": {"()": "config.logs.WithoutSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["secrets"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"survey": {"level": "INFO"}},
}
