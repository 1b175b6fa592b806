"""manage.py simulate SLUG --participants N --seed S [--scores FILE] [--url ADDRESS]

Made-up people answer the study through the public HTTP API. They are marked as simulated in the
database, and every page that counts them says so.
"""

import json
import random
from argparse import ArgumentParser
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import requests
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from tqdm import tqdm

from survey.models import Participant, Study
from survey.simulation import people
from survey.simulation.browser import Browser
from survey.simulation.server import own_server
from survey.studies.invite import invite

AT_ONCE = 4
UNSAID = "unsaid"  # made-up people have no age


class Command(BaseCommand):
    help = "Let made-up people answer a study through the public API."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--participants", type=int, help="default: as many as --scores has")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--scores",
            type=Path,
            help="JSON: total scores to reach, as a list [78, 81, …] or a histogram"
            ' {"78": 5, …} (also under humans.score_histogram)',
        )
        parser.add_argument("--url", help="the running site; without it, one is served meanwhile")

    def handle(self, *args: Any, **options: Any) -> None:
        study = Study.objects.filter(slug=options["slug"]).first()
        if study is None or not study.is_open:
            raise CommandError(f"There is no open study {options['slug']}.")
        items = list(study.items.present().order_by("position").values_list("id", "truth"))
        wanted = self.wanted(len(items), **options)
        with nullcontext(options["url"]) if options["url"] else own_server() as site:

            def take_part(number: int) -> None:
                answer(site, study, items, wanted[number], options["seed"] * 100_003 + number)

            try:
                with ThreadPoolExecutor(AT_ONCE) as pool:
                    done = pool.map(take_part, range(len(wanted)))
                    list(tqdm(done, total=len(wanted), desc="answering", leave=False))
            except requests.RequestException as error:
                raise CommandError(f"The site did not take the answers: {error}") from None
        mean = sum(wanted) / len(wanted)
        self.stdout.write(f"{len(wanted)} simulated participants finished, mean {mean:.2f}.")

    def wanted(self, images: int, **options: Any) -> list[int]:
        """The total score of each participant, in an order of chance."""
        count, file = options["participants"], options["scores"]
        if file is None:
            if not count or count < 1:
                raise CommandError("Say how many: --participants N.")
            return people.scores(count, images, options["seed"])
        scores = read_scores(file)
        if count is not None and count != len(scores):
            raise CommandError(f"{file} has {len(scores)} scores, not {count}.")
        if too_high := [score for score in scores if not 0 <= score <= images]:
            raise CommandError(f"{file}: {too_high[0]} can't be had with {images} images.")
        random.Random(options["seed"]).shuffle(scores)
        return scores


def answer(site: str, study: Study, items: list[Any], score: int, seed: int) -> None:
    """One made-up participant, from consent to the end; marked before the first answer."""
    try:
        browser = Browser(site, study.slug)
        token = browser.agree(invitation=invitation(study), code=study.group_code)
        if not Participant.objects.with_token(study.slug, token).update(simulated=True):
            raise CommandError(f"{site} has another database: its answers could not be marked.")
        if study.asked:
            browser.tell_about({question.value: UNSAID for question in study.asked})
        chosen = people.choices([truth for _id, truth in items], score, study.seed, seed)
        choices = {str(item): choice for (item, _), choice in zip(items, chosen, strict=True)}
        browser.answer_all(choices, seed)
    finally:
        connection.close()  # this thread's own


def invitation(study: Study) -> str:
    """The secret of an invitation for one made-up person, where the study needs one."""
    if study.entry != Study.Entry.INVITATION:
        return ""
    return invite(study, ["simulated"])[0].token


def read_scores(file: Path) -> list[int]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        if isinstance(found, dict):
            histogram = found.get("humans", found).get("score_histogram", found)
            found = [int(score) for score, n in histogram.items() for _ in range(n)]
        if not found:
            raise ValueError("no scores")
        return [int(score) for score in found]
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}.") from None
    except (ValueError, TypeError, AttributeError) as error:
        raise CommandError(f"{file} holds no list or histogram of scores: {error}.") from None
