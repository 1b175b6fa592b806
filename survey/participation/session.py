"""Who is answering: a random secret in a cookie, of which the database keeps only a digest."""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.http import urlsafe_base64_encode

from survey.models import Participant
from survey.models.participants import token_digest

View = Callable[..., HttpResponse]

KEPT_SECONDS = 60 * 60 * 24 * 60  # long enough to go on after a summer's holiday


def cookie_name(slug: str) -> str:
    return f"participant-{slug}"


def token_of(request: HttpRequest, slug: str) -> str:
    """This browser's secret for the study *slug*; "" where it has none."""
    return request.COOKIES.get(cookie_name(slug), "")


def participant_of(request: HttpRequest, slug: str) -> Participant | None:
    """The participant of the study *slug* that this browser is: running, finished or withdrawn."""
    token = token_of(request, slug)
    if not token:
        return None
    participant = Participant.objects.with_token(slug, token).select_related("study").first()
    if participant and participant.receipt_digest is None:  # began before there were any
        participant.receipt_digest = token_digest(receipt_of(token))
        participant.save(update_fields=["receipt_digest"])
    return participant


def token_for(slug: str, page: str) -> str:
    """The secret for whoever begins with one *page*, by its number of chance.

    However often that page is sent, by a double tap or after a reply that was lost, it is one
    person who begins.
    """
    mac = salted_hmac("survey.participant", f"{slug} {page}", algorithm="sha256")
    return urlsafe_base64_encode(mac.digest())


def remember(response: HttpResponse, slug: str, token: str, *, secure: bool) -> None:
    response.set_cookie(
        cookie_name(slug),
        token,
        max_age=KEPT_SECONDS,
        httponly=True,
        secure=secure,
        samesite="Lax",
    )


def renewed(request: HttpRequest, response: HttpResponse, slug: str) -> HttpResponse:
    """*response*, with which this browser's days of being remembered begin anew."""
    remember(response, slug, token_of(request, slug), secure=request.is_secure())
    return response


def forget(response: HttpResponse, slug: str) -> None:
    response.delete_cookie(cookie_name(slug), samesite="Lax")


def receipt_of(token: str) -> str:
    """The code with which this participant can withdraw later, from anywhere: 80 bits.

    It follows from the secret, so that the pages can show it again and again; the secret does
    not follow from it, so that whoever finds a noted code can't answer in someone's name.
    """
    mac = hmac.digest(token.encode("utf-8", "replace"), b"receipt", hashlib.sha256)
    letters = base64.b32encode(mac[:10]).decode()
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def as_receipt(typed: str) -> str:
    """What a person typed, as ``receipt_of`` writes it: case, spaces, 0 and 1 don't matter."""
    letters = re.sub(r"[^A-Z2-7]", "", typed.upper().replace("0", "O").replace("1", "I"))
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def secret_address(view: View) -> View:
    """For pages with a secret in their address: nobody that they load from or lead to learns it.

    The site's own name goes along, which Django's protection of forms wants to see.
    """

    @wraps(view)
    def careful(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "strict-origin"
        return response

    return careful
