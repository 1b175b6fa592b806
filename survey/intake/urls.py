"""Where photographs come in."""

from django.urls import URLPattern, path

from survey.access import Role, only

from . import api, views

urlpatterns: list[URLPattern] = [
    path("photographs/", only(views.photographs, Role.EDITOR), name="photographs"),
    path(
        "photographs/<uuid:photograph_id>/", only(views.photograph, Role.EDITOR), name="photograph"
    ),
    path(
        "photographs/<uuid:photograph_id>/face",
        only(views.choose_face, Role.EDITOR),
        name="choose_face",
    ),
    path(
        "photographs/<uuid:photograph_id>/label",
        only(views.label, Role.EDITOR),
        name="photograph_label",
    ),
    path(
        "photographs/<uuid:photograph_id>/delete",
        only(views.delete, Role.OWNER),
        name="photograph_delete",
    ),
    path(
        "photographs/<uuid:photograph_id>/crop.png",
        only(views.crop, Role.EDITOR),
        name="photograph_crop",
    ),
    path(
        "photographs/<uuid:photograph_id>/original.jpg",
        only(views.original, Role.EDITOR),
        name="original",
    ),
    path(
        "api/photographs",
        only(api.Photographs.as_view(), Role.EDITOR),
        name="api_photographs",
    ),
]
