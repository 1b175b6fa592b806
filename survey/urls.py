"""The site's addresses: those of its folders, in the order of the way.

Each says for whom it is: public(), or only() for people with one of the roles named. The answers'
address comes first, since it is asked for most: an address is looked for from the top.
"""

from django.urls import URLPattern

from survey.api.urls import urlpatterns as api
from survey.consent.urls import urlpatterns as consent
from survey.intake.urls import urlpatterns as intake
from survey.labels.urls import urlpatterns as labels
from survey.participation.urls import urlpatterns as participation
from survey.results.urls import urlpatterns as results
from survey.runs.urls import urlpatterns as runs
from survey.studies.urls import urlpatterns as studies
from survey.team.urls import urlpatterns as team
from survey.transfer.urls import urlpatterns as transfer
from survey.watching.urls import urlpatterns as watching

urlpatterns: list[URLPattern] = [
    *participation,
    *team,
    *intake,
    *consent,
    *labels,
    *studies,
    *runs,
    *results,
    *transfer,
    *watching,
    *api,
]
