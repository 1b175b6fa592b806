"""Which tables there are, in the order of the page."""

from .answers import ANSWERS, COMPARED
from .images import IMAGES, PREDICTIONS, VOTES
from .participants import PARTICIPANTS
from .tables import Table

TABLES: dict[str, Table] = {
    table.name: table for table in (ANSWERS, PARTICIPANTS, IMAGES, VOTES, PREDICTIONS, COMPARED)
}
