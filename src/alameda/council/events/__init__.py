"""What the Council publishes in the record, a file a noun.

A member enters by ``code``, never by name (ADR 0008).
"""

from alameda.council.events.agreements import (
    AgreementCertified,
    AgreementCorrected,
    AgreementIssued,
    AgreementPublished,
    AgreementTextEdited,
    CommitmentAnswered,
    CommitmentRaised,
    CommitmentWithdrawn,
    MatterMoved,
    MatterRegistered,
    MinutesApproved,
    MinutesCorrected,
    MinutesDrafted,
    MinutesPublished,
    PointDeclined,
    PointExpired,
    PointOpened,
    PointReached,
)

__all__ = [
    "AgreementCertified",
    "AgreementCorrected",
    "AgreementIssued",
    "AgreementPublished",
    "AgreementTextEdited",
    "CommitmentAnswered",
    "CommitmentRaised",
    "CommitmentWithdrawn",
    "MatterMoved",
    "MatterRegistered",
    "MinutesApproved",
    "MinutesCorrected",
    "MinutesDrafted",
    "MinutesPublished",
    "PointDeclined",
    "PointExpired",
    "PointOpened",
    "PointReached",
]
