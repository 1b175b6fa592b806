"""Where studies are drawn, opened, watched, closed."""

from django.urls import URLPattern, path

from survey.access import Role, only

from . import invitations, settings_page, views

urlpatterns: list[URLPattern] = [
    path("studies/", only(views.studies, Role.EDITOR, Role.READER), name="studies"),
    path("draw/", only(views.draw, Role.EDITOR), name="draw"),
    path("studies/<slug:slug>/", only(views.study, Role.EDITOR), name="study"),
    path(
        "studies/<slug:slug>/settings/",
        only(settings_page.study_settings, Role.EDITOR),
        name="study_settings",
    ),
    path(
        "studies/<slug:slug>/preview/<str:language>/",
        only(settings_page.preview, Role.EDITOR),
        name="study_preview",
    ),
    path(
        "studies/<slug:slug>/invitations/",
        only(invitations.invitations, Role.EDITOR),
        name="invitations",
    ),
    path("studies/<slug:slug>/close", only(views.close, Role.EDITOR), name="close_study"),
    path("studies/<slug:slug>/publish", only(views.publish, Role.EDITOR), name="publish_study"),
]
