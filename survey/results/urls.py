"""Where people read results."""

from django.urls import URLPattern, path

from survey.access import public

from . import api, views
from .exports.urls import urlpatterns as exports

urlpatterns: list[URLPattern] = [
    path("studies/<slug:slug>/results/", public(views.results), name="results"),
    path("studies/<slug:slug>/results/progress", public(views.run_progress), name="run_progress"),
    path(
        "api/studies/<slug:slug>/comparison",
        public(api.Comparison.as_view()),
        name="api_comparison",
    ),
    *exports,
    path("studies/<slug:slug>/results/state", public(views.results_state), name="results_state"),
]
