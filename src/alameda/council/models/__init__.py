"""The tables of the Council, a file a noun."""

from alameda.council.models.agreements import Agreement, Correction, Minutes
from alameda.council.models.imports import Finding, PastImport
from alameda.council.models.items import AgendaItem, ItemFile, ItemMove, Recusal
from alameda.council.models.people import (
    Bloc,
    BlocMembership,
    Body,
    Circumscription,
    Councillor,
    Leave,
    Mandate,
    Membership,
)
from alameda.council.models.sessions import Attendance, Happening, Presence, Session
from alameda.council.models.votes import Ballot, BallotCorrection, Vote
from alameda.council.models.work import CitizenPoint, Commitment, Matter, Support

__all__ = [
    "AgendaItem",
    "Agreement",
    "Attendance",
    "Ballot",
    "BallotCorrection",
    "Bloc",
    "BlocMembership",
    "Body",
    "Circumscription",
    "CitizenPoint",
    "Commitment",
    "Correction",
    "Councillor",
    "Finding",
    "Happening",
    "ItemFile",
    "ItemMove",
    "Leave",
    "Mandate",
    "Matter",
    "Membership",
    "Minutes",
    "PastImport",
    "Presence",
    "Recusal",
    "Session",
    "Support",
    "Vote",
]
