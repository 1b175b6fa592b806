"""Where editors look after the people in the photographs."""

from django.urls import URLPattern, path

from survey.access import Role, only

from . import views, withdrawal_views

urlpatterns: list[URLPattern] = [
    path("people/", only(views.subjects, Role.EDITOR), name="subjects"),
    path("people/<int:subject_id>/", only(views.subject, Role.EDITOR), name="subject"),
    path("people/<int:subject_id>/form", only(views.signed_form, Role.EDITOR), name="subject_form"),
    path(
        "people/<int:subject_id>/move",
        only(views.move_photographs, Role.EDITOR),
        name="subject_move",
    ),
    path(
        "people/<int:subject_id>/withdraw",
        only(withdrawal_views.withdraw_subject, Role.OWNER),
        name="subject_withdraw",
    ),
    path(
        "photographs/<uuid:photograph_id>/withdraw",
        only(withdrawal_views.withdraw_photograph, Role.OWNER),
        name="photograph_withdraw",
    ),
]
