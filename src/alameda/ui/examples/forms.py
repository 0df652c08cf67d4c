"""Examples: fields and the summary of errors."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alameda.ui.examples.shape import Example, Group


class ExampleForm(forms.Form):
    """One field of each kind."""

    amount = forms.IntegerField(label=gettext_lazy("Amount"), min_value=1)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    route = forms.ChoiceField(
        label=gettext_lazy("Route"), choices=[("sni", "SNI"), ("fril", "FRIL")]
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[("a", gettext_lazy("Study")), ("b", gettext_lazy("Project"))],
        widget=forms.RadioSelect,
    )
    is_sure = forms.BooleanField(label=gettext_lazy("I have read the terms"))


CODE = (
    '{% error_summary form takes_focus=False %}<form class="al-form" action="#field" novalidate>'
    '{% field form.amount hint=hint prefix="$" %}{% field form.reason %}{% field form.route %}'
    "{% field form.kind %}{% field form.is_sure %}"
    '<p class="al-actions"><button class="al-button">{{ send }}</button></p></form>'
)


def groups() -> list[Group]:
    """The groups of this file."""
    wrong = ExampleForm({"amount": "x", "route": "sni"}, prefix="b")
    values = {"hint": _("Whole pesos, before retentions."), "send": _("Send")}
    return [
        Group(
            ident="field",
            title=_("Fields"),
            note=_("Label, hint, error and input, wired for screen readers."),
            examples=[
                Example(
                    name=_("to fill"), code=CODE, values={**values, "form": ExampleForm(prefix="a")}
                ),
                Example(name=_("with errors"), code=CODE, values={**values, "form": wrong}),
            ],
        )
    ]
