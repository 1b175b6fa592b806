"""The site's addresses, in the order of the way: take part, photographs, studies, results, API.

Each says for whom it is: public(), or only() for people with one of the roles named.
"""

from django.contrib.auth import views as auth
from django.urls import URLPattern, path

from survey.access import Role, only, public
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
    path("api/studies/<slug:slug>/answers", public(participation_api.answers), name="api_answers"),
    path("", public(participation.home), name="home"),
    path(
        "sign-in/", public(auth.LoginView.as_view(redirect_authenticated_user=True)), name="login"
    ),
    path("sign-out/", public(auth.LogoutView.as_view()), name="logout"),
    path("s/<slug:slug>/", public(start.participate), name="participate"),
    path(
        "s/<slug:slug>/invitation/<str:invitation>/", public(start.participate), name="invitation"
    ),
    path("s/<slug:slug>/about/", public(about.about), name="about"),
    path("s/<slug:slug>/plain/", public(plain.plain), name="plain"),
    path("s/<slug:slug>/later/", public(later.return_link), name="return_link"),
    path("s/<slug:slug>/return/<str:token>/", public(later.come_back), name="come_back"),
    path("s/<slug:slug>/faces/", public(participation.question), name="question"),
    path("s/<slug:slug>/faces/<uuid:item>.png", public(faces.item_face), name="item_face"),
    path("s/<slug:slug>/result/", public(ending.result), name="result"),
    path("s/<slug:slug>/result/picture.svg", public(ending.picture), name="picture"),
    path(
        "s/<slug:slug>/result/<uuid:item>/<slug:key>.png",
        public(faces.result_face),
        name="result_face",
    ),
    path("s/<slug:slug>/withdraw/", public(withdrawal.withdraw), name="withdraw"),
    path("withdraw/", public(withdrawal.withdraw_later), name="withdraw_later"),
    path("withdraw/done/", public(withdrawal.withdrawn), name="withdrawn"),
    path("photographs/", only(intake.photographs, Role.EDITOR), name="photographs"),
    path(
        "photographs/<uuid:photograph_id>/", only(intake.photograph, Role.EDITOR), name="photograph"
    ),
    path(
        "photographs/<uuid:photograph_id>/face",
        only(intake.choose_face, Role.EDITOR),
        name="choose_face",
    ),
    path(
        "photographs/<uuid:photograph_id>/label",
        only(intake.label, Role.EDITOR),
        name="photograph_label",
    ),
    path(
        "photographs/<uuid:photograph_id>/delete",
        only(intake.delete, Role.OWNER),
        name="photograph_delete",
    ),
    path(
        "photographs/<uuid:photograph_id>/crop.png",
        only(intake.crop, Role.EDITOR),
        name="photograph_crop",
    ),
    path(
        "photographs/<uuid:photograph_id>/original.jpg",
        only(intake.original, Role.EDITOR),
        name="original",
    ),
    path("studies/", only(studies.studies, Role.EDITOR, Role.READER), name="studies"),
    path("draw/", only(studies.draw, Role.EDITOR), name="draw"),
    path("studies/<slug:slug>/", only(studies.study, Role.EDITOR), name="study"),
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
    path("studies/<slug:slug>/run", only(studies.run_model, Role.EDITOR), name="run_model"),
    path("studies/<slug:slug>/close", only(studies.close, Role.EDITOR), name="close_study"),
    path("studies/<slug:slug>/publish", only(studies.publish, Role.EDITOR), name="publish_study"),
    path("studies/<slug:slug>/results/", public(results.results), name="results"),
    path("studies/<slug:slug>/results/progress", public(results.run_progress), name="run_progress"),
    path("api/studies/<slug:slug>/state", public(participation_api.state), name="api_state"),
    path("api/studies/<slug:slug>/finish", public(participation_api.finish), name="api_finish"),
    path(
        "api/photographs",
        only(intake_api.Photographs.as_view(), Role.EDITOR),
        name="api_photographs",
    ),
    path("api/runs/<uuid:run>", only(runs_api.RunProgress.as_view(), Role.EDITOR), name="api_run"),
    path("api/recognize", only(runs_api.Recognize.as_view(), Role.EDITOR), name="api_recognize"),
    path(
        "api/recognize/<uuid:recognition>",
        only(runs_api.RecognizeLater.as_view(), Role.EDITOR),
        name="api_recognition",
    ),
]
