"""A list to choose from, drawn at once."""

from __future__ import annotations

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class LongSelect(forms.Select):
    """A select of many options without groups: Django draws each by a template of its own."""

    def render(
        self,
        name: str,
        value: object,
        attrs: dict[str, object] | None = None,
        renderer: BaseRenderer | None = None,  # noqa: ARG002  Django names it
    ) -> SafeString:
        """The same markup as Django's, by one pass over the options."""
        drawn = self.get_context(name, value, attrs)["widget"]
        options = (
            (flatatt({"value": str(option["value"]), **option["attrs"]}), option["label"])
            for _group, group, _index in drawn["optgroups"]
            for option in group
        )
        return format_html(
            "<select{}>{}</select>",
            flatatt({"name": drawn["name"], **drawn["attrs"]}),
            format_html_join("", "<option{}>{}</option>", options),
        )
