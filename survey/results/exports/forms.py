"""What is to be exported, as the page asks for it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from survey.team.reason import reason_field

from .every import TABLES
from .files import FORMATS, Format
from .tables import Table


class ExportForm(forms.Form):
    format = forms.ChoiceField(
        label=_("Format"),
        choices=[(name, each.name) for name, each in FORMATS.items()],
        initial="csv",
        widget=forms.RadioSelect,
    )
    tables = forms.MultipleChoiceField(
        label=_("Tables"),
        choices=[(name, table.title) for name, table in TABLES.items()],
        initial=list(TABLES),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one table.")},
    )
    reason = reason_field()

    @property
    def chosen(self) -> tuple[list[Table], Format]:
        tables = [TABLES[name] for name in TABLES if name in self.cleaned_data["tables"]]
        return tables, FORMATS[self.cleaned_data["format"]]

    @property
    def described(self) -> list[tuple[forms.BoundField, Table]]:
        """Each table's box, beside what is in it."""
        return list(zip(self["tables"].subwidgets, TABLES.values(), strict=True))  # type: ignore[arg-type]
