"""What was agreed to until a day: warned of before it, withdrawn after it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from survey.consent.expiry import warn, withdraw_ended
from survey.models import Event, Photograph, Standing, Study, Subject

pytestmark = pytest.mark.django_db


def until(days: int) -> Subject:
    subject = Subject.objects.filter(photographs__items__isnull=False).first()
    subject.until = timezone.localdate() + timedelta(days=days)
    subject.save()
    return subject


def test_it_is_warned_of_once_thirty_days_before(study: Study) -> None:
    subject = until(31)
    assert (warn(), subject.standing) == (0, Standing.VALID)
    subject = until(30)
    assert (warn(), warn()) == (1, 0)
    event = Event.objects.get()
    assert (event.actor, event.target_id) == (None, str(subject.pk))
    assert withdraw_ended() == 0


def test_it_holds_on_its_last_day_and_is_withdrawn_on_the_next(study: Study) -> None:
    until(0)
    assert withdraw_ended() == 0
    subject = until(-1)
    assert (withdraw_ended(), withdraw_ended()) == (1, 0)
    assert not Photograph.objects.filter(subject=subject).exists()
    study.refresh_from_db()
    assert study.withdrawals == 1
    assert Event.objects.get().reason == "consent ended"
