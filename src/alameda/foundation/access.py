"""Every view says who may open it: a test walks all routes and refuses one that does not.

``public`` marks a page for everybody; ``signed_in`` and ``requires`` also guard it. They guard the
door only: what the actor may do with one thing is asked again, by its policy, inside the action.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from alameda.foundation.actor import VISITOR, Actor
from alameda.foundation.errors import NotAllowedError, NotFoundError

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class ActorRequest(HttpRequest):
    """A request that knows who acts; ``accounts`` sets the actor."""

    actor: Actor


P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)
View = Callable[Concatenate[ActorRequest, P], R]


@dataclass(frozen=True)
class Access:
    """Who may open a view; found on it as ``view.access``.

    Attributes:
        is_public: everybody may.
        roles: holding any of these is enough; empty and not public: whoever is signed in.
    """

    is_public: bool = False
    roles: tuple[str, ...] = ()

    def admits(self, actor: Actor) -> bool:
        """Whether the actor may open it, in whatever place the role holds."""
        if self.is_public or actor.kind == "system":
            return True
        if not self.roles:
            return actor.kind != VISITOR.kind
        return any(grant.role in self.roles for grant in actor.grants)


def access_of(view: object) -> Access | None:
    """What the view declared, or nothing where it forgot to."""
    found = getattr(view, "access", None)
    return found if isinstance(found, Access) else None


def public(view: View[P, R]) -> View[P, R]:
    """Declare that everybody may open the view."""
    vars(view)["access"] = Access(is_public=True)
    return view


def signed_in(view: View[P, R]) -> View[P, R]:
    """Let only people and tokens open the view, whatever their roles."""
    return _guarded(view, Access())


def requires(*roles: str, why: StrOrPromise = "") -> Callable[[View[P, R]], View[P, R]]:
    """Let only those who hold any of the roles, somewhere, open the view.

    Args:
        roles: holding one is enough.
        why: what the others are told: whose page it is, and where theirs may be.

    Raises:
        ValueError: no role was named; ``signed_in`` says that.
    """
    if not roles:
        message = "Name at least one role, or use signed_in."
        raise ValueError(message)
    return lambda view: _guarded(view, Access(roles=roles), why)


def only_in_a_demonstration() -> None:
    """Go on only in a demonstration.

    Raises:
        NotFoundError: this is a real instance, which has no such page.
    """
    if not settings.IS_DEMO:
        raise NotFoundError(_("This page exists only in a demonstration."))


def _guarded(view: View[P, R], access: Access, why: StrOrPromise = "") -> View[P, R]:
    @wraps(view)
    def guarded(request: ActorRequest, /, *args: P.args, **kwargs: P.kwargs) -> R:
        actor: Actor = getattr(request, "actor", VISITOR)
        if not access.admits(actor):
            sentence = str(why) or _("This page is not open to you.")
            raise NotAllowedError(sentence, roles=access.roles)
        return view(request, *args, **kwargs)

    vars(guarded)["access"] = access
    return guarded
