"""Django's own admin, for looking things up: what can be changed is changed on the site's pages."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from .models import ModelRun, Participant, Photograph, Study

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin


# People are looked after on the team page, where it is written down.
for managed_there in (User, Group, TOTPDevice, StaticDevice):
    admin.site.unregister(managed_there)


class ReadOnly(ModelAdmin):
    # Who comes this far is an owner: survey/team/admin_site.py.
    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

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
