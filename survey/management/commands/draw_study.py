"""manage.py draw_study SLUG --title … --public 50 --private 50 --seed N [--draft]"""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from survey.studies.draw import SlugTaken, draw_study
from survey.studies.forms import DrawForm
from survey.studies.sampling import Shortfall, TooFew


def _limited(short: Shortfall) -> str:
    return f", {short.limited} kept out by the limit per person" if short.limited else ""


class Command(BaseCommand):
    help = "Draw a balanced set from the photographs that are ready, freeze it and open the study."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="short name, part of the participant's link")
        parser.add_argument("--title", required=True)
        parser.add_argument("--public", type=int, default=50, help="a multiple of 5")
        parser.add_argument("--private", type=int, default=50, help="a multiple of 5")
        parser.add_argument("--seed", type=int, required=True)
        parser.add_argument("--most-per-person", type=int, help="images of one person")
        parser.add_argument("--least-agreement", type=float, help="a share, such as 0.7")
        parser.add_argument("--draft", action="store_true", help="draw only: freeze it later")

    def handle(self, *args: Any, **options: Any) -> None:
        form = DrawForm(options)  # the limits of the page: some databases have no others
        if not form.is_valid():
            wrong = [f"{name}: {' '.join(map(str, why))}" for name, why in form.errors.items()]
            raise CommandError("\n".join(wrong))
        try:
            study = draw_study(**form.cleaned_data, draft=bool(options.get("draft")))
        except SlugTaken:
            raise CommandError(f"There is a study {options['slug']} already.") from None
        except TooFew as error:
            lines = [
                f"  {s.kind} {s.expression}: {s.missing} missing"
                f" ({s.ready} ready, {s.wanted} wanted{_limited(s)})"
                for s in error.shortfalls
            ]
            raise CommandError("\n".join(["Too few photographs are ready:", *lines])) from None
        except ValueError as error:
            raise CommandError(str(error)) from None
        if study.is_draft:
            self.stdout.write(f"{study.items.count()} images drawn: a draft.")
            return
        link = settings.SITE_URL + reverse("participate", args=[study.slug])
        self.stdout.write(f"{study.items.count()} images drawn and frozen ({study.digest[:12]}).")
        self.stdout.write(f"The participant's link: {link}")
