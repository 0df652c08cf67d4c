"""What a reader narrows the record to."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from alameda.record.selectors import Filter, known_verbs
from alameda.ui.choices import LongSelect

INDEX_MAX = 2**63 - 1


class EntriesForm(forms.Form):
    """The address of a page of entries; its field names are public, so they are Spanish."""

    acto = forms.ChoiceField(label=_("What happened"), required=False, widget=LongSelect)
    codigo = forms.CharField(
        label=_("Code of what it is about"),
        required=False,
        max_length=80,
        help_text=_("Such as the code of an initiative"),
    )
    antes = forms.IntegerField(
        required=False, min_value=0, max_value=INDEX_MAX, widget=forms.HiddenInput
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments
        field = self.fields["acto"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  tells mypy what stands above
        field.choices = [("", _("Anything")), *known_verbs()]

    @property
    def chosen(self) -> Filter:
        """The filter; an invalid form narrows nothing."""
        data = self.cleaned_data if self.is_valid() else {}
        return Filter(verb=data.get("acto", ""), subject=data.get("codigo", "").strip())

    @property
    def before(self) -> int | None:
        """The index that the page ends before."""
        return self.cleaned_data.get("antes") if self.is_valid() else None
