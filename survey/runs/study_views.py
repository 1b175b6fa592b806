"""The admin's page of a study's models."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from classifier.card import InvalidCheckpoint
from survey import audit
from survey.models import Study, Verb
from survey.queue import enqueue
from survey.tasks import answer_run

from .request import NotFrozen, request_run


@require_POST
def run_model(request: HttpRequest, slug: str) -> HttpResponse:
    """Let the installed model answer the study's images."""
    study = get_object_or_404(Study, slug=slug)
    user = cast(User, request.user)
    try:
        with transaction.atomic():
            run, is_new = request_run(study, settings.CHECKPOINT, user=user)
            if is_new:
                audit.record(user, Verb.ADDED, run, study=slug)
                enqueue(answer_run, str(run.id))
    except InvalidCheckpoint as error:
        messages.error(request, str(error))
    except NotFrozen:
        messages.error(request, _("Freeze the study first: a draft’s images may still change."))
    else:
        if not is_new:
            messages.info(request, _("This model is answering already."))
    return redirect(study)
