"""The API behind the question page. Nothing here knows a truth or a model's answer.

Plain views: Django REST framework would spend more time on an answer than the database does.
"""

from collections.abc import Callable
from functools import wraps

from csp.decorators import csp_exempt
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from survey.api.described import described
from survey.models.answers import KeyReused

from . import steps
from .batch import Invalid, batch_of, body_of
from .described import SOMETHING, Batch, Confirmed, Missing, Next, Refusal, Where
from .session import participant_of, token_of
from .state import state_of

View = Callable[[HttpRequest, str], JsonResponse]

REFUSALS: dict[type[Exception], tuple[int, str]] = {
    steps.UnknownParticipant: (401, "This browser takes no part here."),
    steps.InvitationUsed: (403, "This invitation has been used."),
    steps.UnknownItem: (404, "This study has no such image."),
    steps.AlreadyFinished: (409, "You have finished this survey."),
    steps.StudyClosed: (409, "This study is closed."),
    steps.Withdrawn: (409, "You have withdrawn from this survey."),
    KeyReused: (422, "This key was used for another answer."),
}


def explaining_refusals(view: View) -> View:
    """A refusal is {"detail": a sentence, "reason": its name}; who isn't known hears no more."""

    @wraps(view)
    def explained(request: HttpRequest, slug: str) -> JsonResponse:
        try:
            if not token_of(request, slug):
                raise steps.UnknownParticipant
            return view(request, slug)
        except tuple(REFUSALS) as error:
            code, detail = REFUSALS[type(error)]
            return JsonResponse({"detail": detail, "reason": type(error).__name__}, status=code)
        except Invalid as error:
            return JsonResponse({"detail": str(error), "reason": "Invalid"}, status=400)

    return explained


@described("GET", gives={200: Where, 401: Refusal, 409: Refusal})
@require_GET
@explaining_refusals
def state(request: HttpRequest, slug: str) -> JsonResponse:
    """Where the participant is: see state_of."""
    participant = participant_of(request, slug)
    if participant is None:
        raise steps.UnknownParticipant
    if participant.is_withdrawn:
        raise steps.Withdrawn
    return JsonResponse(state_of(participant))


@described(
    "POST",
    takes=Batch,
    limits=SOMETHING,
    gives={200: Confirmed, **dict.fromkeys((400, 401, 403, 404, 409, 422), Refusal)},
)
@csp_exempt()  # type: ignore[arg-type]  # it forgets what else a view is given
@require_POST
@explaining_refusals
def answers(request: HttpRequest, slug: str) -> JsonResponse:
    """Takes a batch of answers, all or none; replies with the keys that are safe now."""
    batch = batch_of(body_of(request))
    steps.answer(slug, token_of(request, slug), batch.answers, batch.skipped)
    return JsonResponse({"confirmed": batch.keys})


@described("POST", gives={200: Next, 401: Refusal, 409: Missing | Refusal})
@require_POST
@explaining_refusals
def finish(request: HttpRequest, slug: str) -> JsonResponse:
    """All is answered: the participant's result is there."""
    try:
        steps.finish(slug, token_of(request, slug))
    except steps.Unanswered as error:
        return JsonResponse({"missing": error.missing}, status=409)
    return JsonResponse({"result": reverse("result", args=[slug])})
