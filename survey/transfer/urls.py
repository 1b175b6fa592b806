"""Where answers that were collected elsewhere come in."""

from django.urls import URLPattern, path

from survey.access import Role, only

from . import views

urlpatterns: list[URLPattern] = [
    path(
        "studies/<slug:slug>/import/",
        only(views.answer_imports, Role.EDITOR),
        name="answer_imports",
    ),
    path(
        "studies/<slug:slug>/import/<int:number>/take-back",
        only(views.take_back_import, Role.EDITOR),
        name="take_back_import",
    ),
    path(
        "studies/<slug:slug>/import/<str:token>/",
        only(views.answer_import, Role.EDITOR),
        name="answer_import",
    ),
]
