"""Every address: the site's own ones stand in survey/urls.py."""

from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from survey.access import public

handler404 = "survey.api.views.not_found"

urlpatterns = [
    path("", include("survey.urls")),
    path("admin/", admin.site.urls),  # for owners: survey/team/admin_site.py
    path("i18n/setlang/", public(set_language), name="set_language"),
]
