"""Where the API is described."""

from django.urls import URLPattern, path

from survey.access import public

from .views import Description

urlpatterns: list[URLPattern] = [
    path("api/schema/", public(Description.as_view()), name="api_schema"),
]
