"""What is sent while a session sits."""

from __future__ import annotations

from pydantic import Field

from alameda.council.api.schemas.base import Choice
from alameda.pages.api.shapes import Asking, Code


class BallotIn(Asking):
    """A ballot sent from a member's phone."""

    choice: Choice
    request_key: str = Field("", max_length=40, description="Made by the phone for this sending")
    councillor: Code | None = Field(
        None, description="Whose it is, where the secretary sends it; else the member's own"
    )


class RollIn(Asking):
    """Several ballots at once, by the secretary: choice by code of the member."""

    choices: dict[Code, Choice] = Field(max_length=200)


class CloseIn(Asking):
    """How a vote is closed."""

    marks_pending: bool = False


class ArrivalIn(Asking):
    """Who arrived."""

    councillor: Code
    is_remote: bool = False
