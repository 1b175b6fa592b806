"""The upload page's API: one file a request, so that each has its own progress and verdict."""

from typing import Any
from uuid import UUID

from django.db import OperationalError
from django.urls import reverse
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from survey.api.described import FORM, Detail, Query, described
from survey.models import Photograph

from .described import Complaints, Outcome, Upload, Waiting
from .described import Photographs as Found
from .finding import counts
from .forms import UploadForm
from .store import DiskFull, is_full
from .views import DISK_FULL, take_and_enqueue

MOST_IDS = 500


class Photographs(APIView):
    parser_classes = (MultiPartParser,)

    @described(
        takes=Upload,
        media=FORM,
        gives={200: Outcome, 201: Outcome, 400: Complaints | Detail, 507: Complaints},
    )
    def post(self, request: Request) -> Response:
        """Take one file (a ZIP may bring many photographs)."""
        try:
            return self._take(request)
        except (OSError, OperationalError) as error:  # the disk may fill up while it is received
            if isinstance(error, DiskFull) or is_full(error):
                return Response({"detail": [DISK_FULL]}, 507)
            raise

    def _take(self, request: Request) -> Response:
        form = UploadForm(request.POST, request.FILES)
        file = request.FILES.get("file")
        if not form.is_valid():
            return Response({"detail": form.named_errors()}, 400)
        if file is None:
            return Response({"detail": ["Send one file as the form field “file”."]}, 400)
        outcome = take_and_enqueue(request._request, form, [(file.name or "", file)])
        return Response(
            {
                "new": [as_json(photograph) for photograph in outcome.new],
                "known": [as_json(photograph) for photograph in outcome.known],
                "refused": [{"name": name, "reason": why} for name, why in outcome.refused],
            },
            201 if outcome.new else 200,
        )

    @described(gives={200: Found}, query=(Query("ids", str, "Their ids, with commas between."),))
    def get(self, request: Request) -> Response:
        """What became of the photographs named by ?ids=…,…"""
        ids = []
        for text in request.query_params.get("ids", "").split(",")[:MOST_IDS]:
            try:
                ids.append(UUID(text))
            except ValueError:
                continue
        found = Photograph.objects.filter(pk__in=ids).defer("crop", "faces")
        return Response({"photographs": [as_json(photograph) for photograph in found]})


class Counts(APIView):
    @described(gives={200: Waiting})
    def get(self, request: Request) -> Response:
        """How many are still in work, and how many need somebody: also of earlier uploads."""
        known = {status: count for status, _words, count in counts()}
        return Response({status: known[status] for status in ("queued", "review")})


def as_json(photograph: Photograph) -> dict[str, Any]:
    ready = photograph.status == Photograph.Status.READY
    return {
        "id": photograph.id,
        "name": photograph.name,
        "status": photograph.status,
        "status_label": photograph.get_status_display(),
        "code": photograph.reason,
        "reason": photograph.get_reason_display() if photograph.reason else "",
        "expression": photograph.get_expression_display() if photograph.expression else "",
        "crop": reverse("photograph_crop", args=[photograph.id]) if ready else None,
        "page": reverse("photograph", args=[photograph.id]),
        "review": f"{reverse('review')}?photograph={photograph.id}",
    }
