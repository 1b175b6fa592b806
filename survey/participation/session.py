"""Who is answering: a random secret in a cookie, of which the database keeps only a digest."""

from django.http import HttpRequest, HttpResponse

from survey.models import Participant

KEPT_SECONDS = 60 * 60 * 24 * 60  # long enough to go on after a summer's holiday


def cookie_name(slug: str) -> str:
    return f"participant-{slug}"


def participant_of(request: HttpRequest, slug: str) -> Participant | None:
    """The participant of the study *slug* that this browser is, finished or not."""
    token = request.COOKIES.get(cookie_name(slug))
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
