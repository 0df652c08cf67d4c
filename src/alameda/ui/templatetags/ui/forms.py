"""Form components: field and error summary."""

from __future__ import annotations

from django.forms import BaseForm, BooleanField, BoundField

from alameda.ui.templatetags.ui.library import register


@register.inclusion_tag("ui/field.html")
def field(
    bound: BoundField, *, hint: str = "", prefix: str = "", suffix: str = ""
) -> dict[str, object]:
    """Label, hint, error and input of one form field, wired for screen readers.

    Args:
        bound: the form's field.
        hint: how to fill it; the field's own help text when empty.
        prefix: a unit before the input, such as ``$``.
        suffix: a unit after it, such as ``%``.
    """
    ident = bound.id_for_label or bound.auto_id or bound.html_name
    said = hint or str(bound.help_text)
    described = [f"{ident}-hint"] if said else []
    if bound.errors:
        described.append(f"{ident}-error")
    attrs: dict[str, str | bool] = {"aria-describedby": " ".join(described)} if described else {}
    if bound.errors:
        attrs["aria-invalid"] = "true"
    kind = getattr(bound.field.widget, "input_type", "")
    return {
        "field": bound,
        "widget": bound.as_widget(attrs=attrs),
        "ident": ident,
        "hint": said,
        "prefix": prefix,
        "suffix": suffix,
        "is_check": kind == "checkbox" and not bound.field.widget.attrs.get("multiple"),
        "is_group": bound.field.widget.use_fieldset,
    }


@register.inclusion_tag("ui/error_summary.html")
def error_summary(form: BaseForm, *, takes_focus: bool = True) -> dict[str, object]:
    """All that is wrong with a form, each with a link to its field; nothing when all is well."""
    faults = [
        {
            "ident": form[name].id_for_label or form[name].auto_id,
            # The words of a box that is ticked answer what is said of it: they do not name it.
            "label": "" if isinstance(form.fields[name], BooleanField) else form[name].label,
            "errors": errors,
        }
        for name, errors in form.errors.items()
        if name in form.fields
    ]
    return {
        "faults": faults,
        "general": form.non_field_errors(),
        "has_any": bool(form.errors),
        "takes_focus": takes_focus,
    }
