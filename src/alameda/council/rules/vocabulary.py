"""The closed lists of the Council, with their words. Pure: no Django.

Source: docs/rules/council.md; docs/glossary.md ties each word to its legal term.
"""

from __future__ import annotations

from dataclasses import dataclass

from alameda.foundation.vocabulary import Named, Word, by_key


@dataclass(frozen=True)
class Business(Named):
    """A kind of business that a council deals with.

    Attributes:
        section: key of the part of the agenda where it usually goes.
        majority: key of the majority it needs (see ``standing_orders``); empty: it has no vote.
        clock: key of the legal term that starts when the Council receives it; empty where none.
    """

    section: str = ""
    majority: str = ""
    clock: str = ""

    @property
    def has_vote(self) -> bool:
        """Whether it ends in a vote."""
        return bool(self.majority)


SESSION_KINDS = (
    Word("ordinary", "Sesión ordinaria", "Ordinary session"),
    Word("extraordinary", "Sesión extraordinaria", "Extraordinary session"),
    Word("committee", "Sesión de comisión", "Committee session"),
)

SECTIONS = (
    Word("report", "Cuenta", "Report"),
    Word("agenda", "Tabla", "Agenda"),
    Word("committee", "Informes de comisión", "Committee reports"),
    Word("other", "Varios", "Other business"),
)

BODY_KINDS = (
    Word("council", "Consejo", "Council"),
    Word("committee", "Comisión", "Committee"),
    Word("subcommittee", "Subcomisión", "Subcommittee"),
)

POSTS = (
    Word("president", "Preside", "Presides"),
    Word("chair", "Presidencia de comisión", "Chair"),
    Word("vice_chair", "Vicepresidencia de comisión", "Vice-chair"),
    Word("member", "Integrante", "Member"),
)

MANDATE_KINDS = (
    Word("councillor", "Consejera o consejero regional", "Regional councillor"),
    Word("governor", "Gobernador regional", "Governor"),
)

MANDATE_ENDINGS = (
    Word("term", "Término del período", "End of the term"),
    Word("resignation", "Renuncia", "Resignation"),
    Word("cessation", "Cesación en el cargo", "Removal"),
    Word("death", "Fallecimiento", "Death"),
    Word("incapacity", "Incapacidad", "Incapacity"),
)

LEAVE_KINDS = (
    Word("medical", "Licencia médica", "Medical leave"),
    Word("parental", "Permiso parental", "Parental leave"),
    Word("personal", "Permiso", "Personal leave"),
    Word("assignment", "Cometido", "On assignment"),
)

ATTENDANCE_STATES = (
    Word("present", "Presente", "Present", "done"),
    Word("absent", "Ausente", "Absent", "late"),
    Word("excused", "Ausente con justificación", "Excused", "quiet"),
    Word("on_leave", "Con licencia", "On leave", "quiet"),
)

CHOICES = (
    Word("favour", "A favor", "In favour", "done"),
    Word("against", "En contra", "Against", "stop"),
    Word("abstain", "Abstención", "Abstained", "wait"),
    Word("not_voting", "No vota", "Did not vote", "quiet"),
    Word("recused", "Inhabilidad", "Recused", "quiet"),
)

OUTCOMES = (
    Word("approved", "Aprobado", "Approved", "done"),
    Word("refused", "Rechazado", "Refused", "stop"),
    Word("tied", "Empate", "Tied", "wait"),
)

RECUSAL_REASONS = (
    Word("own_interest", "Interés propio", "Own interest"),
    Word("kin", "Interés de un pariente", "Interest of a relative"),
    Word("other", "Otra causa", "Another cause"),
    Word("not_stated", "Sin causa publicada", "Not stated"),
)

BUSINESS = (
    Business(
        "investment", "Iniciativa de inversión", "Investment", "agenda", "present", "core.silence"
    ),
    Business(
        "budget_frame", "Marco presupuestario", "Budget frame", "agenda", "present", "core.silence"
    ),
    Business(
        "budget_change",
        "Modificación presupuestaria",
        "Budget amendment",
        "agenda",
        "present",
        "core.silence",
    ),
    Business(
        "concession",
        "Concesión de un inmueble fiscal",
        "Concession of State property",
        "agenda",
        "present",
        "core.silence",
    ),
    Business(
        "environmental",
        "Pronunciamiento ambiental (SEIA)",
        "Environmental opinion",
        "agenda",
        "present",
    ),
    Business("appointment", "Designación", "Appointment", "agenda", "present"),
    Business(
        "control_head",
        "Nombramiento de la jefatura de control",
        "Appointment of the head of Control",
        "agenda",
        "control_head",
    ),
    Business(
        "plan", "Plan o instrumento", "Plan or instrument", "agenda", "present", "core.silence"
    ),
    Business("regulation", "Reglamento", "Regulation", "agenda", "present", "core.silence"),
    Business(
        "corporation",
        "Participación en una corporación",
        "Participation in a corporation",
        "agenda",
        "corporations",
    ),
    Business(
        "overrule",
        "Insistencia ante observaciones del gobernador",
        "Overruling the governor's observations",
        "agenda",
        "overrule",
    ),
    Business("minutes", "Aprobación de un acta", "Approval of minutes", "agenda", "present"),
    Business(
        "assignments", "Cometidos de integrantes", "Councillors' assignments", "agenda", "present"
    ),
    Business(
        "observation",
        "Observación fiscalizadora",
        "Oversight observation",
        "agenda",
        "observation",
        "core.observation_answer",
    ),
    Business("audit", "Auditoría externa", "External audit", "agenda", "present"),
    Business(
        "information",
        "Solicitud de información",
        "Request for information",
        "other",
        clock="core.information_request",
    ),
    Business("citizen_point", "Punto ciudadano", "Citizen point", "agenda"),
    Business("report", "Cuenta", "Report", "report"),
    Business("other", "Otro asunto", "Other business", "other"),
)

COMMITMENT_KINDS = (
    Word("request", "Petición en varios", "Request from the floor"),
    Word("information", "Solicitud de información", "Request for information"),
    Word("governor_question", "Pregunta al gobernador", "Question to the governor"),
    Word("observation", "Observación fiscalizadora", "Oversight observation"),
    Word("assignment", "Cometido", "Assignment"),
)

COMMITMENT_STATES = (
    Word("open", "Pendiente", "Open", "wait"),
    Word("answered", "Respondido", "Answered", "done"),
    Word("withdrawn", "Retirado", "Withdrawn", "quiet"),
)

POINT_STATES = (
    Word("collecting", "Reuniendo apoyos", "Collecting supporters", "wait"),
    Word("reached", "Alcanzó los apoyos", "Reached its supporters", "go"),
    Word("on_agenda", "En tabla", "On the agenda", "go"),
    Word("dealt_with", "Tratado", "Dealt with", "done"),
    Word("expired", "No alcanzó los apoyos", "Did not reach its supporters", "quiet"),
    Word("declined", "Inadmisible", "Not admissible", "stop"),
)

MATTER_STATES = (
    Word("entered", "Ingresada", "Entered", "wait"),
    Word("before_council", "Ante el Consejo", "Before the Council", "go"),
    Word("adopted", "Aprobada", "Adopted", "done"),
    Word("answered_yes", "Respondida favorablemente", "Answered in favour", "done"),
    Word("answered_no", "Respondida desfavorablemente", "Answered against", "stop"),
    Word("refused", "Rechazada", "Refused", "stop"),
    Word("stood_by_silence", "Aprobada por silencio", "Stood by silence", "done"),
    Word("withdrawn", "Retirada", "Withdrawn", "quiet"),
)

VOTE_STATES = (
    Word("open", "Abierta", "Open", "go"),
    Word("closed", "Cerrada", "Closed", "done"),
    Word("annulled", "Anulada", "Annulled", "quiet"),
)

MINUTES_STATES = (
    Word("drafted", "Borrador", "Draft", "wait"),
    Word("approved", "Aprobada", "Approved", "go"),
    Word("published", "Publicada", "Published", "done"),
)


def business(key: str) -> Business:
    """A kind of business by its key.

    Raises:
        KeyError: there is no such kind.
    """
    return _BUSINESS[key]


_BUSINESS = by_key(BUSINESS)
