"""Every list of the admin's with 100,000 rows in it: how long a page takes, and how many queries.

    python -m tests.lists [--photographs N] [--participants N] [--pages PART-OF-A-NAME]

On SQLite in a folder of its own, or on DATABASE_URL. Asked: at most 10 queries and 300 ms a page.
The baseline of each ratio is the same page with 100 rows.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FEW = 100
ROUNDS = 5
BATCH = 2_000


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photographs", type=int, default=100_000)
    parser.add_argument("--participants", type=int, default=100_000)
    parser.add_argument("--pages", default="", help="only those whose name holds this")
    return parser.parse_args()


def set_up(folder: str) -> None:
    os.environ["PYOJEONG_VAR"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def fill_photographs(count: int, first: int) -> None:
    """Private and public ones in every state, with crops as heavy as real ones."""
    from survey.models import Expression, LabelRule, Photograph, Subject

    subjects = [
        Subject(pseudonym=f"P-{n:06}", agreed_on="2026-01-01", in_survey=n % 7 > 0)
        for n in range(first, first + count, 4)
    ]
    Subject.objects.bulk_create(subjects, BATCH)
    states = [*["ready"] * 8, "review", "failed"]
    for numbers in _batches(first, count):
        Photograph.objects.bulk_create(
            Photograph(
                kind="private" if n % 2 else "public",
                name=f"IMG_{n:06}.jpg",
                source="" if n % 2 else "FER+",
                subject=subjects[(n - first) // 4] if n % 2 else None,
                expression=Expression.values[n % 5],
                rule=LabelRule.INTENTION if n % 2 else LabelRule.SOURCE,
                intended=Expression.values[n % 5] if n % 2 else "",
                agreement=0.7,
                digest=f"{n:064}",
                status=states[n // 10 % 10],
                reason={"review": "no_face", "failed": "damaged"}.get(states[n // 10 % 10], ""),
                width=350,
                height=350,
                crop=os.urandom(6_000) if states[n // 10 % 10] == "ready" else None,
            )
            for n in numbers
        )


def fill_participants(study: Any, count: int, first: int) -> None:
    """Most have finished, some are in the middle, a few were excluded or withdrew."""
    from datetime import timedelta

    from django.utils import timezone

    from survey.models import Participant

    now = timezone.now()
    for numbers in _batches(first, count):
        Participant.objects.bulk_create(
            Participant(
                study=study,
                token_digest=f"{n:064}",
                receipt_digest=f"r{n:063}",
                seed=n,
                language="ko" if n % 3 else "en",
                consent_version="1",
                consented_at=now - timedelta(minutes=n),
                finished_at=now - timedelta(minutes=n - 5) if n % 10 > 1 else None,
                withdrawn_at=now if n % 10 == 1 else None,
                excluded_at=now if n % 1000 == 2 else None,
                excluded_reason="checks" if n % 1000 == 2 else "",
                longest_run=12 if n % 50 == 3 else 4,
                top_share=0.3,
                median_ms=900 + n % 500,
                checks_asked=2,
                checks_failed=2 if n % 100 == 4 else 0,
            )
            for n in numbers
        )


def fill_events(count: int) -> None:
    from survey.models import Event

    for numbers in _batches(0, count):
        Event.objects.bulk_create(
            Event(actor_name="admin", verb="changed", target_kind="photograph", target_id=str(n))
            for n in numbers
        )


def _batches(first: int, count: int) -> Iterator[range]:
    for begin in range(first, first + count, BATCH):
        yield range(begin, min(begin + BATCH, first + count))


def pages(slug: str) -> dict[str, str]:
    """Name → address of every list, with and without filters."""
    from django.urls import NoReverseMatch, reverse

    from survey.models import Subject

    subject = Subject.objects.order_by("-pk").values_list("pk", flat=True)[0]
    wanted: dict[str, tuple[str, list[Any], str]] = {
        "photographs": ("photographs", [], ""),
        "photographs, filtered": ("photographs", [], "?status=ready&kind=private&expression=sad"),
        "photographs, page 500": ("photographs", [], "?page=500"),
        "review": ("review", [], ""),
        "people and consent": ("subjects", [], ""),
        "people, missing": ("subjects", [], "?state=missing"),
        "one person": ("subject", [subject], ""),
        "agreement": ("agreement", [], ""),
        "labelling": ("labelling", [], ""),
        "studies": ("studies", [], ""),
        "study": ("study", [slug], ""),
        "images of a draft": ("study_draw", ["draft"], ""),
        "watch": ("watch", [slug], ""),
        "participants": ("participants", [slug], ""),
        "participants, page 500": ("participants", [slug], "?page=500"),
        "models of a study": ("study_models", [slug], ""),
        "imports": ("answer_imports", [slug], ""),
        "invitations": ("invitations", [slug], ""),
        "models": ("checkpoints", [], ""),
        "jobs": ("jobs", [], ""),
        "team": ("team", [], ""),
        "audit trail": ("audit", [], ""),
    }
    found = {}
    for name, (page, arguments, query) in wanted.items():
        try:
            found[name] = reverse(page, args=arguments) + query
        except NoReverseMatch:
            print(f"no page {page}")
    return found


def measured(client: Any, address: str) -> tuple[int, float]:
    """Queries of one request and the median of its milliseconds, both without the first one."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    times, queries = [], 0
    for number in range(ROUNDS + 1):
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as context:
            response = client.get(address)
        if response.status_code != 200:
            raise SystemExit(f"{address}: {response.status_code}")
        if number:
            times.append(1000 * (time.perf_counter() - began))
            queries = len(context)
    return queries, statistics.median(times)


def measure_all(client: Any, slug: str, part: str) -> dict[str, tuple[int, float]]:
    return {
        name: measured(client, address) for name, address in pages(slug).items() if part in name
    }


def main() -> None:
    options = parsed()
    with tempfile.TemporaryDirectory() as folder:
        set_up(str(Path(folder)))
        from django.contrib.auth.models import User
        from django.test import Client

        from survey.models import Study
        from survey.studies.draw import draw_study

        fill_photographs(2 * FEW, 0)
        study = draw_study("faces", title="Faces", public=20, private=20, seed=1)
        Study.objects.create(slug="draft", title="Draft", seed=1)
        fill_participants(study, FEW, 0)
        client = Client(headers={"host": "localhost"})
        client.force_login(User.objects.create_superuser("admin"))
        few = measure_all(client, study.slug, options.pages)
        fill_photographs(options.photographs - 2 * FEW, 2 * FEW)
        fill_participants(study, options.participants - FEW, FEW)
        fill_events(options.photographs)
        many = measure_all(client, study.slug, options.pages)
        print(f"{'page':28} {'queries':>8} {'ms':>8} {'× few rows':>11}")
        for name, (queries, ms) in many.items():
            mark = "" if queries <= 10 and ms <= 300 else "  ← over"
            print(f"{name:28} {queries:8} {ms:8.0f} {ms / few[name][1]:11.1f}{mark}")


if __name__ == "__main__":
    main()
