"""Where private photographs are labelled, and where editors look at how far labellers agree."""

from django.urls import URLPattern, path

from survey.access import Role, only

from . import api, editor_views, views

LABELLERS = (Role.LABELLER, Role.EDITOR)

urlpatterns: list[URLPattern] = [
    path("api/labels", only(api.Labels.as_view(), *LABELLERS), name="api_labels"),
    path("api/labels/finish", only(api.Finish.as_view(), *LABELLERS), name="api_labels_finish"),
    path("labels/", only(views.labelling, *LABELLERS), name="labelling"),
    path("labels/pause/", only(views.pause, *LABELLERS), name="labelling_pause"),
    path("labels/plain/", only(views.plain, *LABELLERS), name="labelling_plain"),
    path("labels/<uuid:photograph_id>/face.png", only(views.face, *LABELLERS), name="label_face"),
    path("photographs/labels/", only(editor_views.agreement, Role.EDITOR), name="agreement"),
    path("photographs/labels/settle/", only(editor_views.settling, Role.EDITOR), name="settling"),
    path(
        "photographs/labels/rule/", only(editor_views.rule_for_all, Role.EDITOR), name="label_rule"
    ),
]
