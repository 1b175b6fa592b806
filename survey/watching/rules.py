"""The rules of the flags, in words. The numbers are those of survey.analysis.quality."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from survey.analysis import quality
from survey.models import Flag

RULES = {
    Flag.STRAIGHT: format_lazy(
        _(
            "The same answer {run} or more times in a row, or one answer for {share} percent or "
            "more of at least {fewest} images. In 100 honest answers such a row comes about by "
            "chance in 1 of 27,000 people."
        ),
        run=quality.STRAIGHT_RUN,
        share=round(100 * quality.STRAIGHT_SHARE),
        fewest=quality.FEWEST_FOR_SHARE,
    ),
    Flag.CHECKS: format_lazy(
        _(
            "More than half of the attention checks wrong, of at least {fewest}: one slip is "
            "nobody’s carelessness."
        ),
        fewest=quality.FEWEST_CHECKS,
    ),
    Flag.FAST: format_lazy(
        _(
            "Half of the answers within {fast} ms of the image. To choose among five takes people "
            "500 to 700 ms, even with practice."
        ),
        fast=quality.FAST_MS,
    ),
}
