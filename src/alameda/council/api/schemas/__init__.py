"""The shapes of the answers. Money is whole pesos, days are ISO 8601, empty means not known."""

from alameda.council.api.schemas.decisions import (
    AgreementDetail,
    AgreementPage,
    AgreementQuery,
    BallotOut,
    VoteDetail,
    VotePage,
    VoteQuery,
)
from alameda.council.api.schemas.people import (
    BallotQuery,
    BodyOut,
    CommitmentOut,
    CommitmentPage,
    CommitmentQuery,
    CouncillorOut,
    CouncillorVotePage,
    PointOut,
    PointPage,
    PointQuery,
)
from alameda.council.api.schemas.sessions import (
    AttendanceOut,
    ItemOut,
    ItemPage,
    ItemQuery,
    SessionDetail,
    SessionPage,
    SessionQuery,
)
from alameda.council.api.schemas.voting import ArrivalIn, BallotIn, CloseIn, RollIn
from alameda.pages.api.shapes import PageQuery

__all__ = [
    "AgreementDetail",
    "AgreementPage",
    "AgreementQuery",
    "ArrivalIn",
    "AttendanceOut",
    "BallotIn",
    "BallotOut",
    "BallotQuery",
    "BodyOut",
    "CloseIn",
    "CommitmentOut",
    "CommitmentPage",
    "CommitmentQuery",
    "CouncillorOut",
    "CouncillorVotePage",
    "ItemOut",
    "ItemPage",
    "ItemQuery",
    "PageQuery",
    "PointOut",
    "PointPage",
    "PointQuery",
    "RollIn",
    "SessionDetail",
    "SessionPage",
    "SessionQuery",
    "VoteDetail",
    "VotePage",
    "VoteQuery",
]
