"""Says where the site is, once it answers. `make run` starts it beside the site."""

import os
import time
import urllib.error
import urllib.request
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.shortcuts import resolve_url

PATIENCE = 60  # seconds


def answers(address: str) -> bool:
    """Whether anything but a broken page comes from there."""
    try:
        urllib.request.urlopen(address, timeout=5)  # noqa: S310 (our own address)
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False
    return True


class Command(BaseCommand):
    help = "Wait for the site to answer, then print its addresses and how to sign in."

    def handle(self, *args: Any, **options: Any) -> None:
        host = os.environ.get("HOST", "127.0.0.1").replace("0.0.0.0", "127.0.0.1")  # noqa: S104
        address = f"http://{host}:{os.environ.get('PORT', '8000')}/"
        deadline = time.monotonic() + PATIENCE
        while not answers(address):
            if time.monotonic() > deadline:
                raise CommandError(f"{address} did not answer within {PATIENCE} seconds.")
            time.sleep(0.1)
        self.stdout.write(self.text())

    def text(self) -> str:
        sign_in = resolve_url(settings.LOGIN_URL)
        lines = [
            "",
            f"  Pyojeong is at      {settings.SITE_URL}/",
            f"  To take part        {settings.SITE_URL}/s/demo/",
            f"  To sign in          {settings.SITE_URL}{sign_in}",
        ]
        admin = get_user_model().objects.filter(is_superuser=True).order_by("pk").first()
        password = settings.VAR / "admin-password"
        if admin and password.exists():
            lines += [
                f"                      user {admin.get_username()}, "
                f"password {password.read_text().strip()}",
                f"                      (kept in {password}: delete it when you know it)",
            ]
        return "\n".join([*lines, "", "  Ctrl-C ends everything.", ""])
