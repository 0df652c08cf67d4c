"""Meetings, their places, agenda items, papers, consultations and files, as OParl 1.1.

A paper is what the Council agreed, with its certificate; its consultation ties it to the item.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, QuerySet
from django.db.models.functions import Greatest
from django.utils import timezone

from alameda.council.models import AgendaItem, Agreement, Attendance, ItemFile, Minutes, Session
from alameda.council.rules import vocabulary
from alameda.council.rules.states import ITEM
from alameda.council.selectors.agreements import agreements_visible_to
from alameda.documents.models import Document, Version
from alameda.foundation.actor import VISITOR
from alameda.foundation.hours import known_ending
from alameda.foundation.vocabulary import find
from alameda.opendata.selectors.oparl import shapes
from alameda.opendata.selectors.oparl.people import BODY
from alameda.opendata.selectors.oparl.shapes import Thing

# OParl recommends three words for the state of a meeting, in its own language.
STATES = {
    "convened": "terminiert",
    "agenda_published": "eingeladen",
    "open": "eingeladen",
    "suspended": "eingeladen",
}
HELD = "durchgeführt"
CANCELLED = frozenset({"cancelled", "failed"})
BEFORE_PUBLIC = "convened"


def sessions() -> QuerySet[Session]:
    """Sessions with all that ``meeting`` reads."""
    present = Attendance.objects.filter(session=OuterRef("pk"), state="present")
    codes = present.order_by("councillor").values_list("councillor__code", flat=True)
    return (
        Session.objects.select_related("subject", "body")
        .annotate(told_present=ArraySubquery(codes))
        .prefetch_related(
            Prefetch("items", _items_of_a_session(), to_attr="told_items"),
            Prefetch("minutes", Minutes.objects.select_related("document")),
        )
    )


def _items_of_a_session() -> QuerySet[AgendaItem]:
    """Items with ``told_at``: when anything last changed of what is told of them."""
    return (
        AgendaItem.objects.select_related("agreement__subject", "agreement__certificate")
        .annotate(
            told_at=Greatest(
                "changed_at",
                "session__agenda_published_at",
                "session__subject__changed_at",
                "agreement__changed_at",
                "agreement__subject__changed_at",
            )
        )
        .prefetch_related(Prefetch("files", ItemFile.objects.select_related("document")))
        .order_by("position", "pk")
    )


def items() -> QuerySet[AgendaItem]:
    """Items on an agenda that was published, with all that ``agenda_item`` reads."""
    return (
        _items_of_a_session()
        .filter(session__isnull=False)
        .exclude(session__state=BEFORE_PUBLIC)
        .select_related("session__subject", "agreement__subject", "agreement__certificate")
    )


def agreements() -> QuerySet[Agreement]:
    """Agreements that are public, with all that ``paper`` reads; ``told_at``, as of items."""
    return (
        agreements_visible_to(VISITOR)
        .select_related("subject", "certificate", "item", "session__body", "committee", "corrects")
        .annotate(told_at=Greatest("changed_at", "subject__changed_at"))
    )


def documents() -> QuerySet[Document]:
    """Documents with all that ``file`` reads."""
    newest = Version.objects.select_related("blob").order_by("-number")
    return Document.objects.prefetch_related(Prefetch("versions", newest, to_attr="told_versions"))


def meeting(row: Session) -> Thing:
    """A session with its agenda, once that is published, and who was there."""
    at = (row.subject.created_at, row.changed_at)
    made = shapes.thing("meetings", row.code, "Meeting", at=at)
    if not shapes.is_told(row.subject):
        return shapes.stub(made)
    agenda: list[AgendaItem] = getattr(row, "told_items", [])
    if row.state == BEFORE_PUBLIC:
        agenda = []
    present: list[str] = getattr(row, "told_present", [])
    starts_at = row.opened_at or row.starts_at
    minutes = getattr(row, "minutes", None)
    protocol = minutes.document if minutes else None
    is_public = protocol is not None and protocol.visibility == Document.Visibility.PUBLIC
    return shapes.whole(
        made
        | {
            "name": row.subject.title,
            "meetingState": STATES.get(row.state, HELD),
            "start": shapes.moment(starts_at),
            "end": shapes.moment(known_ending(starts_at, row.closed_at)),
            "location": location(row, is_inside=True) if row.place else None,
            "organization": [shapes.address("organizations", row.body.slug)],
            "participant": [shapes.address("persons", code) for code in present],
            "resultsProtocol": brief_file(protocol) if protocol and is_public else None,
            "agendaItem": [agenda_item(item, is_inside=True) for item in agenda],
            "web": shapes.page(row.get_absolute_url()),
            "alameda:isInconsistent": row.is_inconsistent or None,
            "alameda:source": row.source,
        }
    ) | ({"cancelled": True} if row.state in CANCELLED else {})


def places() -> QuerySet[Session]:
    """Sessions whose place is known, with all that ``location`` reads."""
    return Session.objects.exclude(place="").select_related("subject")


def location(row: Session, *, is_inside: bool = False) -> Thing:
    """Where a session is held, as it is written; inside its meeting it does not say which one.

    A place is a text and no more: each session has its own, though two read the same.
    """
    at = (row.subject.created_at, row.changed_at)
    made = shapes.thing("locations", row.code, "Location", at=at)
    if not shapes.is_told(row.subject):
        return shapes.stub(made)
    if not is_inside:
        made["meetings"] = [shapes.address("meetings", row.code)]
    return made | {"description": row.place}


def agenda_item(row: AgendaItem, *, is_inside: bool = False) -> Thing:
    """An item; inside its meeting it does not repeat which one that is."""
    agreement = getattr(row, "agreement", None)
    made: Thing = {
        "id": shapes.address("agendaitems", row.code),
        "type": f"{shapes.VERSION}AgendaItem",
        "created": shapes.moment(row.created_at),
        "modified": shapes.moment(_told_at(row, row.changed_at)),
    }
    if not is_inside and row.session is not None:
        if not shapes.is_told(row.session.subject) or row.session.state == BEFORE_PUBLIC:
            return shapes.stub(made) | {"order": max(row.position, 1)}
        made["meeting"] = shapes.address("meetings", row.session.code)
    is_agreed = agreement is not None and _is_public(row, agreement)
    return shapes.whole(
        made
        | {
            "number": row.number,
            "order": max(row.position, 1),
            "name": row.title,
            "result": _result(row, agreement if is_agreed else None),
            "resolutionText": agreement.text if agreement and is_agreed else "",
            "consultation": (
                shapes.address("consultations", agreement.code) if agreement and is_agreed else ""
            ),
            "auxiliaryFile": [
                brief_file(kept.document)
                for kept in row.files.all()
                if kept.document.visibility == Document.Visibility.PUBLIC
            ],
            "keyword": [vocabulary.business(row.business).es],
        }
    ) | {"public": True}


def _told_at(row: AgendaItem | Agreement, otherwise: datetime) -> datetime:
    """When anything last changed of what is told of a row: the same wherever it is told."""
    found: datetime = getattr(row, "told_at", otherwise)
    return found


def _is_public(row: AgendaItem, agreement: Agreement) -> bool:
    is_imported = row.session is not None and row.session.import_run_id is not None
    return shapes.is_told(agreement.subject) and (is_imported or agreement.published_at is not None)


def _result(row: AgendaItem, agreement: Agreement | None) -> str:
    if agreement is not None:
        return find(vocabulary.OUTCOMES, agreement.outcome).es
    return ITEM.state(row.state).es


def paper(row: Agreement) -> Thing:
    """What was agreed."""
    at = (row.subject.created_at, _told_at(row, row.subject.changed_at))
    made = shapes.thing("papers", row.code, "Paper", at=at)
    if not shapes.is_told(row.subject):
        return shapes.stub(made)
    certificate = row.certificate
    is_public = certificate is not None and certificate.visibility == Document.Visibility.PUBLIC
    return shapes.whole(
        made
        | {
            "body": shapes.address("bodies", BODY),
            "name": row.title,
            "reference": f"{row.number}/{row.year}" if row.number else row.code,
            "date": shapes.day(row.agreed_on),
            "paperType": "Acuerdo",
            "mainFile": brief_file(certificate) if certificate and is_public else None,
            "originatorOrganization": [shapes.address("organizations", row.session.body.slug)],
            "underDirectionOf": (
                [shapes.address("organizations", row.committee.slug)] if row.committee else []
            ),
            "relatedPaper": [shapes.address("papers", row.corrects.code)] if row.corrects else [],
            "consultation": [consultation(row, is_inside=True)],
            "keyword": [vocabulary.business(row.business).es],
            "web": shapes.page(row.get_absolute_url()),
            "alameda:amountClp": row.amount_clp,
        }
    )


def consultation(row: Agreement, *, is_inside: bool = False) -> Thing:
    """The decision on a paper, in a meeting."""
    at = (row.subject.created_at, _told_at(row, row.subject.changed_at))
    made = shapes.thing("consultations", row.code, "Consultation", at=at)
    if not shapes.is_told(row.subject):
        return shapes.stub(made)
    if not is_inside:
        made["paper"] = shapes.address("papers", row.code)
    return made | {
        "agendaItem": shapes.address("agendaitems", row.item.code),
        "meeting": shapes.address("meetings", row.session.code),
        "organization": [shapes.address("organizations", row.session.body.slug)],
        "authoritative": True,
        "role": "Entscheidung",
    }


def brief_file(row: Document) -> Thing:
    """A file inside another object: where it is, without reading its versions."""
    return shapes.thing("files", row.code, "File", at=(row.created_at, row.created_at)) | {
        "name": row.title,
        "accessUrl": f"{settings.BASE_URL}{row.get_absolute_url()}",
    }


def file(row: Document) -> Thing:
    """A file with what is known of its newest version."""
    at = (row.created_at, row.created_at)
    if row.visibility != Document.Visibility.PUBLIC:
        return shapes.stub(shapes.thing("files", row.code, "File", at=at)) | {
            "accessUrl": f"{settings.BASE_URL}{row.get_absolute_url()}"
        }
    made = brief_file(row)
    versions: list[Version] = getattr(row, "told_versions", [])
    if versions:
        newest = versions[0]
        made |= {
            "modified": shapes.moment(newest.made_at),
            "fileName": newest.file_name,
            "mimeType": newest.blob.media_type,
            "size": newest.blob.size,
            "date": shapes.day(timezone.localdate(newest.made_at)),
        }
    return shapes.whole(made)
