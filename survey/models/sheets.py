"""A finished participant's answers in one small row: ten million answers are a hundred thousand."""

from django.db import models

from .participants import Participant


class Sheet(models.Model):
    """Made from the answers, which stay as they are once somebody has finished, and made anew
    where it is missing: survey.results.sheets. One place for each of the study's images, in their
    order, the withdrawn ones too."""

    participant = models.OneToOneField(
        Participant, on_delete=models.CASCADE, primary_key=True, related_name="sheet"
    )
    choices = models.BinaryField(help_text="int8: an expression's index, or -1.")
    times = models.BinaryField(help_text="uint16, little-endian: milliseconds; 65535: none.")

    objects: models.Manager["Sheet"] = models.Manager()

    def __str__(self) -> str:
        return str(self.participant_id)
