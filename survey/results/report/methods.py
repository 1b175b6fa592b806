"""The methods of a study as a paper tells them, with its own numbers. In the active language."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from survey.models import Expression, Study

from ..comparison import Comparison, People
from ..words import images, points
from ..words import people as so_many

__all__ = ["REFERENCES", "Paragraph", "methods"]
MOST_SHOWN = 12  # letters of a fingerprint


@dataclass(frozen=True)
class Paragraph:
    heading: str
    text: str


def methods(study: Study, comparison: Comparison) -> tuple[Paragraph, ...]:
    found = [
        (_("Images"), _images(study, comparison)),
        (_("Participants"), _participants(study, comparison.people)),
        (_("Task"), _task(study)),
        (_("Models"), _models(comparison)),
        (_("Analysis"), _analysis(comparison)),
    ]
    written = [Paragraph(heading, " ".join(said)) for heading, said in found]
    return tuple(paragraph for paragraph in written if paragraph.text)


def _images(study: Study, comparison: Comparison) -> Iterator[str]:
    kinds = Counter(image.kind for image in comparison.images)
    shown = Counter(image.truth for image in comparison.images)
    each = ", ".join(f"{label.label} {shown[n]}" for n, label in enumerate(Expression))
    yield _(
        "%(images)s of faces were shown, %(public)s from public data sets and %(private)s given by "
        "people for this purpose (%(each)s). Each was cut to the face, 96 × 96 pixels, in gray."
    ) % {
        "images": images(len(comparison.images)),
        "public": kinds["public"],
        "private": kinds["private"],
        "each": each,
    }
    sources = sorted({image.source for image in comparison.images if image.source})
    if sources:
        yield _("Data sets: %(sources)s.") % {"sources": ", ".join(sources)}
    if study.demo:
        yield _("The faces were drawn by a program: this is no finding about people’s faces.")
    if study.frozen_at:
        yield _(
            "They were drawn by chance within each expression and source (seed %(seed)s) and "
            "frozen on %(day)s (fingerprint %(digest)s)."
        ) % {"seed": study.seed, "day": _day(study.frozen_at), "digest": study.digest[:MOST_SHOWN]}
    if gone := len(comparison.withdrawn):
        yield ngettext(
            "%(n)s more image was withdrawn later and is in no figure.",
            "%(n)s more images were withdrawn later and are in no figure.",
            gone,
        ) % {"n": gone}


def _participants(study: Study, people: People) -> Iterator[str]:
    if not people.n:
        yield _("Nobody’s answers count yet.")
        return
    yield _("%(people)s finished and count.") % {"people": so_many(people.n)}
    if study.opened_at:
        until = study.closed_at or study.closes_at
        day = {"from": _day(study.opened_at), "to": _day(until) if until else ""}
        if until and study.is_closed:
            yield _("The study was open from %(from)s to %(to)s.") % day
        else:
            yield _("The study has been open since %(from)s and is not closed yet.") % day
    if people.simulated:
        yield _("%(n)s of them are simulated: this is no finding about people.") % {
            "n": people.simulated
        }
    if people.imported:
        yield _("%(n)s of them answered elsewhere; their answers were imported.") % {
            "n": people.imported
        }
    if people.left_out:
        yield _("Left out, as they answered fewer than half of the images: %(n)s.") % {
            "n": people.left_out
        }
    if people.excluded:
        yield _(
            "Excluded by an editor for how they answered, not for what they scored: %(n)s; with "
            "them the mean would be %(mean)s."
        ) % {"n": people.excluded, "mean": f"{people.mean_with_excluded or 0:.1f}"}


def _task(study: Study) -> Iterator[str]:
    names = ", ".join(str(label.label) for label in Expression)
    yield _(
        "Everybody saw the images one at a time, in an order of their own by chance, and chose one "
        "of five expressions (%(names)s), without time limit and without being told what is right."
    ) % {"names": names}
    if study.practice:
        yield _("Three faces to practise came first.")
    extra = {"repeats": study.repeats, "checks": study.attention_checks}
    if study.repeats:
        yield _("%(repeats)s images were asked twice, to see how steady answers are.") % extra
    if study.attention_checks:
        yield _("%(checks)s attention checks named the answer to give.") % extra


def _models(comparison: Comparison) -> Iterator[str]:
    if not comparison.models:
        return
    named = ", ".join(f"{model.name} ({model.answered})" for model in comparison.models)
    yield ngettext(
        "%(models)s answered so many of the same images. A model’s answer is the expression to "
        "which it gives the highest probability.",
        "%(models)s answered so many of the same images. A model’s answer is the expression to "
        "which it gives the highest probability.",
        len(comparison.models),
    ) % {"models": named}


def _analysis(comparison: Comparison) -> Iterator[str]:
    yield _(
        "Accuracy is the share of images read right; people’s is the mean over participants. "
        "Intervals are of 95 percent. Those of people and of the difference between a model and"
        " people come from a bootstrap that draws participants and images independently, 10,000"
        " times (Owen 2007), and so hold for other people and other images; a model’s own are "
        "Wilson’s (1927)."
    )
    yield _(
        "Whether both are equal was tested by two one-sided tests (Schuirmann 1987) at a margin of "
        "±%(margin)s points, fixed before the study was opened."
    ) % {"margin": points(comparison.margin)}
    if comparison.mixed:
        yield _(
            "As a check, a logistic mixed model (right or wrong by model, with a random intercept "
            "for each participant and each image) was fitted by penalised quasi-likelihood "
            "(Breslow and Clayton 1993)."
        )
    yield _(
        "d′ and criterion use log-linear correction (Hautus 1995). Agreement is Fleiss’ κ (1971) "
        "and Krippendorff’s α (2011), with a bootstrap over images. Error consistency (Geirhos et "
        "al. 2020) says whether the same images are misread more often than both accuracies alone "
        "explain; that of people among themselves is its ceiling."
    )
    yield _(
        "A model and the majority of people were compared by McNemar’s exact test (1947), and with "
        "people split in half at random, so that nobody is compared with themselves. Calibration "
        "error is the mean distance between confidence and accuracy in bins of confidence (Guo et "
        "al. 2017); disagreement between people’s votes and a model’s probabilities is the "
        "Jensen–Shannon divergence in bits (Lin 1991)."
    )


def _day(moment: object) -> str:
    return date_format(localtime(moment), "DATE_FORMAT")  # type: ignore[arg-type]


REFERENCES = (
    "Breslow NE, Clayton DG (1993). Approximate inference in generalized linear mixed models. "
    "Journal of the American Statistical Association 88(421): 9–25.",
    "Fleiss JL (1971). Measuring nominal scale agreement among many raters. Psychological "
    "Bulletin 76(5): 378–382.",
    "Geirhos R, Meding K, Wichmann FA (2020). Beyond accuracy: quantifying trial-by-trial "
    "behaviour of CNNs and humans by measuring error consistency. NeurIPS 33.",
    "Guo C, Pleiss G, Sun Y, Weinberger KQ (2017). On calibration of modern neural networks. "
    "ICML, PMLR 70: 1321–1330.",
    "Hautus MJ (1995). Corrections for extreme proportions and their biasing effects on estimated "
    "values of d′. Behavior Research Methods 27: 46–51.",
    "Krippendorff K (2011). Computing Krippendorff’s alpha-reliability. University of "
    "Pennsylvania.",
    "Lin J (1991). Divergence measures based on the Shannon entropy. IEEE Transactions on "
    "Information Theory 37(1): 145–151.",
    "McNemar Q (1947). Note on the sampling error of the difference between correlated "
    "proportions or percentages. Psychometrika 12(2): 153–157.",
    "Owen AB (2007). The pigeonhole bootstrap. Annals of Applied Statistics 1(2): 386–411.",
    "Schuirmann DJ (1987). A comparison of the two one-sided tests procedure and the power "
    "approach for assessing the equivalence of average bioavailability. Journal of "
    "Pharmacokinetics and Biopharmaceutics 15(6): 657–680.",
    "Wilson EB (1927). Probable inference, the law of succession, and statistical inference. "
    "Journal of the American Statistical Association 22(158): 209–212.",
)
