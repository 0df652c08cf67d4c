"""The words of invented business: trees, birds and places, never people or real organisations."""

from __future__ import annotations

from random import Random

_APPLICANTS = (
    "Junta de vecinos villa {tree}", "Club deportivo {bird}", "Comité de agua {tree}",
    "Cuerpo de bomberos, compañía {tree}", "Fundación {bird}", "Centro de madres {tree}",
    "Municipalidad de {comuna}", "Corporación educacional {tree}",
)  # fmt: skip
_TREES = (
    "Los Aromos", "El Quillay", "Los Maitenes", "El Peumo", "Los Litres", "El Boldo",
    "Las Pataguas",
)  # fmt: skip
_BIRDS = (
    "La Tenca", "El Chercán", "La Loica", "El Zorzal", "Los Queltehues", "La Diuca", "El Churrín",
)  # fmt: skip
_WORKS = (
    "conjunto habitacional {tree}", "parque solar {bird}", "centro logístico {tree}",
    "loteo {tree}", "modificación de planta de tratamiento {bird}", "edificio {tree}",
    "extracción de áridos sector {bird}",
)  # fmt: skip
_TITLES = {
    "environmental": "Pronunciamiento ambiental: {work}, comuna de {comuna}",
    "assignments": "Cometidos de integrantes del Consejo, segunda quincena",
    "budget_change": "Modificación presupuestaria N° {number}: transferencias de capital",
    "budget_frame": "Marco presupuestario del programa {tree}",
    "appointment": "Designación de representante ante el comité directivo {tree}",
    "plan": "Plan de inversiones en infraestructura de movilidad, comuna de {comuna}",
    "regulation": "Reglamento de fondos concursables, texto refundido {number}",
    "corporation": "Participación en la corporación de desarrollo {bird}",
    "control_head": "Nombramiento de la jefatura de la unidad de control",
    "overrule": "Insistencia en las observaciones al programa {tree}",
    "observation": "Observación sobre el avance del programa {bird}",
    "audit": "Auditoría externa de la ejecución presupuestaria",
    "information": "Solicitud de antecedentes sobre {thing} en {comuna}",
    "other": "Situación de {thing} en {comuna}",
}
_SUMMARIES = {
    "concession": "Se pide la opinión del Consejo sobre la concesión de un inmueble fiscal.",
    "environmental": "Se pide decir si el proyecto es compatible con los planes de la región.",
    "assignments": "Se pide aprobar los cometidos informados por la secretaría.",
    "budget_change": "Se pide mover recursos entre líneas del presupuesto de inversión.",
    "budget_frame": "Se pide fijar el marco dentro del cual el gobernador asigna recursos.",
    "appointment": "Se pide nombrar a quien representa al gobierno regional.",
    "plan": "Se pide aprobar el instrumento que ordena estas inversiones.",
    "regulation": "Se pide aprobar las reglas con que se entregan los fondos.",
    "corporation": "Se pide que el gobierno regional participe en la corporación.",
    "control_head": "Se pide nombrar la jefatura propuesta por concurso.",
    "overrule": "Se pide insistir en lo que el Consejo acordó y el gobernador observó.",
    "observation": "Se propone formular una observación fiscalizadora al gobernador.",
    "audit": "Se pide contratar la auditoría externa de este año.",
    "investment": "Se pide aprobar el financiamiento de la iniciativa.",
    "minutes": "Se pide aprobar el acta tal como fue corregida.",
}
_THINGS = (
    "el alumbrado público", "la ciclovía en construcción", "el camión aljibe", "la sede vecinal",
    "los plazos de las subvenciones", "el retiro de escombros", "los paraderos", "la posta rural",
)  # fmt: skip
_REQUESTS = (
    "Que se informe por escrito el estado de avance de {thing} en {comuna}.",
    "Que se envíe el detalle de los pagos asociados a {thing} en {comuna}.",
    "Que se invite a la comisión a quien administra {thing} en {comuna}.",
    "Que se oficie para revisar {thing} en {comuna}.",
)
_ANSWERS = (
    "Se envió el informe pedido, con el detalle por mes.",
    "Se respondió por oficio: el trabajo termina este trimestre.",
    "Se entregó la planilla con los pagos y sus documentos.",
)
OWNERS = (
    "División de Presupuesto e Inversión Regional", "División de Infraestructura y Transporte",
    "División de Desarrollo Social y Humano", "Administración Regional",
    "Gabinete del Gobernador Regional",
)  # fmt: skip
REASONS = (
    "Falta un antecedente del expediente.",
    "La comisión pidió más tiempo para informarlo.",
    "A pedido de quien lo propone, para corregir el monto.",
)
POINTS = (
    ("Buses nocturnos en las comunas rurales", "Que el Consejo debata un recorrido nocturno."),
    ("Sombra en los paraderos", "Que se planten árboles en los paraderos sin sombra."),
    ("Baños públicos en los parques", "Que cada parque regional tenga baños abiertos."),
    ("Horario de la biblioteca regional", "Que abra también los domingos."),
    ("Publicar el avance de cada obra en su cartel", "Que el cartel diga plazo, monto y avance."),
)


def title_of(rng: Random, business: str, *, comuna: str) -> str:
    """A title for an item of that kind."""
    return _filled(rng, _TITLES[business], comuna=comuna)


def concession_of(rng: Random, *, comuna: str) -> tuple[str, str]:
    """A concession: its title and who asks for it."""
    applicant = _filled(rng, rng.choice(_APPLICANTS), comuna=comuna)
    term = rng.choice(("corto plazo", "largo plazo"))
    return f"Concesión gratuita de {term}, {applicant}, comuna de {comuna}", applicant


def summary_of(business: str) -> str:
    """What is asked of the Council, in plain words."""
    return _SUMMARIES.get(business, "")


def request_of(rng: Random, *, comuna: str) -> str:
    """Something asked for from the floor."""
    return _filled(rng, rng.choice(_REQUESTS), comuna=comuna)


def answer_of(rng: Random) -> str:
    """What was answered."""
    return rng.choice(_ANSWERS)


def _filled(rng: Random, pattern: str, *, comuna: str) -> str:
    work = rng.choice(_WORKS).format(tree=rng.choice(_TREES), bird=rng.choice(_BIRDS))
    return pattern.format(
        work=work,
        comuna=comuna,
        tree=rng.choice(_TREES),
        bird=rng.choice(_BIRDS),
        thing=rng.choice(_THINGS),
        number=rng.randint(1, 14),
    )
