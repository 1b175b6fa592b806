"""Where people take part."""

from django.urls import URLPattern, path

from survey.access import public

from . import about, api, ending, faces, later, plain, start, views, withdrawal

urlpatterns: list[URLPattern] = [
    path("api/studies/<slug:slug>/answers", public(api.answers), name="api_answers"),
    path("", public(views.home), name="home"),
    path("s/<slug:slug>/", public(start.participate), name="participate"),
    path(
        "s/<slug:slug>/invitation/<str:invitation>/", public(start.participate), name="invitation"
    ),
    path("s/<slug:slug>/about/", public(about.about), name="about"),
    path("s/<slug:slug>/plain/", public(plain.plain), name="plain"),
    path("s/<slug:slug>/later/", public(later.return_link), name="return_link"),
    path("s/<slug:slug>/return/<str:token>/", public(later.come_back), name="come_back"),
    path("s/<slug:slug>/faces/", public(views.question), name="question"),
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
    path("api/studies/<slug:slug>/state", public(api.state), name="api_state"),
    path("api/studies/<slug:slug>/finish", public(api.finish), name="api_finish"),
]
