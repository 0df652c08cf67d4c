"""The words of invented names: process, object and place; trees and birds, never people."""

from __future__ import annotations

from typing import NamedTuple


class Thing(NamedTuple):
    """What an initiative may be about.

    Attributes:
        sector: slug of its sector.
        kind: key of ``vocabulary.KINDS``.
        routes: routes it may take.
        processes: words that may open its name.
        object: the object, in Spanish.
        weight: how often.
        is_regional: whether it may be for the whole region.
    """

    sector: str
    kind: str
    routes: tuple[str, ...]
    processes: tuple[str, ...]
    object: str
    weight: int = 3
    is_regional: bool = False


SECTORS = {
    "deporte": "Deporte",
    "salud": "Salud",
    "transporte": "Transporte y vialidad",
    "educacion-y-cultura": "Educación y cultura",
    "seguridad": "Seguridad pública",
    "medio-ambiente": "Medio ambiente",
    "desarrollo-urbano": "Vivienda y desarrollo urbano",
    "desarrollo-social": "Desarrollo social",
    "energia": "Energía",
    "agua": "Recursos hídricos y saneamiento",
    "fomento": "Fomento productivo y turismo",
    "edificacion-publica": "Edificación pública",
    "planificacion": "Planificación territorial",
}

_WORKS = ("Construcción", "Mejoramiento", "Reposición")
_BETTER = ("Mejoramiento", "Reposición", "Normalización")
_BUY = ("Adquisición", "Reposición")
_KEEP = ("Conservación",)
_HELP = ("Transferencia", "Programa")
_STUDY = ("Diagnóstico", "Análisis", "Actualización")

THINGS = (
    # Small municipal works.
    Thing("desarrollo-urbano", "project", ("fril", "sni"), _WORKS, "plaza", 7),
    Thing("desarrollo-urbano", "project", ("fril",), _BETTER, "espacios públicos", 5),
    Thing("desarrollo-urbano", "project", ("fril",), _WORKS, "bandejón central", 3),
    Thing("desarrollo-urbano", "project", ("sni",), ("Construcción", "Ampliación"), "parque", 3),
    Thing("deporte", "project", ("fril",), _WORKS, "multicancha", 7),
    Thing("deporte", "project", ("fril", "sni"), _BETTER, "cancha de fútbol", 5),
    Thing("deporte", "project", ("fril",), _WORKS, "camarines y graderías", 3),
    Thing("deporte", "project", ("sni",), _WORKS, "polideportivo", 3),
    Thing("deporte", "project", ("sni",), ("Construcción", "Reposición"), "piscina municipal", 2),
    Thing("desarrollo-social", "project", ("fril", "sni"), _WORKS, "sede social", 7),
    Thing("desarrollo-social", "project", ("fril",), _WORKS, "centro comunitario", 4),
    Thing("desarrollo-social", "project", ("sni",), _WORKS, "centro diurno de mayores", 2),
    Thing("seguridad", "project", ("fril",), ("Instalación", "Ampliación"), "cámaras de seguridad"),
    Thing("seguridad", "project", ("sni",), _WORKS, "cuartel de bomberos", 2),
    Thing("energia", "project", ("fril", "sni"), _BETTER, "alumbrado público led", 5),
    Thing("energia", "project", ("fril",), ("Instalación",), "luminarias solares", 3),
    Thing("transporte", "project", ("fril",), _BETTER, "veredas", 6),
    Thing("transporte", "project", ("fril", "sni"), _WORKS, "ciclovía", 4),
    Thing("transporte", "project", ("sni",), _WORKS, "pavimentos y aguas lluvias", 6),
    Thing("transporte", "project", ("sni",), _BETTER, "cruces y semáforos", 4),
    Thing("transporte", "project", ("sni",), ("Construcción", "Reposición"), "puente", 2),
    Thing("transporte", "project", ("sni",), ("Construcción",), "pasarela peatonal", 2),
    Thing("medio-ambiente", "project", ("fril",), _BETTER, "áreas verdes", 5),
    Thing("medio-ambiente", "project", ("fril",), ("Construcción",), "punto limpio", 3),
    Thing("medio-ambiente", "project", ("sni",), _WORKS, "centro de tenencia responsable", 2),
    Thing("agua", "project", ("sni",), _WORKS, "sistema de agua potable rural", 4),
    Thing("agua", "project", ("sni", "fril"), ("Construcción", "Ampliación"), "alcantarillado", 3),
    Thing("agua", "project", ("sni",), ("Construcción",), "colector de aguas lluvias", 3),
    Thing("salud", "project", ("sni",), _WORKS, "centro de salud familiar", 4),
    Thing("salud", "project", ("sni",), ("Reposición", "Normalización"), "posta de salud", 2),
    Thing("educacion-y-cultura", "project", ("sni",), _BETTER, "escuela básica", 4),
    Thing("educacion-y-cultura", "project", ("sni",), _WORKS, "biblioteca municipal", 2),
    Thing("educacion-y-cultura", "project", ("sni",), _WORKS, "centro cultural", 3),
    Thing("educacion-y-cultura", "project", ("sni",), ("Restauración",), "casona patrimonial", 2),
    Thing("educacion-y-cultura", "project", ("fril",), _BETTER, "sala cuna", 2),
    Thing("edificacion-publica", "project", ("sni",), _WORKS, "edificio consistorial", 2),
    Thing("edificacion-publica", "project", ("fril",), _BETTER, "bodega municipal", 2),
    # Assets and conservation.
    Thing("salud", "asset", ("circular_33",), _BUY, "ambulancias"),
    Thing("salud", "asset", ("circular_33",), _BUY, "equipos de diagnóstico"),
    Thing("salud", "asset", ("circular_33",), _BUY, "clínica dental móvil", 2),
    Thing("seguridad", "asset", ("circular_33",), _BUY, "vehículos de seguridad municipal", 4),
    Thing("seguridad", "asset", ("circular_33",), _BUY, "carro bomba", 2),
    Thing("medio-ambiente", "asset", ("circular_33",), _BUY, "camiones recolectores", 4),
    Thing("medio-ambiente", "asset", ("circular_33",), _BUY, "contenedores de residuos", 2),
    Thing("agua", "asset", ("circular_33",), _BUY, "camión aljibe", 3),
    Thing("transporte", "asset", ("circular_33",), _BUY, "maquinaria vial", 3),
    Thing("desarrollo-social", "asset", ("circular_33",), _BUY, "furgón inclusivo", 2),
    Thing("transporte", "project", ("circular_33",), _KEEP, "calzadas", 6),
    Thing(
        "educacion-y-cultura", "project", ("circular_33",), _KEEP, "establecimiento educacional", 4
    ),
    Thing("salud", "project", ("circular_33",), _KEEP, "centro de salud", 3),
    Thing("deporte", "project", ("circular_33",), _KEEP, "estadio municipal", 2),
    # Studies.
    Thing("planificacion", "study", ("sni",), _STUDY, "plan regulador comunal", 2),
    Thing("transporte", "study", ("sni",), _STUDY, "plan de movilidad", 1, is_regional=True),
    Thing("agua", "study", ("sni",), _STUDY, "disponibilidad hídrica", 1, is_regional=True),
    # Programmes and transfers.
    Thing("fomento", "programme", ("transfer", "frpd"), _HELP, "apoyo a microempresas", 4, True),  # noqa: FBT003  a table reads by column
    Thing("fomento", "programme", ("transfer",), _HELP, "ferias libres y mercados", 3),
    Thing("fomento", "programme", ("frpd", "innovation"), _HELP, "encadenamientos productivos", 3),
    Thing("fomento", "programme", ("frpd", "innovation"), _HELP, "innovación alimentaria", 3),
    Thing("fomento", "programme", ("transfer",), _HELP, "turismo de barrio", 2),
    Thing("agua", "programme", ("transfer", "innovation"), _HELP, "eficiencia hídrica", 3),
    Thing("salud", "programme", ("transfer",), _HELP, "reducción de listas de espera", 3),
    Thing(
        "desarrollo-social",
        "programme",
        ("transfer", "programme"),
        _HELP,
        "cuidados en el hogar",
        4,
    ),
    Thing(
        "educacion-y-cultura", "programme", ("programme",), ("Programa",), "lectura en barrios", 3
    ),
    Thing("educacion-y-cultura", "programme", ("programme",), ("Capacitación",), "oficios", 3),
    Thing("seguridad", "programme", ("programme",), ("Programa",), "prevención comunitaria", 4),
    Thing("medio-ambiente", "programme", ("programme",), ("Programa",), "arborización urbana", 4),
    Thing("medio-ambiente", "programme", ("transfer",), _HELP, "esterilización de mascotas", 3),
    Thing(
        "energia", "programme", ("innovation", "programme"), _HELP, "energía solar en barrios", 2
    ),
)

# Grants: fund, sector and what the activity is.
ACTIVITIES = {
    "security": (
        "seguridad",
        ("Alarmas comunitarias", "Luces y portones del pasaje", "Barrio más seguro"),
    ),
    "sport": (
        "deporte",
        ("Escuela de fútbol infantil", "Taller de patinaje", "Campeonato vecinal de básquetbol"),
    ),
    "older_people": (
        "desarrollo-social",
        ("Viaje y talleres de personas mayores", "Taller de memoria y movimiento"),
    ),
    "social": (
        "desarrollo-social",
        ("Apoyo a cuidadoras y cuidadores", "Huerto comunitario solidario"),
    ),
    "culture": (
        "educacion-y-cultura",
        ("Festival de teatro de barrio", "Taller de muralismo", "Encuentro folclórico"),
    ),
    "gender": (
        "desarrollo-social",
        ("Escuela de liderazgo de mujeres", "Talleres de autonomía económica"),
    ),
    "environment": (
        "medio-ambiente",
        ("Compostaje vecinal", "Recuperación de microbasural", "Vivero comunitario"),
    ),
    "direct_award": (
        "educacion-y-cultura",
        ("Fiesta comunal de primavera", "Temporada de conciertos"),
    ),
}

NATURE = (
    "Los Peumos", "Los Quillayes", "Los Aromos", "El Boldo", "Las Araucarias", "Los Maitenes",
    "El Litre", "Los Espinos", "Las Pataguas", "El Canelo", "Los Coihues", "El Arrayán Blanco",
    "Los Molles", "Las Lilas", "Los Jacarandás", "El Ceibo", "Las Acacias", "Los Olivos",
    "Los Cerezos", "El Nogal", "Las Camelias", "Los Zorzales", "El Chercán", "Las Loicas",
    "Los Tiuques", "El Picaflor", "Las Garzas", "Los Queltehues", "El Trile", "Las Golondrinas",
    "Los Cóndores", "La Vertiente", "El Mirador", "La Quebrada", "El Estero", "Las Lomas",
    "El Alto", "La Vega", "Los Copihues", "Las Violetas",
)  # fmt: skip
PLACES = ("villa", "población", "sector", "barrio", "conjunto", "pasaje", "avenida", "eje")

FIRM_TRADES = (
    "Constructora", "Obras y Pavimentos", "Ingeniería y Construcción", "Edificaciones", "Montajes",
    "Paisajismo y Obras", "Vialidad y Obras", "Instalaciones",
)  # fmt: skip
SUPPLY_TRADES = ("Equipamiento", "Maquinarias", "Suministros", "Vehículos y Equipos")
ADVICE_TRADES = ("Consultores", "Inspección y Estudios", "Asesorías Técnicas")
FIRM_WORDS = (
    "Aromo", "Quillay", "Peumo", "Coihue", "Raulí", "Lenga", "Ñirre", "Canelo", "Boldo", "Maitén",
    "Litre", "Queule", "Ulmo", "Tepa", "Mañío", "Avellano", "Notro", "Copihue", "Chilco", "Murta",
    "Loica", "Zorzal", "Tiuque", "Chercán", "Rayadito", "Huala", "Tagua", "Bandurria", "Huairavo",
    "Pitío", "Chucao", "Diuca",
)  # fmt: skip
FIRM_FORMS = ("Ltda.", "SpA", "S.A.")

SERVICES = (
    ("servicio-de-salud-demo", "Servicio de salud regional (demostración)"),
    ("servicio-de-vialidad-demo", "Dirección regional de vialidad (demostración)"),
    ("servicio-de-obras-demo", "Dirección regional de obras (demostración)"),
    ("servicio-de-vivienda-demo", "Servicio regional de vivienda (demostración)"),
    ("servicio-de-fomento-demo", "Agencia regional de fomento (demostración)"),
    ("servicio-agricola-demo", "Servicio regional agrícola (demostración)"),
)
UNIVERSITY = ("universidad-demo", "Universidad Regional (demostración)")
SOCIETY_KINDS = (
    ("junta-de-vecinos", "Junta de vecinos"),
    ("club-deportivo", "Club deportivo"),
    ("club-de-mayores", "Club de personas mayores"),
    ("centro-cultural", "Centro cultural"),
    ("comite-ambiental", "Comité ambiental"),
    ("organizacion-de-mujeres", "Organización de mujeres"),
)

STRATEGY = (
    (
        "Territorio y medio ambiente",
        "Espacios públicos y movilidad a escala de barrio",
        "Reducir la brecha de áreas verdes y de veredas entre comunas",
    ),
    (
        "Territorio y medio ambiente",
        "Adaptación a la escasez hídrica y al calor",
        "Asegurar agua y sombra en los barrios más expuestos",
    ),
    (
        "Desarrollo social",
        "Cuidados, deporte y cultura cerca de casa",
        "Ampliar la cobertura de equipamiento comunitario",
    ),
    (
        "Desarrollo social",
        "Seguridad y convivencia",
        "Recuperar lugares que hoy se evitan",
    ),
    (
        "Economía y capital humano",
        "Productividad de empresas de menor tamaño",
        "Elevar las capacidades y las ventas de la economía local",
    ),
)
