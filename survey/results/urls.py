"""Where people read results."""

from django.urls import URLPattern, path

from survey.access import Role, only, public

from . import api, image_views, views
from .exports.urls import urlpatterns as exports
from .report.views import download

IMAGES = "studies/<slug:slug>/results/images/"

urlpatterns: list[URLPattern] = [
    path("studies/<slug:slug>/results/", public(views.results), name="results"),
    path("studies/<slug:slug>/results/progress", public(views.run_progress), name="run_progress"),
    path("studies/<slug:slug>/results/report", only(download, Role.EDITOR), name="report"),
    path(
        "api/studies/<slug:slug>/comparison",
        public(api.Comparison.as_view()),
        name="api_comparison",
    ),
    path(f"{IMAGES}<int:number>/", public(image_views.image), name="results_image"),
    path(f"{IMAGES}<int:number>/looks", only(image_views.ask_looks, Role.EDITOR), name="ask_looks"),
    path(
        f"{IMAGES}<uuid:item>/<uuid:run>.png",
        public(image_views.heatmap),
        name="results_heatmap",
    ),
    *exports,
    path("studies/<slug:slug>/results/state", public(views.results_state), name="results_state"),
]
