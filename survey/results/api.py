"""GET /api/studies/SLUG/comparison: all figures of the results page, for programs."""

from django.shortcuts import get_object_or_404
from django.utils.cache import add_never_cache_headers
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import NotAuthenticated, NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from survey.api.described import Detail, Query, described
from survey.models import Study
from survey.team.programs import ByPassword

from .comparison import NoSuchRun, compare, pick_run
from .described import Document
from .documents import as_json
from .views import may_read


class Comparison(APIView):
    # A program signs in with each request, a browser with its session. What is published asks
    # nobody.
    authentication_classes = (ByPassword, SessionAuthentication)
    permission_classes = ()

    @described(
        gives={200: Document, 404: Detail},
        query=(Query("run", str, "The id of a model's run that is to come first."),),
    )
    def get(self, request: Request, slug: str) -> Response:
        """People and models on a study's images: for readers and editors, and for everybody once
        the study is published and closed."""
        study = get_object_or_404(Study, slug=slug)
        if not may_read(request.user, study):
            raise NotFound if request.user.is_authenticated else NotAuthenticated
        try:
            run, _runs = pick_run(study, request.query_params.get("run", ""))
        except NoSuchRun:
            raise NotFound from None
        response = Response(as_json(study, compare(study, run)))
        add_never_cache_headers(response)
        return response
