"""What a study may ask people about themselves. "Prefer not to say" is always an answer."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Question(models.TextChoices):
    """The values are the names of Participant's fields."""

    AGE = "age_band", _("How old are you?")
    GENDER = "gender", _("What is your gender?")
    EXPERIENCE = "experience", _("Have you done tests like this before?")


class AgeBand(models.TextChoices):
    TEENS = "14-19", _("14 to 19")
    TWENTIES = "20-29", _("20 to 29")
    THIRTIES = "30-39", _("30 to 39")
    FORTIES = "40-49", _("40 to 49")
    FIFTIES = "50-59", _("50 to 59")
    OLDER = "60+", _("60 or older")
    UNSAID = "unsaid", _("Prefer not to say")


class Gender(models.TextChoices):
    WOMAN = "woman", _("Woman")
    MAN = "man", _("Man")
    OTHER = "other", pgettext_lazy("gender", "Another")
    UNSAID = "unsaid", _("Prefer not to say")


class Experience(models.TextChoices):
    NONE = "none", _("Never")
    SOME = "some", _("Once or a few times")
    OFTEN = "often", _("Often, or it is my work")
    UNSAID = "unsaid", _("Prefer not to say")


ANSWERS: dict[Question, type[models.TextChoices]] = {
    Question.AGE: AgeBand,
    Question.GENDER: Gender,
    Question.EXPERIENCE: Experience,
}
