"""The API behind the labelling page: the same as participants' pages speak.

Nothing here knows a file's name, a person, an intention, a model's answer or another labeller's.
"""

from django.http import JsonResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from rest_framework.request import Request
from rest_framework.views import APIView

from survey.api.described import Detail, described
from survey.models import Expression
from survey.participation.batch import Invalid, batch_of, body_of
from survey.participation.described import Confirmed, Next, Refusal

from .described import Labels as Sent
from .described import Where
from .label import UNSURE, Given, UnknownItem, keep, labeller_of, state_of

CHOICES = frozenset([*Expression.values, UNSURE])


class Labels(APIView):
    @described(gives={200: Where})
    def get(self, request: Request) -> JsonResponse:
        """Where this labeller is: see state_of."""
        response = JsonResponse(state_of(labeller_of(request.user)))
        add_never_cache_headers(response)
        return response

    @described(takes=Sent, gives={200: Confirmed, 400: Refusal | Detail, 404: Refusal})
    def post(self, request: Request) -> JsonResponse:
        """Takes a batch of choices, all or none; replies with the keys that are safe now."""
        try:
            batch = batch_of(body_of(request._request), CHOICES)
            choices = [
                Given(each.item, plain_choice(each.choice), each.sequence, each.response_ms)
                for each in batch.answers
            ]
            keep(labeller_of(request.user), choices)
        except Invalid as error:
            return JsonResponse({"detail": str(error), "reason": "Invalid"}, status=400)
        except UnknownItem:
            detail = {"detail": "There is no such photograph to label.", "reason": "UnknownItem"}
            return JsonResponse(detail, status=404)
        return JsonResponse({"confirmed": batch.keys})


def plain_choice(sent: str) -> str:
    return "" if sent == UNSURE else sent


class Finish(APIView):
    @described(gives={200: Next})
    def post(self, request: Request) -> JsonResponse:
        """All faces of the page are done: the next ones are there, or a thank-you."""
        del request
        return JsonResponse({"result": reverse("labelling")})
