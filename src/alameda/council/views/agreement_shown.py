"""An agreement in words: as an entry of a list, in one sentence, its facts and its term."""

from __future__ import annotations

from django.utils.translation import gettext as _

from alameda.council.models import Agreement
from alameda.council.selectors.agreements import publication_clock
from alameda.council.views.votes_shown import counted_words
from alameda.council.views.wording import business_label, outcome_label, outcome_tone, session_title
from alameda.foundation import words
from alameda.pages.views.clocks import known
from alameda.territory.selectors import region_letters
from alameda.ui.clocks import told
from alameda.ui.context import address_of
from alameda.ui.parts import Clock, Entry, Fact


def entry_of(row: Agreement) -> Entry:
    """An agreement as an entry of a list."""
    meta = [row.code, business_label(row.business), words.day(row.agreed_on)]
    if row.committee is not None:
        meta.append(row.committee.name)
    return Entry(
        title=row.title,
        url=address_of(row.get_absolute_url()),
        state_key=row.outcome,
        state_label=outcome_label(row.outcome),
        tone=outcome_tone(row.outcome),  # type: ignore[arg-type]  # checked where it is made
        meta=meta,
        detail=counted_words(row.vote),
        amount=words.compact_money(row.amount_clp) if row.amount_clp is not None else "",
        amount_label="",
    )


def sentence_of(agreement: Agreement) -> str:
    """What the Council decided, on what day and by how many."""
    values = {
        "day": words.day_long(agreement.agreed_on),
        "votes": counted_words(agreement.vote),
    }
    sentence = {
        "approved": _("The Council approved it on %(day)s: %(votes)s."),
        "refused": _("The Council refused it on %(day)s: %(votes)s."),
        "tied": _("The Council tied on it on %(day)s: %(votes)s."),
    }[agreement.outcome]
    return sentence % values


def facts_of(agreement: Agreement) -> list[Fact]:
    """What it is, where it was decided, its money, its papers."""
    session = agreement.session
    found = [
        Fact(label=_("Code"), value=agreement.code),
        Fact(
            label=_("Session"),
            value=session_title(session),
            url=address_of(f"{session.get_absolute_url()}#{agreement.item.anchor}"),
        ),
    ]
    if agreement.committee is not None:
        url = address_of(f"/consejo/comisiones/{agreement.committee.slug}/")
        found.append(Fact(label=_("Committee"), value=agreement.committee.name, url=url))
    if agreement.amount_clp is not None:
        found.append(Fact(label=_("Amount"), value=words.money(agreement.amount_clp)))
    found += [
        Fact(label=label, value=value)
        for label, value in (
            (_("Fund"), agreement.fund),
            (_("Beneficiary"), agreement.beneficiary),
        )
        if value
    ]
    if agreement.item.matter is not None:
        matter = agreement.item.matter
        found.append(Fact(label=_("About"), value=matter.title, url=address_of(matter.address)))
    found += _papers(agreement)
    return found


def _papers(agreement: Agreement) -> list[Fact]:
    found = []
    certificate = agreement.certificate
    if certificate is not None and certificate.visibility == "public":
        url = address_of(certificate.get_absolute_url())
        found.append(Fact(label=_("Certificate"), value=certificate.code, url=url))
    if agreement.corrects is not None:
        url = address_of(agreement.corrects.get_absolute_url())
        found.append(Fact(label=_("Corrects"), value=agreement.corrects.code, url=url))
    if agreement.published_at is not None:
        due = agreement.publication_due_on
        is_late = due is not None and words.local_date(agreement.published_at) > due
        note = "" if due is None else _("out of term") if is_late else _("in term")
        day = words.day_long(agreement.published_at)
        found.append(Fact(label=_("Published"), value=day, note=note))
    return found


def clocks_of(agreement: Agreement) -> list[Clock]:
    """The term to publish it, while it runs."""
    if agreement.published_at is not None or agreement.session.import_run_id:
        return []
    counted = known(lambda: publication_clock(agreement, region=region_letters()))
    if counted is None:
        return []
    return [
        told(
            counted,
            who=_("Secretary of the Council"),
            what=_("Publishes this agreement with its certificate."),
        )
    ]
