import pytest
from django.test import Client
from django.urls import reverse

from survey.models import Participant, Study
from survey.participation import steps

from .people import agree

pytestmark = pytest.mark.django_db


@pytest.fixture
def curious(study: Study) -> Study:
    Study.objects.update(questions=["gender", "age_band"])
    return Study.objects.get()


@pytest.fixture
def client(curious: Study) -> Client:
    client = Client()
    agree(client, curious)
    return client


def test_the_chosen_questions_come_after_consent(client: Client, curious: Study) -> None:
    about = reverse("about", args=[curious.slug])
    for name in ("question", "plain"):
        assert client.get(reverse(name, args=[curious.slug])).url == about
    page = client.get(about).content.decode()
    assert page.count("<fieldset") == page.count("Prefer not to say") == 2
    assert "Have you done tests" not in page


def test_what_people_say_is_kept_and_leads_to_the_faces(client: Client, curious: Study) -> None:
    about = reverse("about", args=[curious.slug])
    page = client.post(about, {"age_band": "30-39", "gender": "unsaid", "experience": "often"})
    assert page.url == reverse("question", args=[curious.slug])
    participant = Participant.objects.get()
    assert (participant.age_band, participant.gender) == ("30-39", "unsaid")
    assert participant.experience == ""  # nobody asked
    assert client.get(reverse("question", args=[curious.slug])).status_code == 200


@pytest.mark.parametrize("gender", ["", "robot", "woman\x00"])
def test_what_is_no_answer_is_said_beside_its_question(
    client: Client, curious: Study, gender: str
) -> None:
    answers = {"age_band": "30-39", "gender": gender}
    page = client.post(reverse("about", args=[curious.slug]), answers)
    assert page.status_code == 400
    assert b'aria-describedby="id_gender-error"' in page.content
    assert b'value="30-39"' in page.content
    assert Participant.objects.get().age_band == ""


def test_a_study_without_questions_has_no_such_page(study: Study) -> None:
    client = Client()
    begun = agree(client, study)
    assert begun.url == reverse("question", args=[study.slug])
    assert client.get(reverse("about", args=[study.slug])).url == begun.url


def test_strangers_and_those_who_have_withdrawn_say_nothing(client: Client, curious: Study) -> None:
    about = reverse("about", args=[curious.slug])
    start = reverse("participate", args=[curious.slug])
    assert Client().post(about, {"age_band": "30-39", "gender": "man"}).url == start
    steps.withdraw(Participant.objects.get())
    assert client.post(about, {"age_band": "30-39", "gender": "man"}).url == start
    assert Participant.objects.get().age_band == ""
