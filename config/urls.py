"""Every address: the site's own ones stand in survey/urls.py."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("survey.urls")),
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
]
