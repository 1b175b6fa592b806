import json

from django.http import HttpRequest, JsonResponse
from django.urls import path

from .models import Row


def insert(request: HttpRequest) -> JsonResponse:
    """GET answers that it is up."""
    if request.method == "POST":
        (answer,) = json.loads(request.body)["answers"]
        row = Row.objects.create(**answer)
        return JsonResponse({"confirmed": [row.key]})
    return JsonResponse({})


urlpatterns = [path("", insert)]
