"""Who acts: one value, made once a request by ``accounts``, required by every action."""

from __future__ import annotations

from dataclasses import dataclass, field

# Roles that anybody may hold: they open nothing that words could be put into the record by.
PUBLIC_ROLES = frozenset({"community_leader", "resident"})


@dataclass(frozen=True, order=True)
class Grant:
    """A role that holds now, and where it holds.

    Attributes:
        role: a key of ``accounts.rules.ROLES``, such as ``"treasury"``.
        unit: code of the unit it is limited to, or empty: everywhere.
        comuna: CUT of the comuna it is limited to, or empty: everywhere.
        body: code of the body (council, committee) it is limited to, or empty: everywhere.
    """

    role: str
    unit: str = ""
    comuna: str = ""
    body: str = ""


@dataclass(frozen=True)
class Actor:
    """A visitor, a person, a token or the system itself.

    Attributes:
        kind: ``"visitor"``, ``"person"``, ``"token"`` or ``"system"``.
        person_id: primary key of the person, where there is one. Never published.
        grants: the roles that hold today.
    """

    kind: str
    person_id: int | None = None
    grants: frozenset[Grant] = field(default_factory=frozenset)

    def has(self, role: str, *, unit: str = "", comuna: str = "", body: str = "") -> bool:
        """Whether the actor holds the role there; a grant without a scope holds everywhere."""
        if self.kind == "system":
            return True
        return any(
            grant.role == role
            and grant.unit in {"", unit}
            and grant.comuna in {"", comuna}
            and grant.body in {"", body}
            for grant in self.grants
        )

    @property
    def is_staff(self) -> bool:
        """Whether the actor works in the regional government (holds any staff role)."""
        return self.has("staff")

    @property
    def is_of_public(self) -> bool:
        """Whether the actor holds no office: anybody with an account, or nobody in particular."""
        return self.kind != "system" and all(grant.role in PUBLIC_ROLES for grant in self.grants)

    @property
    def public_name(self) -> str:
        """What the record says of the actor: roles, never a person's identity."""
        if self.kind in {"system", "visitor"}:
            return self.kind
        roles = sorted({grant.role for grant in self.grants} - {"staff"})
        return "+".join(roles) or self.kind


VISITOR = Actor(kind="visitor")
SYSTEM = Actor(kind="system")
