"""Django's own admin, for owners, and entered by the site's own door."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from survey.access import Role, View, may, only, public

from .sign_in import SignOut


class OwnersSite(AdminSite):
    def has_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Role.OWNER)

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # type: ignore[override]
        return only(super().admin_view(view, cacheable), Role.OWNER)

    @public
    def login(  # type: ignore[override]
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        """Sign in where wrong passwords are counted and a code is asked for."""
        return redirect("login")

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return require_POST(SignOut.as_view())(request)

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        return redirect("password")
