"""A browser that has agreed, and what it sends to the API."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from survey.models import Study
from tests.survey.participation.people import agree

Post = Callable[..., Any]


@pytest.fixture
def agreed(study: Study) -> Client:
    """A browser whose participant has agreed."""
    client = Client()
    agree(client, study)
    return client


@pytest.fixture
def post(agreed: Client, study: Study) -> Post:
    def post(name: str, body: Any) -> Any:
        address = reverse(f"api_{name}", args=[study.slug])
        return agreed.post(address, body, content_type="application/json")

    return post


@pytest.fixture
def items(agreed: Client, study: Study) -> list[str]:
    state = agreed.get(reverse("api_state", args=[study.slug])).json()
    return [item["id"] for item in state["items"]]
