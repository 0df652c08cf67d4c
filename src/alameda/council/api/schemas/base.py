"""What the shapes share: closed lists, codes, the part of a list, and a member by code."""

from __future__ import annotations

from typing import Annotated

from ninja import Schema
from pydantic import AfterValidator, Field, StringConstraints

from alameda.council.rules import vocabulary
from alameda.council.rules.states import ITEM_STATES, SESSION_STATES

MAX_LIMIT = 200


def one_of(keys: tuple[str, ...]) -> tuple[object, ...]:
    """What makes a text one of a closed list, in checking and in the description."""

    def check(value: str) -> str:
        if value not in keys:
            message = f"one of: {', '.join(keys)}"
            raise ValueError(message)
        return value

    return AfterValidator(check), Field(json_schema_extra={"enum": list(keys)})


Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,80}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,80}$")]
Year = Annotated[int, Field(ge=1990, le=2100)]
SessionKind = Annotated[str, *one_of(vocabulary.keys(vocabulary.SESSION_KINDS))]
SessionState = Annotated[str, *one_of(tuple(state.key for state in SESSION_STATES))]
ItemState = Annotated[str, *one_of(tuple(state.key for state in ITEM_STATES))]
BusinessKey = Annotated[str, *one_of(vocabulary.keys(vocabulary.BUSINESS))]
Outcome = Annotated[str, *one_of(vocabulary.keys(vocabulary.OUTCOMES))]
Choice = Annotated[str, *one_of(vocabulary.keys(vocabulary.CHOICES))]
CommitmentState = Annotated[str, *one_of(vocabulary.keys(vocabulary.COMMITMENT_STATES))]
PointState = Annotated[str, *one_of(vocabulary.keys(vocabulary.POINT_STATES))]


class PageQuery(Schema):
    """Which part of a list."""

    limit: int = Field(50, ge=1, le=MAX_LIMIT)
    cursor: str = Field("", max_length=400)


class MemberOut(Schema):
    """A member, by code."""

    code: str
    name: str
