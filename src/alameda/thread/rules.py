"""How links and steps read in the two directions, and in W3C PROV-O. Pure: no Django."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

PROV_CONTEXT = {
    "prov": "http://www.w3.org/ns/prov#",
    "dct": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "title": "dct:title",
    "identifier": "dct:identifier",
}

# A link says "source KIND target"; PROV-O relates the later thing to the earlier one. True: the
# source is the later one.
PROV_RELATION: Mapping[str, tuple[str, bool]] = {
    "originates": ("prov:wasDerivedFrom", False),
    "discussed_in": ("prov:wasInfluencedBy", True),
    "prioritised_by": ("prov:wasInfluencedBy", True),
    "approved_by": ("prov:wasInfluencedBy", True),
    "funded_by": ("prov:wasInfluencedBy", True),
    "contracted_by": ("prov:wasDerivedFrom", False),
    "paid_by": ("prov:wasDerivedFrom", False),
    "evidenced_by": ("prov:wasInfluencedBy", True),
    "answers": ("prov:wasDerivedFrom", True),
    "fulfils": ("prov:wasInfluencedBy", True),
    "merges": ("prov:wasDerivedFrom", True),
    "supersedes": ("prov:wasRevisionOf", True),
}


@dataclass(frozen=True, kw_only=True)
class Node:
    """A subject as the thread shows it.

    Attributes:
        code: permanent code.
        kind: such as ``initiative``.
        title: in the words of its owner.
        url: absolute public address.
        state: key of its state, or empty.
    """

    code: str
    kind: str
    title: str
    url: str
    state: str = ""


@dataclass(frozen=True, kw_only=True)
class Tie:
    """A link between two nodes: ``source`` ``kind`` ``target`` since ``on``."""

    source: str
    kind: str
    target: str
    on: date


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A dated act inside one subject: an approval, a contract, a payment.

    Attributes:
        on: the day.
        kind: ``idea``, ``act``, ``vote``, ``money``, ``work`` or ``end``.
        title: what happened.
        detail: one sentence more, or empty.
        url: absolute address, or empty.
    """

    on: date
    kind: str
    title: str
    detail: str = ""
    url: str = ""


Named = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Brief:
    """What one module says of its subject on a page of another one, in the reader's language.

    Attributes:
        code: permanent code.
        kind: such as ``agreement``.
        title: in the words of its owner.
        url: address in the reader's language.
        state_key: key of its state.
        state_label: the state, in words.
        tone: of ``ui.parts.Tone``.
        sentence: how it stands, in one sentence; may be empty.
        on: the day that matters most of it.
        money: amounts with their labels, in whole pesos; nothing where it is not known.
        counts: key, label and number of each count of a vote, in order.
        names: by key of a count, name and address of each who did it.
        links: label and address of where more is said.
        notes: what a reader has to know besides, a sentence each.
    """

    code: str
    kind: str
    title: str
    url: str
    state_key: str = ""
    state_label: str = ""
    tone: str = "quiet"
    sentence: str = ""
    on: date | None = None
    money: tuple[tuple[str, int], ...] = ()
    counts: tuple[tuple[str, str, int], ...] = ()
    names: Mapping[str, tuple[Named, ...]] = field(default_factory=dict)
    links: tuple[Named, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def ballots(self) -> tuple[tuple[str, str, int, tuple[Named, ...]], ...]:
        """Key, label, number and names of each count, as a page goes through them."""
        return tuple(
            (key, label, count, self.names.get(key, ())) for key, label, count in self.counts
        )


def prov_document(
    *, subject: Node, nodes: Sequence[Node], ties: Sequence[Tie], moments: Sequence[Moment]
) -> dict[str, Any]:
    """The thread as a PROV-O JSON-LD document.

    Subjects are entities, moments are activities that each leave the subject as it then was, and
    links relate entities.
    """
    by_code = {node.code: node for node in (subject, *nodes)}
    relations: dict[str, dict[str, list[dict[str, str]]]] = {}
    for tie in ties:
        relation, source_is_later = PROV_RELATION[tie.kind]
        later, earlier = (tie.source, tie.target) if source_is_later else (tie.target, tie.source)
        if later in by_code and earlier in by_code:
            found = relations.setdefault(later, {}).setdefault(relation, [])
            found.append({"@id": by_code[earlier].url})
    graph: list[dict[str, Any]] = [
        {
            "@id": node.url,
            "@type": "prov:Entity",
            "identifier": node.code,
            "title": node.title,
            **relations.get(node.code, {}),
        }
        for node in by_code.values()
    ]
    for number, moment in enumerate(moments, start=1):
        day = {"@value": moment.on.isoformat(), "@type": "xsd:date"}
        graph.append(
            {
                "@id": f"{subject.url}#momento-{number}",
                "@type": "prov:Activity",
                "title": moment.title,
                "prov:startedAtTime": day,
                "prov:endedAtTime": day,
                "prov:used": {"@id": subject.url},
            }
        )
    return {"@context": PROV_CONTEXT, "@graph": graph}
