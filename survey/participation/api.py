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

from survey.models import Expression, Participant, StudyItem

from . import steps
from .session import participant_of

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

    def to_internal_value(self, data: Any) -> Any:
        # str(True) is a string that a ChoiceField would compare; only texts are choices.
        if isinstance(data, dict) and not isinstance(data.get("choice"), str):
            raise serializers.ValidationError({"choice": "This must be one of the expressions."})
        return steps.Given(**super().to_internal_value(data))


class AnswersSerializer(serializers.Serializer[Any]):
    answers = serializers.ListField(
        child=GivenSerializer(), allow_empty=False, max_length=MOST_ANSWERS
    )


class ParticipantAuthentication(SessionAuthentication):
    """A participant's cookie in place of a user's session, with the same CSRF check."""

    def authenticate(self, request: Request) -> tuple[Any, Participant]:
        slug = request.parser_context["kwargs"]["slug"]
        participant = participant_of(request._request, slug)
        if participant is None:
            raise NotAuthenticated
        self.enforce_csrf(request)
        return None, participant

    def authenticate_header(self, request: Request) -> str:
        return "Cookie"


class ParticipantView(APIView):
    authentication_classes = (ParticipantAuthentication,)
    permission_classes = ()
    parser_classes = (BoundedJSONParser,)

    def handle_exception(self, exc: Exception) -> Response:
        for kind, code, detail in REFUSALS:
            if isinstance(exc, kind):
                return Response({"detail": detail}, status=code)
        return super().handle_exception(exc)


REFUSALS = (
    (steps.UnknownItem, status.HTTP_404_NOT_FOUND, "This study has no such image."),
    (steps.AlreadyFinished, status.HTTP_409_CONFLICT, "You have finished this survey."),
    (steps.StudyClosed, status.HTTP_409_CONFLICT, "This study is closed."),
    (steps.KeyReused, 422, "This key was used for another answer."),
)


def participant_in(request: Request) -> Participant:
    return cast(Participant, request.auth)


class State(ParticipantView):
    """Where the participant is: the images in their own order and the answers so far."""

    def get(self, request: Request, slug: str) -> Response:
        participant = participant_in(request)
        items = participant.in_order(StudyItem.objects.filter(study=participant.study_id))
        answers = dict(participant.answers.values_list("item_id", "choice"))
        last = participant.answers.order_by("-sequence").values_list("sequence", flat=True).first()
        faces = [
            {"id": item.id, "face": reverse("item_face", args=[slug, item.id])} for item in items
        ]
        return Response(
            {
                "items": faces,
                "answers": {str(item): choice for item, choice in answers.items()},
                "sequence": last or 0,
                "finished": participant.is_finished,
            }
        )


class Answers(ParticipantView):
    """Takes a batch of answers, all or none; replies with the keys that are safe now."""

    def post(self, request: Request, slug: str) -> Response:
        serializer = AnswersSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        confirmed = steps.answer(participant_in(request), serializer.validated_data["answers"])
        return Response({"confirmed": confirmed})


class Finish(ParticipantView):
    def post(self, request: Request, slug: str) -> Response:
        try:
            steps.finish(participant_in(request))
        except steps.Unanswered as error:
            return Response({"missing": error.missing}, status=status.HTTP_409_CONFLICT)
        return Response({"result": reverse("result", args=[slug])})
