"""Every example renders; what nobody declared, and what is outside a closed set, does not."""

from __future__ import annotations

import inspect
import re
from datetime import date, timedelta

import pytest
from django.forms import BooleanField, CharField, Form
from django.template import TemplateSyntaxError, engines
from django.utils.translation import override

from alameda.foundation.clocks import reading_of_days
from alameda.ui.examples import Example, all_groups
from alameda.ui.parts import Cell, Clock, Column, Entry, FacetGroup, FacetOption, Step, Tile
from alameda.ui.templatetags.ui import register

PLAIN = {
    "number", "percent", "days", "money", "compact_money", "day", "asset", "live", "section",
    "results",
}  # fmt: skip
EXAMPLES = [(group.ident, example) for group in all_groups() for example in group.examples]


def render(code: str, **values: object) -> str:
    return str(engines["django"].from_string(code).render(values))


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize(
    "example", [example for _ident, example in EXAMPLES],
    ids=[f"{ident}-{index}" for index, (ident, _example) in enumerate(EXAMPLES)],
)  # fmt: skip
def test_every_example_renders(example: Example, language: str) -> None:
    with override(language):
        html = example.render()
    assert html.strip()
    assert "style=" not in html
    assert "None" not in html
    assert not re.search(r"\d,\d+%?\" ", html), "a number that SVG cannot read"


def test_every_component_has_an_example() -> None:
    codes = " ".join(example.code for _ident, example in EXAMPLES)
    shown = set(re.findall(r"{%\s*(\w+)", codes))
    assert set(register.tags) - shown - PLAIN == set()


def test_every_component_says_what_it_is() -> None:
    silent = [
        name
        for name, tag in {**register.tags, **register.filters}.items()
        if not inspect.getdoc(inspect.unwrap(tag))
    ]
    assert silent == []


@pytest.mark.parametrize(
    "code",
    [
        '{% state "a" "b" "go" colour="red" %}',
        '{% state "a" %}',
        "{% thread steps colour=1 %}",
        '{% notice tone="info" colour=1 %}{% endnotice %}',
        "{% mosaic tiles %}",
    ],
)
def test_an_argument_nobody_declared_fails_when_the_template_compiles(code: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        engines["django"].from_string(code)


@pytest.mark.parametrize(
    "code",
    [
        '{% state "a" "b" "green" %}',
        '{% notice "loud" %}{% endnotice %}',
        '{% empty "sad" title="a" %}{% endempty %}',
        '{% figure "a" "b" tone="loud" %}{% endfigure %}',
    ],
)
def test_a_value_outside_its_set_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="is not one of"):
        render(code)


def test_parts_refuse_what_cannot_be_drawn() -> None:
    with pytest.raises(ValueError, match="step"):
        Tile(cut="1", name="a", short="a", x=1, y=1, step=6, value="")
    with pytest.raises(ValueError, match="outside"):
        Tile(cut="1", name="a", short="a", x=0, y=1, step=1, value="")
    with pytest.raises(ValueError, match="kind"):
        Step(title="a", kind="party")  # type: ignore[arg-type]  # what the test refuses
    with pytest.raises(ValueError, match="tone"):
        Entry(title="a", url="", tone="loud")  # type: ignore[arg-type]  # what the test refuses
    with pytest.raises(ValueError, match="tone"):
        Cell(text="a", tone="loud")


def test_a_table_refuses_a_row_of_another_length() -> None:
    columns = [Column(label="a"), Column(label="b")]
    assert "<td" in render(
        '{% table columns rows caption="c" %}', columns=columns, rows=[["1", "2"]]
    )
    with pytest.raises(ValueError, match="zip"):
        render('{% table columns rows caption="c" %}', columns=columns, rows=[["1"]])


def test_what_opens_in_a_figure_keeps_its_markup_and_an_empty_one_does_not_open() -> None:
    assert "<p>Source</p>" in render('{% figure "a" "b" %}<p>Source</p>{% endfigure %}')
    assert "<details" not in render('{% figure "a" "b" %} {% endfigure %}')


def test_what_a_page_hands_over_is_escaped() -> None:
    hostile = "<script>alert(1)</script>"
    html = render(
        "{% thread steps %}{% entries items %}{% state key key tone %}"
        "{% figure hostile hostile %}{{ hostile }}{% endfigure %}",
        steps=[Step(title=hostile, detail=hostile, url='"><i>')],
        items=[Entry(title=hostile, url="/", meta=[hostile], amount=hostile)],
        key=hostile,
        tone="go",
        hostile=hostile,
    )
    assert "<script" not in html
    assert '"><i>' not in html


@pytest.mark.parametrize(
    ("elapsed_days", "is_late", "left_days"), [(30, False, 0), (31, True, 0), (0, False, 30)]
)
def test_a_term_is_late_the_day_after_its_last(
    elapsed_days: int, is_late: bool, left_days: int
) -> None:
    start = date(2026, 3, 2)
    due_on, today = start + timedelta(days=30), start + timedelta(days=elapsed_days)
    reading = reading_of_days(start, due_on, today)
    clock = Clock(who="a", what="b", reading=reading)
    assert (clock.is_late, clock.due) == (is_late, due_on)
    assert (reading.days_left, reading.days_late) == (left_days, int(is_late))
    assert ("al-clock--late" in render("{% clock clock %}", clock=clock)) == is_late


def test_a_clock_without_a_term_is_never_late() -> None:
    clock = Clock(who="a", what="b", since=date(2020, 1, 1))
    assert not clock.is_late
    assert "<progress" not in render("{% clock clock %}", clock=clock)


@pytest.mark.parametrize(
    ("gap_days", "wait"), [(None, 1), (0, 1), (30, 2), (120, 3), (365, 4), (730, 5), (9_999, 5)]
)
def test_the_longer_the_wait_the_longer_the_line(gap_days: int | None, wait: int) -> None:
    assert Step(title="a", gap_days=gap_days).wait == wait


class OneField(Form):
    name = CharField(label="Name", help_text="As in the register.")


class OneBox(Form):
    is_other = BooleanField(label="It is another one", required=False)


def test_a_field_is_wired_to_its_hint_and_its_error() -> None:
    clean = render("{% field form.name %}", form=OneField())
    assert 'aria-describedby="id_name-hint"' in clean
    assert "aria-invalid" not in clean
    wrong = render("{% error_summary form %}{% field form.name %}", form=OneField({"name": ""}))
    assert 'aria-describedby="id_name-hint id_name-error"' in wrong
    assert 'aria-invalid="true"' in wrong
    assert 'href="#id_name"' in wrong


def test_a_form_without_faults_has_no_summary() -> None:
    assert render("{% error_summary form %}", form=OneField({"name": "a"})).strip() == ""


def test_the_summary_does_not_name_a_fault_by_the_words_of_its_box() -> None:
    doubted = OneBox({})
    doubted.add_error("is_other", "There is one like it.")

    told = render("{% error_summary form %}", form=doubted)

    assert ">There is one like it.</a>" in told
    assert "It is another one" not in told


def test_what_python_draws_is_escaped() -> None:
    evil = '<b>"x"&'
    entry = Entry(
        title=evil, url=evil, state_key=evil, state_label=evil, meta=(evil,), detail=evil,
        amount=evil, amount_label=evil,
    )  # fmt: skip
    option = FacetOption(label=evil, count=1, url=evil, is_on=True)
    group = FacetGroup(key=evil, label=evil, options=[option], more_url=evil, more_count=2)

    html = render("{% entries items %}{% facets groups heading=evil %}", items=[entry],
                  groups=[group], evil=evil)  # fmt: skip

    assert "<b>&quot;" not in html
    assert '"x"' not in html
    assert html.count("&lt;b&gt;&quot;x&quot;&amp;") == 17
