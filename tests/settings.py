"""The site's settings for tests: a data folder of their own, plain static files, quick passwords.

pytest-django reads settings before it reads any conftest.py, so the folder is named here.
"""

import atexit
import os
import shutil
import tempfile

os.environ["PYOJEONG_VAR"] = tempfile.mkdtemp(prefix="pyojeong-tests-")
atexit.register(shutil.rmtree, os.environ["PYOJEONG_VAR"], ignore_errors=True)

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, STORAGES, var_folder  # noqa: E402

# Without `collectstatic` there is no list of hashed names.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT = var_folder("static")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A file as on a real site, not memory: threads then meet SQLite's real locks, and WAL.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(var_folder("database") / "test.sqlite3")}
