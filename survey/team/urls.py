"""Where people sign in."""

from django.contrib.auth import views as auth
from django.urls import URLPattern, path

from survey.access import public

urlpatterns: list[URLPattern] = [
    path(
        "sign-in/", public(auth.LoginView.as_view(redirect_authenticated_user=True)), name="login"
    ),
    path("sign-out/", public(auth.LogoutView.as_view()), name="logout"),
]
