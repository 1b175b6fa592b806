"""The API's description, and what programs are told where there is nothing."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.defaults import page_not_found
from drf_spectacular.renderers import OpenApiJsonRenderer2, OpenApiYamlRenderer
from drf_spectacular.views import SpectacularAPIView


class Description(SpectacularAPIView):
    """YAML; JSON with ?format=json, or for whoever accepts only that."""

    renderer_classes = (OpenApiYamlRenderer, OpenApiJsonRenderer2)  # type: ignore[assignment]


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Programs get what they can read, people the page."""
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": "Not found."}, status=404)
    return page_not_found(request, exception)
