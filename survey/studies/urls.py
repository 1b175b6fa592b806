"""Where studies are drawn, frozen, opened, closed."""

from django.urls import URLPattern, path

from survey.access import Role, View, only

from . import images_page, invitations, life_page, settings_page, views


def _of_study(end: str, view: View, name: str, role: Role = Role.EDITOR) -> URLPattern:
    return path(f"studies/<slug:slug>/{end}", only(view, role), name=name)


urlpatterns: list[URLPattern] = [
    path("studies/", only(views.studies, Role.EDITOR, Role.READER), name="studies"),
    path("new-study/", only(views.new_study, Role.EDITOR), name="new_study"),
    _of_study("", views.study, "study"),
    _of_study("images/", images_page.study_draw, "study_draw"),
    _of_study("images/<int:position>/", images_page.study_swap, "study_swap"),
    _of_study("images/<slug:what>", images_page.change_images, "change_images"),
    _of_study("settings/", settings_page.study_settings, "study_settings"),
    _of_study("preview/<str:language>/", settings_page.preview, "study_preview"),
    _of_study("invitations/", invitations.invitations, "invitations"),
    _of_study("poster/<str:language>/", life_page.poster, "study_poster"),
    _of_study("freeze/", life_page.freeze_study, "freeze_study"),
    _of_study("open", life_page.open_study, "open_study"),
    _of_study("pause", life_page.pause_study, "pause_study"),
    _of_study("close", life_page.close_study, "close_study"),
    _of_study("publish", life_page.publish_study, "publish_study"),
    _of_study("copy/", life_page.copy_study, "copy_study"),
    _of_study("delete", life_page.delete_study, "delete_study", Role.OWNER),
]
