"""The Council for machines: what it did and decided; the moves of a session under way."""

from ninja import Router

from alameda.council.api import decisions, people, sessions, voting

router = Router(tags=["council"])
for _part in (sessions, decisions, people, voting):
    router.add_router("/council", _part.router)

__all__ = ["router"]
