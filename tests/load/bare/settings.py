"""The least Django that inserts a row: what the site's answers are compared with.

The same database settings and the same server, and nothing else: no middleware, no session, no
check of anything.
"""

from config.settings import ALLOWED_HOSTS, DATABASES, SECRET_KEY, USE_TZ

__all__ = ["ALLOWED_HOSTS", "DATABASES", "SECRET_KEY", "USE_TZ"]

INSTALLED_APPS = ["tests.load.bare"]
ROOT_URLCONF = "tests.load.bare.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
