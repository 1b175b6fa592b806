"""Who is answering: a random secret in a cookie, of which the database keeps only a digest."""

import base64
import hashlib
import hmac
import re

from django.http import HttpRequest, HttpResponse

from survey.models import Participant

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
    return Participant.objects.with_token(slug, token).select_related("study").first()


def remember(response: HttpResponse, slug: str, token: str, *, secure: bool) -> None:
    response.set_cookie(
        cookie_name(slug),
        token,
        max_age=KEPT_SECONDS,
        httponly=True,
        secure=secure,
        samesite="Lax",
    )


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
