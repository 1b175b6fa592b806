"""A small study in a real browser, its faces plain: what is tested here doesn't look at them."""

import re

import cv2
import numpy as np
import pytest

from survey.models import Expression, Photograph, StudyItem
from tests.browser.asking import FACES, begin
from tests.survey.conftest import open_study

# What Chromium itself writes when a request fails: here that is the situation under test.
EXPECTED = re.compile(r"Failed to load resource")


def face(shade: int) -> bytes:
    return cv2.imencode(".png", np.full((96, 96), shade, np.uint8))[1].tobytes()


@pytest.fixture
def draw(transactional_db):
    """Makes a study of so many faces; options: fields of the study."""

    def draw_faces(count, **options):
        study = open_study(**options)
        for position in range(count):
            photograph = Photograph.objects.create(
                kind="public",
                name=f"{position}.png",
                expression=Expression.HAPPY,
                digest=str(position),
                status=Photograph.Status.READY,
                crop=face(8 * position),
            )
            StudyItem.objects.create(
                study=study, photograph=photograph, position=position, truth="happy", kind="public"
            )
        return study

    return draw_faces


@pytest.fixture
def study(draw):
    return draw(FACES, practice=False)


@pytest.fixture
def context(chromium):
    context = chromium.new_context(viewport={"width": 360, "height": 640}, locale="en")
    context.complaints = []
    context.on("console", lambda message: _note(context, message.type, message.text))
    context.on("weberror", lambda error: context.complaints.append(str(error.error)))
    yield context
    complaints = context.complaints
    context.close()
    assert complaints == []


def _note(context, kind, text):
    if kind in {"error", "warning"} and not EXPECTED.search(text):
        context.complaints.append(text)


@pytest.fixture
def page(context, live_server, study):
    """At the first face, after agreeing."""
    return begin(context.new_page(), live_server, study)
