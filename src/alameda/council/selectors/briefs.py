"""What an agreement says of itself on the page of what it decided: who voted what, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from alameda.council.models import Agreement, Ballot, Vote
from alameda.council.rules import vocabulary
from alameda.foundation import words
from alameda.foundation.actor import Actor
from alameda.foundation.vocabulary import find, say
from alameda.thread.rules import Brief, Named
from alameda.thread.selectors import subjects_visible_to
from alameda.ui.context import language_prefix

# Of the counts, those that are told even when nobody did it.
ALWAYS_TOLD = frozenset({"favour", "against"})


def briefs_of_agreements(codes: Sequence[str], actor: Actor) -> dict[str, Brief]:
    """Each agreement that the actor may see, with its vote by name; two queries for any number."""
    correcting = Agreement.objects.filter(
        corrects=OuterRef("pk"), subject__in=subjects_visible_to(actor)
    )
    found = list(
        Agreement.objects.filter(code__in=codes, subject__in=subjects_visible_to(actor))
        .select_related("vote", "session", "certificate")
        .annotate(corrected_code=Subquery(correcting.values("code")[:1]))
    )
    names = _names_by_vote([row.vote_id for row in found])
    return {row.code: _brief(row, names.get(row.vote_id, {})) for row in found}


def _names_by_vote(votes: Sequence[int]) -> dict[int, dict[str, list[Named]]]:
    if not votes:
        return {}
    prefix = language_prefix(words.language())
    rows = (
        Ballot.objects.filter(vote__in=votes)
        .order_by("councillor__sort_name", "councillor_id")
        .values_list("vote_id", "choice", "councillor__name", "councillor__slug")
    )
    found: dict[int, dict[str, list[Named]]] = {}
    for vote, choice, name, slug in rows:
        named = (name, f"{prefix}consejo/integrantes/{slug}/")
        found.setdefault(vote, {}).setdefault(choice, []).append(named)
    return found


def _brief(row: Agreement, names: Mapping[str, Sequence[Named]]) -> Brief:
    outcome = find(vocabulary.OUTCOMES, row.outcome)
    return Brief(
        code=row.code,
        kind="agreement",
        title=_title(row),
        url=_local(row.get_absolute_url()),
        state_key=outcome.key,
        state_label=say(outcome),
        tone=outcome.tone,
        sentence=_sentence(row),
        on=row.agreed_on,
        money=((_("Amount voted"), row.amount_clp),) if row.amount_clp else (),
        counts=_counts(row.vote),
        names={key: tuple(named) for key, named in names.items() if key},
        links=tuple(_links(row)),
        notes=tuple(_notes(row)),
    )


def _title(row: Agreement) -> str:
    if row.number is None:
        return _("Agreement without number")
    said = {"number": f"{row.number}/{row.year}"}
    return _("Agreement %(number)s") % said


def _sentence(row: Agreement) -> str:
    """In which session, with how many present and how many in favour."""
    vote, session = row.vote, row.session
    kind = find(vocabulary.SESSION_KINDS, session.kind)
    said = {
        "session": f"{say(kind)} {session.number}",
        "day": words.day_long(row.agreed_on),
        "favour": words.number(vote.favour or 0),
        "present": words.number(vote.present or 0),
    }
    if vote.favour is None or vote.present is None:
        return _("%(session)s, %(day)s.") % said
    if row.outcome == "approved":
        return _("%(session)s, %(day)s: %(favour)s of %(present)s present in favour.") % said
    return _("%(session)s, %(day)s: only %(favour)s of %(present)s present in favour.") % said


def _counts(vote: Vote) -> tuple[tuple[str, str, int], ...]:
    found = []
    for word in vocabulary.CHOICES:
        count: int | None = getattr(vote, word.key)
        if count or (count is not None and word.key in ALWAYS_TOLD):
            found.append((word.key, say(word), count))
    return tuple(found)


def _links(row: Agreement) -> list[Named]:
    found = [
        (_("The vote, and how it was counted"), _local(row.vote.get_absolute_url())),
        (_("The session"), _local(row.session.get_absolute_url())),
    ]
    if row.certificate is not None:
        said = {"code": row.certificate.code}
        found.append((_("Certificate %(code)s") % said, _local(row.certificate.get_absolute_url())))
    return found


def _notes(row: Agreement) -> list[str]:
    found = []
    if row.certificate is None and row.certified_at is not None:
        found.append(_("Its certificate was not digitised."))
    if row.vote.is_inconsistent:
        found.append(_("As it was published, the count contradicts itself."))
    if not row.vote.has_all_names:
        found.append(_("Its source does not name everybody who voted."))
    corrected = getattr(row, "corrected_code", None)
    if corrected:
        found.append(_("Corrected by %(code)s.") % {"code": corrected})
    return found


def _local(path: str) -> str:
    return language_prefix(words.language()) + path.lstrip("/")
