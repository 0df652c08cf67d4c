"""What the shapes share: closed lists, and a member by code."""

from __future__ import annotations

from typing import Annotated

from ninja import Schema

from alameda.council.rules import vocabulary
from alameda.council.rules.states import ITEM_STATES, SESSION_STATES
from alameda.foundation.vocabulary import keys
from alameda.pages.api.shapes import one_of

SessionKind = Annotated[str, *one_of(keys(vocabulary.SESSION_KINDS))]
SessionState = Annotated[str, *one_of(tuple(state.key for state in SESSION_STATES))]
ItemState = Annotated[str, *one_of(tuple(state.key for state in ITEM_STATES))]
BusinessKey = Annotated[str, *one_of(keys(vocabulary.BUSINESS))]
Outcome = Annotated[str, *one_of(keys(vocabulary.OUTCOMES))]
Choice = Annotated[str, *one_of(keys(vocabulary.CHOICES))]
CommitmentState = Annotated[str, *one_of(keys(vocabulary.COMMITMENT_STATES))]
PointState = Annotated[str, *one_of(keys(vocabulary.POINT_STATES))]


class MemberOut(Schema):
    """A member, by code."""

    code: str
    name: str
