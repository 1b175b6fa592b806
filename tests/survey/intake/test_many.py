import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from survey.access import Role
from survey.models import Event, Photograph, Study, Subject, Verb
from tests.survey.conftest import ready_photograph

pytestmark = pytest.mark.django_db


@pytest.fixture
def three() -> list[Photograph]:
    private = [ready_photograph("private", "sad", n) for n in (1, 2)]
    return [*private, ready_photograph("public", "happy", 3)]


def post(client: Client, found: list[Photograph], **said: str) -> None:
    ids = [str(photograph.pk) for photograph in found]
    client.post(reverse("change_selected"), {"photograph": [*ids, "nonsense"], **said})


def names(client: Client, **filters: str) -> list[str]:
    page = client.get(reverse("photographs"), filters)
    return sorted(photograph.name for photograph in page.context["page"])


def test_several_get_their_person_at_once(admin_client: Client, three: list[Photograph]) -> None:
    post(admin_client, three, action="person", pseudonym="P9")
    assert Subject.objects.get(pseudonym="P9").photographs.count() == 2
    assert Event.objects.filter(verb=Verb.CHANGED).count() == 1


def test_nothing_is_given_to_who_has_withdrawn(
    admin_client: Client, three: list[Photograph]
) -> None:
    Subject.objects.create(pseudonym="gone", withdrawn_at=timezone.now())
    post(admin_client, three, action="person", pseudonym="gone")
    assert not Photograph.objects.filter(subject__pseudonym="gone").exists()


def test_several_get_their_label_and_what_labellers_settled_stays(
    admin_client: Client, three: list[Photograph]
) -> None:
    Photograph.objects.filter(pk=three[0].pk).update(rule="settled")
    post(admin_client, three, action="label", expression="angry")
    said = Photograph.objects.order_by("name").values_list("expression", "rule", "intended")
    assert list(said) == [
        ("sad", "settled", "angry"), ("angry", "intention", "angry"), ("angry", "settled", ""),
    ]  # fmt: skip


def test_several_are_deleted_once_their_number_is_typed(
    admin_client: Client, three: list[Photograph], study: Study
) -> None:
    held = study.items.first().photograph
    address, ids = reverse("delete_selected"), [str(p.pk) for p in [*three, held]]
    assert admin_client.post(address, {"photograph": ids}).status_code == 200
    assert b"number" in admin_client.post(address, {"photograph": ids, "typed": "3"}).content
    assert Photograph.objects.filter(pk__in=ids).count() == 4
    admin_client.post(address, {"photograph": ids, "typed": "4"})
    assert list(Photograph.objects.filter(pk__in=ids)) == [held]


def test_an_editor_is_not_offered_to_delete(signed_in, three: list[Photograph]) -> None:
    editor = signed_in(Role.EDITOR)
    assert reverse("delete_selected") not in editor.get(reverse("photographs")).content.decode()
    page = editor.get(reverse("photograph", args=[three[0].pk])).content.decode()
    assert reverse("photograph_delete", args=[three[0].pk]) not in page


def test_the_list_is_found_by_what_is_known(admin_client: Client, three: list[Photograph]) -> None:
    Photograph.objects.filter(pk=three[2].pk).update(source="FER+")
    Subject.objects.filter(pk=three[1].subject_id).update(until="2026-02-01")
    one, two, public = (photograph.name for photograph in three)
    assert names(admin_client, q="SAD-") == [one, two]
    assert names(admin_client, source="FER+") == [public]
    assert names(admin_client, person="sad-1") == [one]
    assert names(admin_client, consent="missing") == [two]
    assert names(admin_client, status="review") == []
    assert names(admin_client, kind="public", expression="happy") == [public]
    assert names(admin_client, expression="none") == []
    assert len(names(admin_client, kind="nonsense")) == 3
