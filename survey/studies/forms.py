from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from classifier.expressions import EXPRESSIONS


def even(count: int) -> None:
    if count % len(EXPRESSIONS):
        raise ValidationError(_("This must be a multiple of 5: each expression gets a fifth."))


class DrawForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    slug = forms.SlugField(
        label=_("Short name"),
        max_length=50,
        help_text=_("Part of the participant's link: letters a–z, digits and hyphens."),
    )
    public = forms.IntegerField(
        label=_("Public images"), min_value=0, max_value=1000, initial=50, validators=[even]
    )
    private = forms.IntegerField(
        label=_("Private images"), min_value=0, max_value=1000, initial=50, validators=[even]
    )
    seed = forms.IntegerField(
        label=_("Seed"),
        min_value=0,
        max_value=2**53,
        initial=1,
        help_text=_("The same photographs and seed give the same study."),
    )
