"""Who may make, read and change documents."""

from __future__ import annotations

from alameda.accounts.rules import STAFF_ROLES
from alameda.documents.models import Document
from alameda.foundation.actor import Actor

RESERVED_READERS = ("council_secretary", "control", "governor")
OPENERS = (*RESERVED_READERS, "transparency_officer", "document_office")


def is_staff(actor: Actor) -> bool:
    """Whether the actor works in the regional government, or is the system."""
    return actor.is_staff or any(grant.role in STAFF_ROLES for grant in actor.grants)


def may_make(actor: Actor) -> bool:
    """Whether the actor may make or upload documents: who works here."""
    return is_staff(actor)


def may_read_reserved(actor: Actor) -> bool:
    """Whether the actor may read what is reserved."""
    return any(actor.has(role) for role in RESERVED_READERS)


def may_read(actor: Actor, document: Document) -> bool:
    """Whether the actor may read a document, and know that it exists."""
    match document.visibility:
        case Document.Visibility.PUBLIC:
            return True
        case Document.Visibility.INTERNAL:
            return is_staff(actor)
        case _:
            return may_read_reserved(actor)


def may_change(actor: Actor, document: Document) -> bool:
    """Whether the actor may give a document a new version."""
    return may_make(actor) and may_read(actor, document)


def may_set_visibility(actor: Actor, document: Document) -> bool:
    """Whether the actor may change who reads a document that the actor may read."""
    return any(actor.has(role) for role in OPENERS) and may_read(actor, document)
