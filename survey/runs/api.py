"""POST /api/recognize: one photograph in, every face's box and probabilities out."""

import time
from typing import Any, cast
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.urls import reverse
from rest_framework import status
from rest_framework.authentication import SessionAuthentication
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from survey.api.described import FORM, Detail, described
from survey.intake.checks import Refused, check
from survey.models import ModelRun, Recognition
from survey.models.images import Reason
from survey.models.runs import Status
from survey.queue import enqueue
from survey.tasks import answer_recognition
from survey.team.programs import ByPassword

from .described import Faces, Photo, Progress, Queued, Refusal

WAIT_SECONDS = 8.0  # it holds one of the web server's threads
POLL_SECONDS = 0.05


class Recognize(APIView):
    """A worker answers; this process only waits. 200 with the faces, or 202 with where to ask."""

    # A program signs in with each request, a browser with its session and CSRF token.
    authentication_classes = (ByPassword, SessionAuthentication)
    parser_classes = (MultiPartParser,)

    @described(takes=Photo, media=FORM, gives={200: Faces, 202: Queued, 400: Refusal, 503: Detail})
    def post(self, request: Request) -> Response:
        file = request.FILES.get("photo")
        if file is None:
            return _bad("Send one photograph as the form field “photo”.")
        try:
            check(file)
        except Refused as error:
            return _bad(str(error.reason.label), error.reason)
        row = Recognition(requested_by=cast(User, request.user))
        with transaction.atomic():
            row.upload.save("", file, save=True)
            enqueue(answer_recognition, str(row.id))
        until = time.monotonic() + WAIT_SECONDS
        while row.status == Status.QUEUED and time.monotonic() < until:
            time.sleep(POLL_SECONDS)
            row.refresh_from_db()
        return _answer(row)


class RecognizeLater(APIView):
    authentication_classes = Recognize.authentication_classes

    @described(gives={200: Faces, 202: Queued, 400: Refusal, 404: Detail, 503: Detail})
    def get(self, request: Request, recognition: UUID) -> Response:
        return _answer(get_object_or_404(Recognition, pk=recognition, requested_by=request.user))


def _answer(row: Recognition) -> Response:
    if row.status == Status.QUEUED:
        later = reverse("api_recognition", args=[row.id])
        return Response({"status": "queued", "url": later}, status=202, headers={"Location": later})
    row.forget()
    if row.status == Status.DONE:
        return Response({"faces": row.faces})
    if row.reason in Reason.values:
        return _bad(str(Reason(row.reason).label), row.reason)
    return Response({"detail": "No model is installed."}, status=503)


def _bad(detail: str, reason: str = "") -> Response:
    return Response({"detail": detail, "reason": reason}, status=status.HTTP_400_BAD_REQUEST)


class RunProgress(APIView):
    """How far a run is, for the page's bar."""

    @described(gives={200: Progress, 404: Detail})
    def get(self, request: Request, run: UUID) -> Response:
        found: Any = get_object_or_404(ModelRun.objects.select_related("study"), pk=run)
        return Response(
            {
                "status": found.status,
                "answered": found.predictions.count(),
                "images": found.study.items.present().count(),
                "reason": found.why,
            }
        )
