"""How long an editor waits for the results of many people and three models.

python -m tests.bench_results [--people N] [--into docs/benchmarks.md]

Makes a study of 100 images with three runs and PEOPLE participants (1,000), all of whose answers
are rows of their own; then somebody more finishes, and the page is asked for: once, and five times
again. On SQLite in a folder of its own, or on DATABASE_URL: a database of its own, too, which is
used again as it is (100,000 people are ten million answers: PostgreSQL). Ends with 1 where a goal
is missed.
"""

import argparse
import os
import resource
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

IMAGES, MODELS, ROUNDS, AT_ONCE = 100, 3, 5, 2000
DRAWN = 5_000  # people; more are copies of them
FIRST, NEXT = {1_000: 1.0, 100_000: 3.0}, 0.1  # seconds: the goals
COLUMNS = (
    *("key", "sequence", "choice", "response_ms", "hidden", "answered_at"),
    *("participant_id", "item_id"),
)


def set_up(folder: str) -> None:
    os.environ |= {"PYOJEONG_VAR": folder, "DJANGO_SETTINGS_MODULE": "config.settings"}
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def made() -> Any:
    import numpy as np

    from survey.models import Expression, ModelRun, Prediction, Study, StudyItem
    from tests.survey.conftest import open_study, ready_photograph

    study: Study = open_study("many")
    random = np.random.default_rng(1)
    for number in range(IMAGES):
        expression = Expression.values[number % 5]
        kind = "private" if number % 2 else "public"
        photograph = ready_photograph(kind, expression, number)
        fields = {"position": number, "truth": expression, "kind": kind}
        StudyItem.objects.create(study=study, photograph=photograph, **fields)
    for number in range(MODELS):
        run = ModelRun.objects.create(study=study, title=f"Model {number + 1}", status="done")
        rows = random.dirichlet([0.5] * 5, IMAGES) * 0.4
        sure = np.where(random.random(IMAGES) < 0.8, np.arange(IMAGES), random.integers(0, 5))
        rows[np.arange(IMAGES), sure % 5] += 0.6
        Prediction.objects.bulk_create(
            Prediction(run=run, item=item, probabilities=row.tolist())
            for item, row in zip(study.items.all(), rows, strict=True)
        )
    return study


def add_people(study: Any, first: int, count: int) -> None:
    """People who differ in skill, images that differ in difficulty, times that differ in both."""
    import numpy as np
    from django.utils import timezone

    from survey.models import Expression, Participant

    items = list(study.items.order_by("position").values_list("pk", flat=True))
    random = np.random.default_rng(first)
    difficulty = np.random.default_rng(0).normal(0, 1.2, IMAGES)
    truth, began = np.arange(IMAGES) % 5, timezone.now() - timedelta(days=30)
    for start in range(first, first + count, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, first + count))
        skill = random.normal(1.5, 0.5, (len(numbers), 1))
        right = random.random((len(numbers), IMAGES)) < 1 / (1 + np.exp(difficulty - skill))
        other = (truth + random.integers(1, 5, right.shape)) % 5
        choices = np.array(Expression.values)[np.where(right, truth, other)].tolist()
        times = random.lognormal(np.where(right, 7, 7.3), 0.5).clip(150, 90_000).astype(int)
        people = Participant.objects.bulk_create(
            Participant(
                study=study,
                token_digest=uuid.uuid4().hex,
                seed=number,
                consent_version="1",
                consented_at=began + timedelta(seconds=number),
                finished_at=began + timedelta(seconds=number + 300),
                longest_run=4,
                median_ms=900,
            )
            for number in numbers
        )
        store(people, items, choices, times.tolist())


def store(people: list[Any], items: list[uuid.UUID], choices: Any, times: Any) -> None:
    from django.db import connection

    rows = (
        (uuid.uuid4(), place, choice, ms, False, person.finished_at, person.pk, item)
        for person, chosen, taken in zip(people, choices, times, strict=True)
        for place, (item, choice, ms) in enumerate(zip(items, chosen, taken, strict=True))
    )
    if connection.vendor == "postgresql":
        copy(rows)
        return
    from survey.models import Answer

    Answer.objects.bulk_create(
        (Answer(**dict(zip(COLUMNS, row, strict=True))) for row in rows), AT_ONCE
    )


def copy(rows: Iterator[tuple[Any, ...]]) -> None:
    from django.db import connection

    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY survey_answer ({', '.join(COLUMNS)}) FROM STDIN") as into,
    ):
        for row in rows:
            into.write_row(row)


def copy_people(cursor: Any, count: int) -> None:
    """So many more, with the answers of those who are there: PostgreSQL makes them itself."""
    from survey.models import Participant

    own = {"id": "pairs.new", "token_digest": "md5(pairs.new::text)"}
    columns = [str(field.column) for field in Participant._meta.concrete_fields]
    cursor.execute(
        "CREATE TEMP TABLE pairs AS SELECT id AS old, gen_random_uuid() AS new"
        " FROM survey_participant CROSS JOIN generate_series(1, 100) ORDER BY random() LIMIT %s",
        [count],
    )
    values = ", ".join(own.get(column, f"p.{column}") for column in columns)
    cursor.execute(
        f"INSERT INTO survey_participant ({', '.join(columns)}) SELECT {values}"  # noqa: S608
        " FROM pairs JOIN survey_participant p ON p.id = pairs.old"
    )
    cursor.execute(
        f"INSERT INTO survey_answer ({', '.join(COLUMNS)})"  # noqa: S608
        " SELECT gen_random_uuid(), sequence, choice, response_ms, hidden, answered_at,"
        " pairs.new, item_id FROM pairs JOIN survey_answer a ON a.participant_id = pairs.old"
    )


def timed(call: Callable[[], Any]) -> tuple[float, float, Any]:
    """Seconds, those of this process's processor, and what came out."""
    began, used = time.perf_counter(), time.process_time()
    found = call()
    return time.perf_counter() - began, time.process_time() - used, found


def measure(people: int) -> dict[str, float]:
    from django.contrib.auth.models import User
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from survey.models import Sheet, Study
    from survey.results.comparison import compare
    from survey.results.sheets import pack

    study = Study.objects.filter(slug="many").first() or made()
    there = study.participants.count()
    began = time.perf_counter()
    add_people(study, there, min(DRAWN, people) - there)
    with connection.cursor() as cursor:
        if (missing := people - study.participants.count()) > 0:
            copy_people(cursor, missing)
        cursor.execute("ANALYZE")
    print(f"{people} people, after {time.perf_counter() - began:.0f} s")
    Sheet.objects.all().delete()
    packed, _, _ = timed(lambda: pack(study))
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.create_superuser(f"editor {there}"))
    address = reverse("results", args=[study.slug])

    def visit() -> None:
        if client.get(address, secure=True, follow=True).status_code != 200:
            raise SystemExit("no page")

    visit()  # what a process does once: templates, catalogues
    firsts, nexts, comparisons, computed = [], [], [], []
    for _ in range(ROUNDS):
        add_people(study, study.participants.count(), 1)
        firsts.append(timed(visit)[:2])
        nexts.append(min(timed(visit)[:2] for _ in range(ROUNDS)))
        cache.clear()
        seconds, used, _ = timed(lambda: compare(study))
        comparisons.append(seconds)
        computed.append(used)
    return {
        "pack": packed,
        "first": statistics.median(wall for wall, _ in firsts),
        "first here": statistics.median(own for _, own in firsts),
        "next": statistics.median(wall for wall, _ in nexts),
        "comparison": statistics.median(comparisons),
        "comparison here": statistics.median(computed),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def report(people: int, into: Path | None) -> int:
    from django.db import connection

    found = measure(people)
    from training.benchmarks import table  # late: it loads torch, which would count as our memory

    first, names = FIRST.get(people), {"postgresql": "PostgreSQL", "sqlite": "SQLite"}
    rows = (
        table.Row("the page, after somebody has finished", (said(found["first"]), goal(first))),
        table.Row("of these, the web process's own", (said(found["first here"]), "")),
        table.Row("the page, the next times", (said(found["next"]), goal(NEXT))),
        table.Row("the comparison alone", (said(found["comparison"]), "")),
        table.Row("of these, the web process's own", (said(found["comparison here"]), "")),
        table.Row("packing all answers, once", (said(found["pack"]), "")),
        table.Row("the web process's peak memory", (f"{found['memory']:,.0f} MB", "")),
    )
    section = table.markdown(
        table.Table(
            title=f"The results of {people:,} people on {names[connection.vendor]}",
            about=f"{people:,} people, {IMAGES} images, {MODELS} models; the median of {ROUNDS} "
            "new participants. The worker packs answers as people finish: a page finds all but "
            "the newest packed.",
            command=f"python -m tests.bench_results --people {people}",
            columns=("figure", "goal"),
            rows=rows,
        ),
        table.conditions(),
    )
    print(section)
    if into:
        table.insert(section, into)
    return int(found["next"] > NEXT or (first is not None and found["first"] > first))


def said(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{1000 * seconds:.0f} ms"


def goal(seconds: float | None) -> str:
    return "" if seconds is None else f"≤ {said(seconds)}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000)
    parser.add_argument("--into", type=Path, metavar="FILE", help="Markdown to keep it in")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        set_up(folder)
        return report(options.people, options.into)


if __name__ == "__main__":
    sys.exit(main())
