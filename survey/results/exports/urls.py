"""Where editors take a study's rows away."""

from django.urls import URLPattern, path

from survey.access import Role, only

from . import views

urlpatterns: list[URLPattern] = [
    path("studies/<slug:slug>/results/export/", only(views.exports, Role.EDITOR), name="exports"),
]
