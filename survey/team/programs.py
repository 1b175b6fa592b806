"""Programs that sign in with each request, by a name and a password."""

from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest
from rest_framework.authentication import BasicAuthentication
from rest_framework.exceptions import AuthenticationFailed

from . import second_factor
from .passwords import Locked, checked


class ByPassword(BasicAuthentication):
    """Counts wrong passwords with those of the sign-in page. Whoever uses a second factor can't
    come in by the password alone here either."""

    def authenticate_credentials(
        self, userid: str, password: str, request: HttpRequest | None = None
    ) -> tuple[User, Any]:
        try:
            user = checked(userid, password)
        except Locked as lock:
            at = lock.until.isoformat(timespec="seconds")
            raise AuthenticationFailed(f"Too many wrong passwords. Try again at {at}.") from None
        if user is None:
            raise AuthenticationFailed("Name and password don’t match.")
        if second_factor.device_of(user):
            raise AuthenticationFailed("This account asks for a code: sign in with the browser.")
        return user, None
