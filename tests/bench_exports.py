"""What an export takes in time and memory: python -m tests.bench_exports [ANSWERS …]

Default: 1,000,000 and 10,000,000 answers to 100 images, table "answers", all formats. Makes a
database of its own on the PostgreSQL of DATABASE_URL (scripts/services start, then source
var/services/env) and drops it afterwards. Each export is a process of its own; peaks are its
VmHWM. Memory must not grow with the answers. Prints the lines for docs/benchmarks.md.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parents[1]
IMAGES = 100
FORMATS = ("csv", "json", "parquet", "sav")
MOST_GROWTH = 1.25  # of the peak, from the fewest answers to the most
STUDY = f"""
import django; django.setup()
from survey.models import StudyItem
from tests.survey.conftest import open_study, ready_photograph
study = open_study("many", digest="0" * 64)
photographs = [ready_photograph("public", "happy", n) for n in range({IMAGES})]
StudyItem.objects.bulk_create(
    StudyItem(study=study, photograph=p, position=n, truth="happy", kind="public")
    for n, p in enumerate(photographs, start=1)
)
"""
PEOPLE = """
INSERT INTO survey_participant (id, study_id, token_digest, seed, language, consent_version,
    consented_at, finished_at, age_band, gender, experience, simulated, excluded_reason,
    longest_run, top_share, median_ms, checks_asked, checks_failed, repeats_asked, repeats_same,
    skipped, took_seconds)
SELECT gen_random_uuid(), (SELECT id FROM survey_study), md5(i::text), i, 'ko', '1', now(), now(),
    '20-29', 'woman', 'none', false, '', 5, 0.4, 1500, 3, 0, 5, 4, 0, 600
FROM generate_series(%s::int, %s::int) i
"""
# Somebody's answers lie beside each other: they came within minutes.
ANSWERS = """
INSERT INTO survey_answer
    (key, sequence, choice, response_ms, hidden, answered_at, participant_id, item_id)
SELECT gen_random_uuid(), item.position,
    (ARRAY['happy', 'surprise', 'angry', 'sad', 'neutral'])[1 + floor(random() * 5)::int],
    400 + floor(random() * 4000)::int, false, now(), person.id, item.id
FROM survey_participant person CROSS JOIN survey_studyitem item
WHERE person.seed BETWEEN %s::int AND %s::int ORDER BY person.seed
"""
# What an export doesn't read needn't be made: filling takes a third of the time.
DROP = """
SELECT 'ALTER TABLE survey_answer DROP CONSTRAINT "' || conname || '" CASCADE'
FROM pg_constraint WHERE conrelid = 'survey_answer'::regclass AND contype <> 'p'
UNION ALL
SELECT 'DROP INDEX "' || indexname || '"' FROM pg_indexes
WHERE tablename = 'survey_answer' AND indexname <> 'survey_answer_pkey'
    AND indexname NOT IN (SELECT conname FROM pg_constraint)
"""
INDEX = "CREATE UNIQUE INDEX bench_answer ON survey_answer (participant_id, item_id)"
# Not ru_maxrss: it remembers the parent's size from before exec.
MEASURE = """
import sys
from pathlib import Path
import django; django.setup()
from django.core.management import call_command
call_command(*sys.argv[1:])
print("peak", Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
"""


@contextmanager
def database(server: str) -> Iterator[str]:
    """A new one; gives its URL."""
    name = f"bench_exports_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def fill(url: str, first: int, last: int) -> None:
    """People *first* to *last*, who answered everything."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP INDEX IF EXISTS bench_answer")
        for (statement,) in connection.execute(DROP).fetchall():
            connection.execute(statement)
        connection.execute(PEOPLE, (first, last))
        connection.execute(ANSWERS, (first, last))
        connection.execute(INDEX)
        connection.execute("VACUUM ANALYZE")


def measured(env: dict[str, str], made: str, tables: list[str], folder: Path) -> tuple[float, ...]:
    """Seconds, megabytes of memory, megabytes of files."""
    began = time.monotonic()
    named = [f"--table={name}" for name in tables]
    out = subprocess.run(
        [sys.executable, "-c", MEASURE, "export", "many", "--format", made,
         "--out", str(folder), *named],
        cwd=ROOT, env=env, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    seconds = time.monotonic() - began
    peak = int(re.findall(r"peak (\d+)", out)[0]) / 1024
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    return seconds, peak, size


def main(sizes: list[int], tables: list[str], formats: list[str]) -> None:
    peaks: dict[str, list[float]] = {made: [] for made in formats}
    with tempfile.TemporaryDirectory() as var, database(os.environ["DATABASE_URL"]) as url:
        env = {**os.environ, "DATABASE_URL": url, "PYOJEONG_VAR": var}
        env["DJANGO_SETTINGS_MODULE"] = "config.settings"
        for command in (["manage.py", "migrate", "--verbosity", "0"], ["-c", STUDY]):
            subprocess.run([sys.executable, *command], cwd=ROOT, env=env, check=True)
        print("| answers | format | seconds | rows/s | peak memory, MB | files, MB |")
        print("| --- | --- | --- | --- | --- | --- |", flush=True)
        there = 0
        for answers in sorted(sizes):
            fill(url, there + 1, answers // IMAGES)
            there = answers // IMAGES
            for made in formats:
                with tempfile.TemporaryDirectory() as folder:
                    seconds, peak, size = measured(env, made, tables, Path(folder))
                peaks[made].append(peak)
                rate = answers * len(tables) / seconds
                print(
                    f"| {answers:,} | {made} | {seconds:.0f} | {rate:,.0f} | {peak:.0f} "
                    f"| {size:,.0f} |", flush=True
                )  # fmt: skip
    if grown := [made for made, mb in peaks.items() if max(mb) > MOST_GROWTH * min(mb)]:
        sys.exit(f"memory grows with the answers: {', '.join(grown)}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("answers", type=int, nargs="*", default=[1_000_000, 10_000_000])
    parser.add_argument("--table", action="append")
    parser.add_argument("--format", action="append", choices=FORMATS)
    said = parser.parse_args()
    main(said.answers, said.table or ["answers"], said.format or list(FORMATS))
