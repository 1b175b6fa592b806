"""Single-use invitations. Their secrets are known once, when they are made."""

import csv
import io
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from survey.models import Invitation, Study
from survey.models.participants import token_digest
from survey.spreadsheets import harmless


@dataclass(frozen=True)
class Invited:
    label: str
    token: str
    link: str


def invite(study: Study, labels: Sequence[str]) -> list[Invited]:
    """A new invitation for each of *labels*; "" for one without a label."""
    made = [_invited(study, label, secrets.token_urlsafe(16)) for label in labels]
    Invitation.objects.bulk_create(
        Invitation(study=study, label=each.label, token_digest=token_digest(each.token))
        for each in made
    )
    return made


def _invited(study: Study, label: str, token: str) -> Invited:
    link = settings.SITE_URL + reverse("invitation", args=[study.slug, token])
    return Invited(label, token, link)


def as_table(invited: Iterable[Invited]) -> str:
    """CSV, which spreadsheets open as text: a label can't be a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["label", "link"])
    writer.writerows([harmless(each.label), each.link] for each in invited)
    return out.getvalue()
