"""How much memory a backup takes: python -m tests.backup_memory [ANSWERS]  (default 1,000,000)

Makes a throw-away SQLite site with so many answers and backs it up in a process of its own.
"""

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.stack import ROOT, Stack

MOST_MB = 150
FILL = """
import uuid
from survey.models import Answer, Participant, StudyItem
from tests.survey.conftest import open_study, ready_photograph
study = open_study()
photographs = [ready_photograph("public", "happy", n) for n in range(100)]
items = StudyItem.objects.bulk_create(
    StudyItem(study=study, photograph=p, position=n, truth="happy", kind="public")
    for n, p in enumerate(photographs, start=1)
)
for first in range(0, ANSWERS // 100, 100):
    people = Participant.objects.bulk_create(
        Participant(study=study, token_digest=uuid.uuid4().hex, seed=1, consent_version="1")
        for _ in range(min(100, ANSWERS // 100 - first))
    )
    Answer.objects.bulk_create(
        [
            Answer(participant=p, item=item, key=uuid.uuid4(), sequence=n, choice="sad")
            for p in people
            for n, item in enumerate(items)
        ],
        batch_size=500,
    )
"""
# Not ru_maxrss: it remembers the parent's size from before exec.
MEASURE = """
import sys
from pathlib import Path
from django.core.management import call_command
call_command(*sys.argv[1:])
print("peak", Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
"""


def main(answers: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        stack = Stack(Path(folder))
        stack.manage("migrate", "--verbosity", "0")
        stack.python(FILL.replace("ANSWERS", str(answers)))
        path = Path(folder) / "backup.tar.gz"
        began = time.monotonic()
        command = f"import django; django.setup()\n{MEASURE}"
        out = subprocess.run(
            [sys.executable, "-c", command, "backup", "--out", str(path)],
            cwd=ROOT, env=stack.env, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        seconds = time.monotonic() - began
        peak = int(re.findall(r"peak (\d+)", out)[0]) / 1024
        size = path.stat().st_size / 1_000_000
        print(f"{answers} answers: peak {peak:.0f} MB, {seconds:.0f} s, archive {size:.0f} MB")
        if peak > MOST_MB:
            sys.exit(f"more than {MOST_MB} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
