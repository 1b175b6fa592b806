"""The usual request, one answer to an image by somebody who may give it, in one statement.

To ask first and store then takes a transaction of two statements, and the server several times
as long: python -m tests.load measures it.
"""

from collections.abc import Mapping
from uuid import UUID

from django.db import IntegrityError, connection
from django.utils import timezone

from survey.models import Answer
from survey.models.answers import unless_newer
from survey.models.participants import token_digest

FIELDS = {field.name: field for field in Answer._meta.concrete_fields}
CONTENT = ("key", "sequence", "choice", "response_ms", "hidden", "answered_at")
STORE = """
INSERT INTO survey_answer
    (key, sequence, choice, response_ms, hidden, answered_at, participant_id, item_id)
SELECT %s, %s, %s, %s, %s, %s, participant.id, item.id
FROM survey_participant participant
JOIN survey_study study ON study.id = participant.study_id
JOIN survey_studyitem item ON item.study_id = study.id
WHERE participant.token_digest = %s AND study.slug = %s AND item.id = %s
    AND study.state IN ('open', 'paused')
    AND (study.closes_at IS NULL OR study.closes_at > %s)
    AND participant.finished_at IS NULL AND participant.withdrawn_at IS NULL
    AND participant.invitation_id IS NULL
"""
# Who has waited for this row looks at it again: an answer that comes while its participant
# finishes is stored before that, or not at all. SQLite lets nobody else write meanwhile.
HOLD = "FOR UPDATE OF participant"
KEEP = f"{unless_newer(Answer)} RETURNING key"


def keep_at_once(slug: str, token: str, item: UUID, content: Mapping[str, object]) -> bool:
    """Store the answer *content* to *item*; False where it isn't so simple: nothing is stored."""
    hold = HOLD if connection.features.has_select_for_update else ""
    values = [FIELDS[name].get_db_prep_save(content[name], connection) for name in CONTENT]
    image = FIELDS["item"].get_db_prep_save(item, connection)
    now = FIELDS["answered_at"].get_db_prep_save(timezone.now(), connection)
    try:
        with connection.cursor() as cursor:
            # All text is this program's own; what people sent goes in as parameters.
            cursor.execute(
                f"{STORE} {hold} {KEEP}", [*values, token_digest(token), slug, image, now]
            )
            return cursor.fetchone() is not None
    except IntegrityError:  # the key stands under another image or participant
        return False
