"""The site's addresses, in the order of the way: take part, photographs, studies, results, API."""

from django.contrib.auth import views as auth
from django.urls import URLPattern, path

from survey.intake import api as intake_api
from survey.intake import views as intake
from survey.participation import about, ending, faces, later, plain, start, withdrawal
from survey.participation import api as participation_api
from survey.participation import views as participation
from survey.results import views as results
from survey.runs import api as runs_api
from survey.studies import invitations, settings_page
from survey.studies import views as studies

urlpatterns: list[URLPattern] = [
    # First, since it is asked for most: an address is looked for from the top.
    path("api/studies/<slug:slug>/answers", participation_api.answers, name="api_answers"),
    path("", participation.home, name="home"),
    path("sign-in/", auth.LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("sign-out/", auth.LogoutView.as_view(), name="logout"),
    path("s/<slug:slug>/", start.participate, name="participate"),
    path("s/<slug:slug>/invitation/<str:invitation>/", start.participate, name="invitation"),
    path("s/<slug:slug>/about/", about.about, name="about"),
    path("s/<slug:slug>/plain/", plain.plain, name="plain"),
    path("s/<slug:slug>/later/", later.return_link, name="return_link"),
    path("s/<slug:slug>/return/<str:token>/", later.come_back, name="come_back"),
    path("s/<slug:slug>/faces/", participation.question, name="question"),
    path("s/<slug:slug>/faces/<uuid:item>.png", faces.item_face, name="item_face"),
    path("s/<slug:slug>/result/", ending.result, name="result"),
    path("s/<slug:slug>/result/picture.svg", ending.picture, name="picture"),
    path("s/<slug:slug>/result/<uuid:item>/<slug:key>.png", faces.result_face, name="result_face"),
    path("s/<slug:slug>/withdraw/", withdrawal.withdraw, name="withdraw"),
    path("withdraw/", withdrawal.withdraw_later, name="withdraw_later"),
    path("withdraw/done/", withdrawal.withdrawn, name="withdrawn"),
    path("photographs/", intake.photographs, name="photographs"),
    path("photographs/<uuid:photograph_id>/", intake.photograph, name="photograph"),
    path("photographs/<uuid:photograph_id>/face", intake.choose_face, name="choose_face"),
    path("photographs/<uuid:photograph_id>/label", intake.label, name="photograph_label"),
    path("photographs/<uuid:photograph_id>/delete", intake.delete, name="photograph_delete"),
    path("photographs/<uuid:photograph_id>/crop.png", intake.crop, name="photograph_crop"),
    path("photographs/<uuid:photograph_id>/original.jpg", intake.original, name="original"),
    path("studies/", studies.studies, name="studies"),
    path("draw/", studies.draw, name="draw"),
    path("studies/<slug:slug>/", studies.study, name="study"),
    path("studies/<slug:slug>/settings/", settings_page.study_settings, name="study_settings"),
    path(
        "studies/<slug:slug>/preview/<str:language>/", settings_page.preview, name="study_preview"
    ),
    path("studies/<slug:slug>/invitations/", invitations.invitations, name="invitations"),
    path("studies/<slug:slug>/run", studies.run_model, name="run_model"),
    path("studies/<slug:slug>/close", studies.close, name="close_study"),
    path("studies/<slug:slug>/publish", studies.publish, name="publish_study"),
    path("studies/<slug:slug>/results/", results.results, name="results"),
    path("studies/<slug:slug>/results/progress", results.run_progress, name="run_progress"),
    path("api/studies/<slug:slug>/state", participation_api.state, name="api_state"),
    path("api/studies/<slug:slug>/finish", participation_api.finish, name="api_finish"),
    path("api/photographs", intake_api.Photographs.as_view(), name="api_photographs"),
    path("api/runs/<uuid:run>", runs_api.RunProgress.as_view(), name="api_run"),
    path("api/recognize", runs_api.Recognize.as_view(), name="api_recognize"),
    path(
        "api/recognize/<uuid:recognition>",
        runs_api.RecognizeLater.as_view(),
        name="api_recognition",
    ),
]
