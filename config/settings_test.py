"""The settings of the test run: the same file, quicker where that changes nothing that is tested."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ["COLLOQUY_MODE"] = "test"
if not os.environ.get("COLLOQUY_DATA"):
    os.environ["COLLOQUY_DATA"] = tempfile.mkdtemp(prefix="colloquy-tests-")
    atexit.register(shutil.rmtree, os.environ["COLLOQUY_DATA"], ignore_errors=True)

from config.settings import *  # noqa: F403
from config.settings import DATABASE_URL, DATABASES

DATA_DIR = Path(os.environ["COLLOQUY_DATA"])
(DATA_DIR / "static").mkdir(parents=True, exist_ok=True)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
DATABASES.pop("cache", None)
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
DATABASES["default"]["CONN_MAX_AGE"] = 0
if not DATABASE_URL:
    # A file, not memory: the live site's threads need connections of their own, as in life.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"
