"""Where a running study is watched, and the work that waits or failed."""

from django.urls import URLPattern, path

from survey.access import Role, only

from . import jobs_views, people_views, views

urlpatterns: list[URLPattern] = [
    path("studies/<slug:slug>/watch/", only(views.watch, Role.EDITOR), name="watch"),
    path("studies/<slug:slug>/watch/now", only(views.watch_now, Role.EDITOR), name="watch_now"),
    path(
        "studies/<slug:slug>/participants/",
        only(people_views.participants, Role.EDITOR),
        name="participants",
    ),
    path(
        "studies/<slug:slug>/participants/exclude",
        only(people_views.exclude_flagged, Role.EDITOR),
        name="exclude_flagged",
    ),
    path(
        "studies/<slug:slug>/participants/<uuid:participant_id>/",
        only(people_views.participant, Role.EDITOR),
        name="participant",
    ),
    path(
        "studies/<slug:slug>/participants/<uuid:participant_id>/restore",
        only(people_views.restore, Role.EDITOR),
        name="restore_participant",
    ),
    path("models/jobs/", only(jobs_views.jobs, Role.EDITOR), name="jobs"),
    path("models/jobs/now", only(jobs_views.jobs_now, Role.EDITOR), name="jobs_now"),
    path("models/jobs/retry", only(jobs_views.retry, Role.EDITOR), name="retry_job"),
]
