"""Where models come in, and answer."""

from django.urls import URLPattern, path

from survey.access import Role, only

from . import api, study_views, views

OF_STUDY = "studies/<slug:slug>/models/"

urlpatterns: list[URLPattern] = [
    path("models/", only(views.checkpoints, Role.EDITOR), name="checkpoints"),
    path("models/upload", only(views.upload, Role.EDITOR), name="upload_checkpoint"),
    path("models/folder", only(views.register_folder, Role.EDITOR), name="register_folder"),
    path(
        "models/<int:checkpoint>/delete/",
        only(views.delete_checkpoint, Role.OWNER),
        name="delete_checkpoint",
    ),
    path("studies/<slug:slug>/run", only(study_views.run_model, Role.EDITOR), name="run_model"),
    path(OF_STUDY, only(study_views.study_models, Role.EDITOR), name="study_models"),
    path(f"{OF_STUDY}table", only(study_views.import_table, Role.EDITOR), name="import_table"),
    path(f"{OF_STUDY}images", only(study_views.download_crops, Role.EDITOR), name="download_crops"),
    path(
        f"{OF_STUDY}<uuid:run>/delete/",
        only(study_views.delete_run, Role.OWNER),
        name="delete_run",
    ),
    path(f"{OF_STUDY}<uuid:run>/again", only(study_views.run_again, Role.EDITOR), name="run_again"),
    path("api/runs/<uuid:run>", only(api.RunProgress.as_view(), Role.EDITOR), name="api_run"),
    path("api/recognize", only(api.Recognize.as_view(), Role.EDITOR), name="api_recognize"),
    path(
        "api/recognize/<uuid:recognition>",
        only(api.RecognizeLater.as_view(), Role.EDITOR),
        name="api_recognition",
    ),
]
