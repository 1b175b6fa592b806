"""The way of a study as its overview shows it: what is done, what is missing, what comes next."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from survey.models import Photograph, Study, Use
from survey.models.studies import State
from survey.models.subjects import permits

from .draw import lacking, unusable
from .recipe import Recipe

DONE, CURRENT, TO_DO = "done", "current", ""


@dataclass(frozen=True)
class Step:
    name: str
    note: str
    state: str
    action: str = ""
    address: str = ""
    post: bool = False  # its button does it at once


@dataclass(frozen=True)
class Way:
    steps: tuple[Step, ...]
    images: int
    finished: int

    @property
    def next(self) -> Step | None:
        """The one thing to do now."""
        return next((step for step in self.steps if step.state == CURRENT and step.action), None)


def way_of(study: Study) -> Way:
    images = study.items.present().count()
    finished = study.participants.counted().filter(simulated=False).count()
    before = _before_drawing(study) if study.is_draft else []
    drafting = _drafting(study, images)
    running = [_frozen(study), _opened(study), _watched(study, finished), _results(study)]
    return Way(tuple(_with_current([*before, *drafting, *running])), images, finished)


def _with_current(steps: list[Step]) -> list[Step]:
    """The first that isn't done is where one is."""
    at = next((n for n, step in enumerate(steps) if step.state == TO_DO), len(steps))
    return [
        Step(s.name, s.note, CURRENT, s.action, s.address, s.post) if n == at else s
        for n, s in enumerate(steps)
    ]


def _page(name: str, *args: object) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:  # pragma: no cover - every page is there in the end
        return ""


def _before_drawing(study: Study) -> list[Step]:
    """Photographs, consent, labels: of the whole pool, in one statement."""
    ready = Photograph.objects.filter(demo=study.demo, status=Photograph.Status.READY)
    allowed = permits(Use.SURVEY, timezone.localdate(), "subject__")
    private = Q(kind=Photograph.Kind.PRIVATE)
    found = ready.order_by().aggregate(
        all=Count("pk"),
        forbidden=Count("pk", filter=private & ~allowed),
        unlabelled=Count("pk", filter=Q(expression="")),
    )
    forbidden = 0 if study.demo else found["forbidden"]
    drawn = study.items.exists()
    return [
        Step(
            _("Photographs"),
            ngettext("%(n)d is ready", "%(n)d are ready", found["all"]) % {"n": found["all"]},
            DONE if found["all"] else TO_DO,
            _("Bring photographs in"),
            _page("photographs"),
        ),
        Step(
            _("Consent"),
            _consent(forbidden),
            DONE if drawn or forbidden < found["all"] else TO_DO,
            _("People and consent"),
            _page("subjects"),
        ),
        Step(
            _("Labels"),
            _labels(found["unlabelled"]),
            DONE if drawn or found["unlabelled"] < found["all"] else TO_DO,
            _("Label photographs"),
            _page("agreement"),
        ),
    ]


def _labels(n: int) -> str:
    if not n:
        return _("Nothing is missing")
    return ngettext("%(n)d has no label", "%(n)d have no label", n) % {"n": n}


def _consent(n: int) -> str:
    if not n:
        return _("Nothing is missing")
    return ngettext("%(n)d may not be used", "%(n)d may not be used", n) % {"n": n}


def _drafting(study: Study, images: int) -> list[Step]:
    note, done = _("Nothing is drawn yet"), bool(images)
    if images:
        note = ngettext("%(n)d image", "%(n)d images", images) % {"n": images}
    if study.is_draft and images:
        bad = len(unusable(study)) + lacking(study).total()
        if bad:
            done = False
            note += " · " + ngettext("%(n)d to replace", "%(n)d to replace", bad) % {"n": bad}
    draw = (_("Draw images") if not images else _("Look at the images")) if study.is_draft else ""
    texts = sorted(study.texts.exclude(title="").values_list("language", flat=True))
    return [
        Step(_("Images"), note, DONE if done else TO_DO, draw, _page("study_draw", study.slug)),
        Step(
            _("Texts and settings"),
            ", ".join(texts) or _("The site’s own texts stand for them"),
            DONE,
            _("Write texts") if study.is_draft else "",
            _page("study_settings", study.slug),
        ),
    ]


def _day(at: datetime | None) -> str:
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT") if at else ""


def _frozen(study: Study) -> Step:
    name = pgettext("study", "Frozen")
    if not study.is_draft:
        return Step(name, _day(study.frozen_at), DONE)
    note = _("From then on nothing that people see changes")
    return Step(_("Freeze"), note, TO_DO, _("Freeze"), _page("freeze_study", study.slug))


def _opened(study: Study) -> Step:
    name = pgettext("study", "Open")
    if study.is_closed:
        return Step(
            name, _("Closed since %(at)s") % {"at": _day(study.closed_at or study.closes_at)}, DONE
        )
    if study.state == State.OPEN:
        note = _("Since %(at)s") % {"at": _day(study.opened_at)}
        if study.closes_at:
            note += " · " + _("closes %(at)s") % {"at": _day(study.closes_at)}
        return Step(name, note, DONE)
    if study.state == State.PAUSED:
        address = _page("open_study", study.slug)
        return Step(name, _("Paused: nobody can begin"), TO_DO, _("Go on"), address, post=True)
    note = _("Nobody can take part yet")
    action, address = _("Open the study"), _page("open_study", study.slug)
    return Step(action, note, TO_DO, action, address, post=True)


def _watched(study: Study, finished: int) -> Step:
    note = ngettext("%(n)d has finished", "%(n)d have finished", finished) % {"n": finished}
    wanted = study.quota or Recipe.read(study.recipe).people
    if wanted:
        note = _("%(n)d of %(wanted)d have finished") % {"n": finished, "wanted": wanted}
    state = DONE if study.is_closed else TO_DO
    address = _page("watch", study.slug)
    return Step(_("Watch"), note, state, _("Watch") if address else "", address)


def _results(study: Study) -> Step:
    if study.published and study.is_closed:
        note = _("Results are public")
    else:
        note = _("Results are for admins")
    return Step(_("Results"), note, TO_DO, _("See the results"), _page("results", study.slug))
