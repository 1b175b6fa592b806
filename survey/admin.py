"""Django's own admin, for looking things up: what can be changed is changed on the site's pages."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from .models import ModelRun, Participant, Photograph, Study

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin


class ReadOnly(ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Photograph)
class PhotographAdmin(ReadOnly):
    list_display = ("name", "kind", "expression", "status", "reason", "created_at")
    list_filter = ("status", "kind", "expression", "demo")
    search_fields = ("name", "source", "person")
    exclude = ("upload",)


@admin.register(Study)
class StudyAdmin(ReadOnly):
    list_display = ("slug", "title", "state", "created_at", "published")


@admin.register(Participant)
class ParticipantAdmin(ReadOnly):
    list_display = (
        "id",
        "study",
        "language",
        "consented_at",
        "finished_at",
        "withdrawn_at",
        "simulated",
    )
    list_filter = ("study", "simulated")
    exclude = ("token_digest", "receipt_digest", "seed")


@admin.register(ModelRun)
class ModelRunAdmin(ReadOnly):
    list_display = ("name", "study", "status", "created_at", "finished_at")
    list_filter = ("status", "study")
