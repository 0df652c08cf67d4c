"""Examples: states, figures, clock, who decides, notices, empty states, citing."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.utils.translation import gettext as _

from alameda.foundation.clocks import Reading, State
from alameda.ui.examples.shape import Example, Group
from alameda.ui.parts import Clock, Fact, Follow


def groups() -> list[Group]:
    """The groups of this file."""
    return [
        _states(),
        _heads(),
        _figures(),
        _clocks(),
        _numbers(),
        _notices(),
        _empties(),
        _cites(),
        _follows(),
    ]


def _states() -> Group:
    words = (
        ("go", _("Under construction")),
        ("wait", _("In evaluation")),
        ("late", _("Late")),
        ("done", _("Finished")),
        ("stop", _("Paralysed")),
        ("quiet", _("Draft")),
    )
    return Group(
        ident="state",
        is_row=True,
        title=_("State"),
        note=_("Word, shape and colour: any two may be lost and the state is still read."),
        examples=[
            Example(
                name=tone,
                code="{% state tone label tone %}",
                values={"tone": tone, "label": label},
            )
            for tone, label in words
        ],
    )


def _heads() -> Group:
    return Group(
        ident="hero",
        title=_("Head of a page"),
        note=_("One title, and the one sentence that says where the thing stands."),
        examples=[
            Example(
                name=_("with actions"),
                code=(
                    "{% hero title level=3 %}"
                    '<p class="al-hero__kind">{% state "E4" state "go" %} {{ kind }}</p>'
                    '<p class="al-lede">{{ before }} '
                    '<strong class="al-warm">{{ late }}</strong></p>'
                    '<p class="al-actions"><a class="al-button" href="#hero">{{ follow }}</a>'
                    '<a class="al-button al-button--quiet" href="#hero">{{ comment }}</a>'
                    '<a class="al-link" href="#hero">{{ quote }}</a></p>'
                    "{% endhero %}"
                ),
                values={
                    "title": "Parque Ribera Norte, etapa 2",
                    "state": _("Under construction"),
                    "kind": _("Project"),
                    "before": _(
                        "The works are at 41 %, the money at 52 %. It was due in May 2027;"
                    ),
                    "late": _("today it is expected three months later."),
                    "follow": _("Follow by e-mail"),
                    "comment": _("Comment"),
                    "quote": _("Cite"),
                },
            ),
        ],
    )


def _figures() -> Group:
    return Group(
        ident="figure",
        title=_("Figure"),
        note=_("A number that opens to say where it comes from."),
        examples=[
            Example(
                name=_("a row"),
                code=(
                    "{% compact_money 4812000000 as approved %}"
                    "{% compact_money 4655000000 as signed %}"
                    "{% compact_money 2421300000 as paid %}{% money 18944 as each %}"
                    "{% figures label=name %}"
                    "{% figure l1 approved %}<p>{{ source }}</p>{% endfigure %}"
                    "{% figure l2 signed detail=detail %}<p>{{ source }}</p>{% endfigure %}"
                    '{% figure l3 paid tone="late" %}<p>{{ source }}</p>{% endfigure %}'
                    "{% figure l4 each %}{% endfigure %}"
                    "{% endfigures %}"
                ),
                values={
                    "name": _("Figures"),
                    "l1": _("Approved"),
                    "l2": _("Contracted"),
                    "l3": _("Paid"),
                    "l4": _("Per inhabitant"),
                    "detail": _("Nearly all that was approved"),
                    "source": _("Agreement 218 of 14 May 2025, one row of the budget."),
                },
            ),
        ],
    )


def _clocks() -> Group:
    explained = (_("30 working days from 30 October."), _("Saturdays, Sundays and holidays apart."))
    running = Clock(
        who="Departamento de Gestión de Inversiones",
        what=_("Reviews modification 2: 90 days more."),
        since=date(2026, 10, 30),
        reading=Reading(
            state=State.RUNNING,
            due_on=date(2026, 12, 15),
            days_total=30,
            days_used=12,
            days_left=18,
            days_late=0,
            is_late=False,
            is_working=True,
        ),
        median_days=12,
        p90_days=21,
        basis="Ley 19.175, art. 36",
        effect=_("the proposal stands as it was made."),
        explanation=explained,
    )
    late = Clock(
        who="Municipalidad de Río Alto",
        what=_("Must answer the observations of the evaluation."),
        since=date(2026, 5, 4),
        reading=Reading(
            state=State.LATE,
            due_on=date(2026, 7, 31),
            days_total=60,
            days_used=60,
            days_left=0,
            days_late=37,
            is_late=True,
            is_working=True,
        ),
        median_days=45,
        explanation=explained,
    )
    free = Clock(
        who="Consejo Regional",
        what=_("Votes the proposal."),
        since=date(2026, 11, 3),
        median_days=21,
        p90_days=60,
    )
    code = "{% clock clock heading=heading level=3 ident=ident %}"
    return Group(
        ident="clock-component",
        title=_("Clock"),
        note=_("Who decides now, since when, due when, and how it is counted."),
        examples=[
            Example(
                name=_("running"),
                code=code,
                values={"clock": running, "ident": "clock-a", "heading": _("Who decides: running")},
            ),
            Example(
                name=_("late"),
                code=code,
                values={"clock": late, "ident": "clock-b", "heading": _("Who decides: late")},
            ),
            Example(
                name=_("without a term"),
                code=code,
                values={
                    "clock": free,
                    "ident": "clock-c",
                    "heading": _("Who decides: without a term"),
                },
            ),
        ],
    )


def _numbers() -> Group:
    code = (
        "<p>{% money 4812345678 %} · {% compact_money 4812345678 %} · "
        "{% compact_money 4800000 %} · {% number 1234567 %} · {% percent 41.5 1 %} · "
        "{% days 45 %} · {% days 944 %} · "
        "{% day on %} · {% day on long=True %} · {{ on|month_long }}</p>"
    )
    return Group(
        ident="numbers",
        title=_("Numbers, money and dates"),
        note=_("In the language of the page, with the exact value kept for machines."),
        examples=[
            Example(name=_("all"), code=code, values={"on": date(2025, 5, 14)}),
            Example(
                name=_("facts"),
                code="{% facts items %}",
                values={
                    "items": [
                        Fact(label=_("Code"), value="40030997-0"),
                        Fact(
                            label=_("Executing unit"),
                            value="Municipalidad de Río Alto",
                            url="#numbers",
                        ),
                        Fact(label=_("Route"), value="FRIL", note=_("small municipal works")),
                    ]
                },
            ),
        ],
    )


def _notices() -> Group:
    return Group(
        ident="notice",
        is_row=True,
        title=_("Notice"),
        note=_("Something that the reader should know now."),
        examples=[
            Example(
                name=tone,
                code="{% notice tone %}<p>{{ words }}</p>{% endnotice %}",
                values={"tone": tone, "words": words},
            )
            for tone, words in (
                ("info", _("The figures are those of the budget of this year.")),
                ("success", _("The payment was recorded.")),
                ("warning", _("A payment is dated before its contract.")),
                ("error", _("The file could not be read.")),
            )
        ],
    )


def _empties() -> Group:
    kinds = (
        (
            "empty",
            _("No initiative is like that"),
            _("Take a filter away, or search another word."),
        ),
        ("loading", _("The file is being read"), _("You may leave: it goes on without you.")),
        ("failed", _("The list could not be made"), _("Load the page again in a minute.")),
        ("forbidden", _("You may not see this"), _("Sign in with the role that may.")),
        ("too-many", _("Too many to show at once"), _("Narrow the list, or download all of it.")),
    )
    return Group(
        ident="empty",
        is_row=True,
        title=_("Nothing to show"),
        note=_("Designed states, each with a next step."),
        examples=[
            Example(
                name=kind,
                code="{% empty kind title=title level=3 %}<p>{{ next }}</p>{% endempty %}",
                values={"kind": kind, "title": title, "next": step},
            )
            for kind, title, step in kinds
        ],
    )


def _cites() -> Group:
    return Group(
        ident="cite",
        title=_("Citing and the record"),
        note=_("A permanent address, and the entry of the public record."),
        examples=[
            Example(
                name=_("cite"),
                code="{% cite title url on=on %}",
                values={
                    "title": "Parque Ribera Norte, etapa 2",
                    "url": "https://example.org/inversiones/40030997-0/",
                    "on": date(2026, 11, 22),
                },
            ),
            Example(
                name=_("record line"),
                code="{% record_line 48213 url at=at %}",
                values={"url": "#cite", "at": datetime(2026, 11, 22, 12, 14, tzinfo=UTC)},
            ),
        ],
    )


def _follows() -> Group:
    whole = Follow(
        title=_("Regional Council"),
        feed_url="#follow-component",
        calendar_url="#follow-component",
    )
    return Group(
        ident="follow-component",
        title=_("Follow"),
        note=_("The feed and the calendar of a page; nobody needs an account."),
        examples=[
            Example(name=_("feed and calendar"), code="{% follow item %}", values={"item": whole}),
            Example(
                name=_("feed only"),
                code="{% follow item %}",
                values={"item": Follow(title=whole.title, feed_url=whole.feed_url)},
            ),
            Example(
                name=_("in the head of the page, for programs"),
                code="{% follow_head item %}",
                values={"item": whole},
            ),
        ],
    )
