"""The API behind the question page. Nothing here knows a truth or a model's answer."""

import json
from typing import Any, cast

from django.urls import reverse
from rest_framework import serializers, status
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import NotAuthenticated, ParseError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from survey.models import Expression
from survey.models.answers import KeyReused

from . import steps
from .session import participant_of, token_of
from .state import state_of

MOST_BYTES = 100_000  # a batch of 100 answers takes 20 kB
MOST_ANSWERS = 100


class BoundedJSONParser(BaseParser):
    """JSON of a bounded size: DRF's own parser reads whatever comes, as deep as it comes."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        data = stream.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise ParseError("The request is too large.")
        try:
            found = json.loads(data, parse_constant=self._refuse)
            # Half a surrogate pair is a text that no reply and no database can hold.
            json.dumps(found, ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            raise ParseError("This is not JSON.") from None
        return found

    @staticmethod
    def _refuse(constant: str) -> None:
        raise ValueError(constant)  # NaN and Infinity are Python's, not JSON's


class GivenSerializer(serializers.Serializer[steps.Given]):
    key = serializers.UUIDField()
    item = serializers.UUIDField()
    choice = serializers.ChoiceField(Expression.values)
    sequence = serializers.IntegerField(min_value=1, max_value=1_000_000)
    response_ms = serializers.IntegerField(
        min_value=0, max_value=86_400_000, allow_null=True, default=None
    )
    hidden = serializers.BooleanField(default=False)

    def to_internal_value(self, data: Any) -> Any:
        # str(True) is a string that a ChoiceField would compare; only texts are choices.
        if isinstance(data, dict) and not isinstance(data.get("choice"), str):
            raise serializers.ValidationError({"choice": "This must be one of the expressions."})
        return steps.Given(**super().to_internal_value(data))


class SkippedSerializer(serializers.Serializer[Any]):
    """An image that the device couldn't show. The key only serves to confirm it."""

    key = serializers.UUIDField()
    item = serializers.UUIDField()


class AnswersSerializer(serializers.Serializer[Any]):
    answers = serializers.ListField(child=GivenSerializer(), max_length=MOST_ANSWERS, default=list)
    skipped = serializers.ListField(
        child=SkippedSerializer(), max_length=MOST_ANSWERS, default=list
    )

    def validate(self, attrs: Any) -> Any:
        if not (attrs["answers"] or attrs["skipped"]):
            raise serializers.ValidationError("There is nothing in it.")
        return attrs


class Secret(str):
    """A participant's token, as their browser sent it: whose it is, the steps find out."""


class ParticipantAuthentication(SessionAuthentication):
    """A participant's cookie in place of a user's session, with the same CSRF check."""

    def authenticate(self, request: Request) -> tuple[Any, Secret]:
        token = token_of(request._request, request.parser_context["kwargs"]["slug"])
        if not token:
            raise NotAuthenticated
        self.enforce_csrf(request)
        return None, Secret(token)

    def authenticate_header(self, request: Request) -> str:
        return "Cookie"


REFUSALS = (
    (steps.UnknownParticipant, status.HTTP_401_UNAUTHORIZED, "This browser takes no part here."),
    (steps.UnknownItem, status.HTTP_404_NOT_FOUND, "This study has no such image."),
    (steps.AlreadyFinished, status.HTTP_409_CONFLICT, "You have finished this survey."),
    (steps.StudyClosed, status.HTTP_409_CONFLICT, "This study is closed."),
    (steps.InvitationUsed, status.HTTP_403_FORBIDDEN, "This invitation has been used."),
    (steps.Withdrawn, status.HTTP_410_GONE, "You have withdrawn from this survey."),
    (KeyReused, 422, "This key was used for another answer."),
)


class ParticipantView(APIView):
    authentication_classes = (ParticipantAuthentication,)
    permission_classes = ()
    parser_classes = (BoundedJSONParser,)

    def handle_exception(self, exc: Exception) -> Response:
        for kind, code, detail in REFUSALS:
            if isinstance(exc, kind):
                body = {"detail": detail, "reason": kind.__name__}
                return Response(body, status=code)
        return super().handle_exception(exc)


class State(ParticipantView):
    """Where the participant is: see state_of."""

    def get(self, request: Request, slug: str) -> Response:
        participant = participant_of(request._request, slug)
        if participant is None:
            raise steps.UnknownParticipant
        if participant.is_withdrawn:
            raise steps.Withdrawn
        return Response(state_of(participant))


class Answers(ParticipantView):
    """Takes a batch of answers, all or none; replies with the keys that are safe now."""

    def post(self, request: Request, slug: str) -> Response:
        serializer = AnswersSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        given = serializer.validated_data["answers"]
        skipped = serializer.validated_data["skipped"]
        steps.answer(slug, cast(Secret, request.auth), given, [each["item"] for each in skipped])
        keys = [new.key for new in given] + [each["key"] for each in skipped]
        return Response({"confirmed": keys})


class Finish(ParticipantView):
    def post(self, request: Request, slug: str) -> Response:
        try:
            steps.finish(slug, cast(Secret, request.auth))
        except steps.Unanswered as error:
            return Response({"missing": error.missing}, status=status.HTTP_409_CONFLICT)
        return Response({"result": reverse("result", args=[slug])})
