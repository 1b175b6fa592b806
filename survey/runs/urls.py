"""Where models answer."""

from django.urls import URLPattern, path

from survey.access import Role, only

from . import api, study_views

urlpatterns: list[URLPattern] = [
    path("studies/<slug:slug>/run", only(study_views.run_model, Role.EDITOR), name="run_model"),
    path("api/runs/<uuid:run>", only(api.RunProgress.as_view(), Role.EDITOR), name="api_run"),
    path("api/recognize", only(api.Recognize.as_view(), Role.EDITOR), name="api_recognize"),
    path(
        "api/recognize/<uuid:recognition>",
        only(api.RecognizeLater.as_view(), Role.EDITOR),
        name="api_recognition",
    ),
]
