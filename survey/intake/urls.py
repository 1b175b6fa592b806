"""Where photographs come in."""

from django.urls import URLPattern, path

from survey.access import Role, only

from . import api, many, one, review_views, views

urlpatterns: list[URLPattern] = [
    path("photographs/", only(views.photographs, Role.EDITOR), name="photographs"),
    path("photographs/review/", only(review_views.review_page, Role.EDITOR), name="review"),
    path("photographs/selected/", only(many.change_selected, Role.EDITOR), name="change_selected"),
    path(
        "photographs/selected/delete",
        only(many.delete_selected, Role.OWNER),
        name="delete_selected",
    ),
    path("photographs/<uuid:photograph_id>/", only(one.photograph, Role.EDITOR), name="photograph"),
    path(
        "photographs/<uuid:photograph_id>/face",
        only(review_views.choose_face, Role.EDITOR),
        name="choose_face",
    ),
    path(
        "photographs/<uuid:photograph_id>/refuse",
        only(review_views.refuse, Role.EDITOR),
        name="refuse_photograph",
    ),
    path(
        "photographs/<uuid:photograph_id>/restore",
        only(review_views.restore, Role.EDITOR),
        name="restore_photograph",
    ),
    path(
        "photographs/<uuid:photograph_id>/label",
        only(one.label, Role.EDITOR),
        name="photograph_label",
    ),
    path(
        "photographs/<uuid:photograph_id>/delete",
        only(one.delete, Role.OWNER),
        name="photograph_delete",
    ),
    path(
        "photographs/<uuid:photograph_id>/crop.png",
        only(one.crop, Role.EDITOR),
        name="photograph_crop",
    ),
    path(
        "photographs/<uuid:photograph_id>/original.jpg",
        only(one.original, Role.EDITOR),
        name="original",
    ),
    path(
        "api/photographs",
        only(api.Photographs.as_view(), Role.EDITOR),
        name="api_photographs",
    ),
    path("api/photographs/counts", only(api.Counts.as_view(), Role.EDITOR), name="api_counts"),
]
