"""Some addresses hold a secret: a personal link, an invitation, a link to set one's password.

No log may learn it.
"""

import logging
import re

SECRET = re.compile(r"/(return|invitation|set-password/[^/\s'\"]+)/[^/\s'\"]+")


class WithoutSecrets(logging.Filter):
    """Masks them in what Django says of a request that failed."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = SECRET.sub(r"/\1/…", record.getMessage())
        record.args = ()
        return True
