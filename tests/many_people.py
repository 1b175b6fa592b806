"""python -m tests.many_people [PEOPLE]: how long an editor waits where so many took part.

Makes a study of 100 images in a new database (SQLite, in a temporary folder), with PEOPLE people
(100,000) over 30 days: 80% finished, 12% gave up, 5% withdrew, 3% in the middle of it now. Answers
are made for the unfinished ones and for a tenth of those who finished (pages read no others').
Prints queries and milliseconds of each page, sign-in included, the first time and the next times.
"""

import os
import sys
import tempfile
import time
from typing import Any

PEOPLE = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
TIMES = 5

PARTICIPANTS = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s)
INSERT INTO survey_participant (id, study_id, token_digest, seed, language, consent_version,
    consented_at, age_band, gender, experience, simulated, excluded_reason,
    finished_at, withdrawn_at, longest_run, top_share, median_ms, checks_asked, checks_failed,
    repeats_asked, repeats_same, skipped, took_seconds)
SELECT lower(hex(randomblob(16))), %s, hex(randomblob(32)), i, iif(i %% 5, 'ko', 'en'), '1',
    began, '', '', '', 0, '',
    iif(kind < 80, datetime(began, '+8 minutes') || '.000001', NULL),
    iif(kind >= 95, datetime(began, '+8 minutes') || '.000001', NULL),
    iif(kind < 80, 2 + (i %% 47) / 4, NULL), iif(kind < 80, 0.2 + (i %% 50) / 100.0, NULL),
    iif(kind < 80, 350 + abs(random()) %% 3000, NULL), iif(kind < 80, 3, NULL),
    iif(kind < 80, (i %% 40 = 0) * 2, NULL), iif(kind < 80, 5, NULL), iif(kind < 80, 4, NULL),
    iif(kind < 80, i %% 100 = 1, NULL), iif(kind < 80, 300 + abs(random()) %% 900, NULL)
FROM (SELECT i, i %% 100 AS kind, strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now',
    iif(i %% 100 BETWEEN 92 AND 94, -(i %% 1200) || ' seconds',
        -(3600 + abs(random()) %% 2592000) || ' seconds')) AS began FROM n)
"""
ANSWERS = """
INSERT INTO survey_answer
    (key, sequence, choice, response_ms, hidden, answered_at, participant_id, item_id)
SELECT lower(hex(randomblob(16))), item.position, 'sad', 900, 0,
    strftime('%Y-%m-%d %H:%M:%f', p.consented_at, (item.position * 4) || ' seconds'),
    p.id, item.id
FROM survey_participant p JOIN survey_studyitem item ON item.study_id = p.study_id
WHERE p.withdrawn_at IS NULL AND (
    (p.finished_at IS NULL AND item.position < p.seed % 97)
    OR (p.finished_at IS NOT NULL AND p.seed % 10 = 0))
"""


def made() -> Any:
    from django.db import connection

    from survey.models import Study, StudyItem
    from survey.models.expressions import Expression
    from tests.survey.conftest import open_study, ready_photograph

    study: Study = open_study("many", attention_checks=3, repeats=5)
    for number in range(100):
        expression = Expression.values[number % 5]
        photograph = ready_photograph("public", expression, number)
        fields = {"position": number, "truth": expression, "kind": "public"}
        StudyItem.objects.create(study=study, photograph=photograph, **fields)
    with connection.cursor() as cursor:
        cursor.execute(PARTICIPANTS, [PEOPLE, study.pk])
        cursor.execute(ANSWERS)
        cursor.execute("ANALYZE")
        cursor.execute("SELECT count(*) FROM survey_answer")
        print(f"{PEOPLE} people, {cursor.fetchone()[0]} answers")
    return study


def pages(study: Any) -> dict[str, str]:
    from django.urls import reverse

    from survey.models import Participant

    people = reverse("participants", args=[study.slug])
    one = str(Participant.objects.order_by("pk").values_list("pk", flat=True)[0])
    return {
        "watch": reverse("watch", args=[study.slug]),
        "watch, a poll": reverse("watch_now", args=[study.slug]),
        "participants": people,
        "the last page": f"{people}?page=last",
        "page 1000, oldest": f"{people}?page=1000&order=oldest",
        "finished": f"{people}?state=finished",
        "in the middle": f"{people}?state=middle",
        "gave up": f"{people}?state=stopped",
        "withdrew": f"{people}?state=withdrawn",
        "flagged": f"{people}?flag=some",
        "flagged, people": f"{people}?flag=straight&group=people&excluded=no",
        "excluded": f"{people}?excluded=yes",
        "one participant": reverse("participant", args=[study.slug, one]),
        "exclude flagged": reverse("exclude_flagged", args=[study.slug]) + "?flag=straight",
        "the study": reverse("study", args=[study.slug]),
    }


def measure(client: Any, address: str) -> tuple[int, list[float]]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        taken = [_timed(client, address)]
    most = len(queries)
    return most, taken + [_timed(client, address) for _ in range(TIMES)]


def _timed(client: Any, address: str) -> float:
    start = time.perf_counter()
    response = client.get(address)
    taken = 1000 * (time.perf_counter() - start)
    assert response.status_code == 200, (address, response.status_code)
    return taken


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PYOJEONG_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        os.environ["DEBUG"] = "1"  # the static files needn't be collected
        import django

        django.setup()
        from django.conf import settings
        from django.contrib.auth.models import User
        from django.core.management import call_command
        from django.test import Client

        settings.DEBUG = False
        settings.ALLOWED_HOSTS = ["*"]
        call_command("migrate", verbosity=0)
        study = made()
        client = Client()
        client.force_login(User.objects.create_superuser("editor"))
        client.get("/")
        print(f"{'':<20}{'queries':>8}{'first ms':>10}{'next ms':>10}")
        for name, address in pages(study).items():
            queries, (first, *rest) = measure(client, address)
            print(f"{name:<20}{queries:>8}{first:>10.0f}{max(rest):>10.0f}")


if __name__ == "__main__":
    main()
