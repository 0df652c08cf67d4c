"""Shapes that the API of every module shares: closed lists, codes, the part of a list."""

from __future__ import annotations

from typing import Annotated

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

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


class Asking(Schema):
    """What an act is asked with: a field that means nothing there is refused, never left aside."""

    model_config = ConfigDict(extra="forbid")


class PageQuery(Schema):
    """Which part of a list."""

    limit: int = Field(50, ge=1, le=MAX_LIMIT)
    cursor: str = Field("", max_length=400)
