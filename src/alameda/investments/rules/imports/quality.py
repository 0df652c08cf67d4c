"""What can be wrong with imported data: each rule with its explanation. Pure.

A rule never changes or hides a figure: it shows the rows to whoever keeps the register.
Source: docs/rules/imports.md, "Quality".
"""

from __future__ import annotations

from typing import NamedTuple


class Rule(NamedTuple):
    """One thing that can be wrong.

    Attributes:
        key: stable and public.
        kind: ``missing``, ``contradictory`` or ``impossible``.
        es: its name in Spanish.
        en: its name in English.
        why_es: what it means and why it matters, in Spanish.
        why_en: the same in English.
    """

    key: str
    kind: str
    es: str
    en: str
    why_es: str
    why_en: str


KINDS = {
    "missing": ("Lo que falta", "What is missing"),
    "contradictory": ("Lo que se contradice", "What contradicts itself"),
    "impossible": ("Lo que no puede ser", "What cannot be"),
}

RULES = (
    Rule(
        "comuna-missing",
        "missing",
        "Sin comuna",
        "No comuna",
        "No tiene comuna ni provincia, y no es de toda la región: nadie la encuentra en su mapa.",
        "It has no comuna or province and is not region-wide: nobody finds it on their map.",
    ),
    Rule(
        "sector-missing",
        "missing",
        "Sin sector",
        "No sector",
        "Ningún registro dice su sector. Las subvenciones no lo llevan.",
        "No register gives its sector. Grants have none.",
    ),
    Rule(
        "executing-unit-missing",
        "missing",
        "Sin unidad técnica",
        "No executing unit",
        "Ya tiene convenio o presupuesto y ningún registro dice quién la ejecuta.",
        "It has an agreement or a budget line, and no register says who executes it.",
    ),
    Rule(
        "amount-missing",
        "missing",
        "Sin monto",
        "No amount",
        "La línea de presupuesto no dice cuánto se adjudicó.",
        "The budget line does not say how much was awarded.",
    ),
    Rule(
        "paid-above-awarded",
        "contradictory",
        "Pagado sobre lo adjudicado",
        "Paid above awarded",
        "Lo pagado supera lo adjudicado con sus aumentos.",
        "What was paid is more than what was awarded, with its increases.",
    ),
    Rule(
        "year-differs-from-months",
        "contradictory",
        "El año no suma sus meses",
        "The year is not the sum of its months",
        "El gasto del año en la cartera no es la suma de los pagos mensuales de ese año.",
        "The year's spending in the portfolio is not the sum of that year's monthly payments.",
    ),
    Rule(
        "state-differs",
        "contradictory",
        "Dos registros, dos estados",
        "Two registers, two states",
        "La cartera y el seguimiento de obras ponen la iniciativa en etapas distintas.",
        "The portfolio and the works follow-up put the initiative in different phases.",
    ),
    Rule(
        "finished-below-100",
        "contradictory",
        "Terminada con avance menor a 100 %",
        "Finished below 100 %",
        "El registro la da por terminada con un avance físico menor a 100 %.",
        "The register calls it finished with physical progress below 100 %.",
    ),
    Rule(
        "complete-not-finished",
        "contradictory",
        "Avance de 100 % sin terminar",
        "100 % and not finished",
        "El avance físico es de 100 % y el estado dice que sigue en ejecución o antes.",
        "Physical progress is 100 % and the state says it is still under way, or before that.",
    ),
    Rule(
        "progress-goes-back",
        "impossible",
        "El avance retrocede",
        "Progress goes back",
        "Un año presupuestario posterior informa menos avance físico que uno anterior.",
        "A later budget year reports less physical progress than an earlier one.",
    ),
    Rule(
        "payment-before-contract",
        "impossible",
        "Pago antes del contrato",
        "Payment before its contract",
        "Hay un pago en un mes anterior a la firma del contrato o a la entrega de terreno.",
        "There is a payment in a month before the contract was signed or the site handed over.",
    ),
    Rule(
        "payment-before-agreement",
        "impossible",
        "Pago antes del convenio",
        "Payment before its agreement",
        "Hay un pago en un mes anterior a la firma del primer convenio.",
        "There is a payment in a month before the first agreement was signed.",
    ),
    Rule(
        "certificate-before-sent",
        "impossible",
        "Certificado antes del envío al Consejo",
        "Certificate before it was sent to the Council",
        "El certificado del Consejo es anterior a la fecha en que se le envió.",
        "The Council's certificate is earlier than the day it was sent to the Council.",
    ),
    Rule(
        "recommended-before-received",
        "impossible",
        "Recomendada antes de recibirse",
        "Recommended before it was received",
        "El resultado RS es anterior a la recepción de la solicitud.",
        "The RS result is earlier than the day the request was received.",
    ),
    Rule(
        "resolution-before-signature",
        "impossible",
        "Resolución antes de la firma",
        "Resolution before the signature",
        "La resolución que aprueba el convenio es anterior a su firma.",
        "The resolution that approves the agreement is earlier than its signature.",
    ),
    Rule(
        "cgr-before-resolution",
        "impossible",
        "Toma de razón antes de la resolución",
        "Cleared before the resolution",
        "La Contraloría tomó razón antes de la fecha de la resolución.",
        "The Comptroller cleared it before the date of the resolution.",
    ),
    Rule(
        "rendered-before-transfer",
        "impossible",
        "Rendida antes de transferirse",
        "Rendered before the transfer",
        "La rendición entró antes de que se transfiriera el dinero.",
        "The accounts came in before the money was transferred.",
    ),
    Rule(
        "amount-in-thousands",
        "impossible",
        "Monto posiblemente en miles",
        "Amount perhaps in thousands",
        "Un monto de pocos pesos: quizás se escribió en miles.",
        "An amount of a few pesos: perhaps it was typed in thousands.",
    ),
    Rule(
        "negative-payment",
        "impossible",
        "Pago negativo",
        "Negative payment",
        "Un pago menor que cero: quizás un reintegro sin indicarlo.",
        "A payment below zero: perhaps a refund that does not say so.",
    ),
    Rule(
        "recommendation-expired",
        "contradictory",
        "Recomendación vencida",
        "Recommendation expired",
        "Sigue como recomendada y su RS tiene más de tres años presupuestarios.",
        "It is still called recommended, and its RS is more than three budget years old.",
    ),
    Rule(
        "term-over-still-running",
        "contradictory",
        "Plazo vencido y en ejecución",
        "Term over and still under way",
        "Terminó el plazo del contrato con sus aumentos y sigue en ejecución.",
        "The contract's term is over, with its extensions, and it is still under way.",
    ),
    Rule(
        "bip-malformed",
        "impossible",
        "BIP mal escrito",
        "BIP malformed",
        "El código BIP no tiene ocho dígitos; se usa el código propio del registro.",
        "The BIP code does not have eight digits; the register's own code is used.",
    ),
    Rule(
        "check-digit-assumed",
        "missing",
        "BIP sin dígito verificador",
        "BIP without check digit",
        "Ningún registro trae el dígito verificador; se usa 0.",
        "No register gives the check digit; 0 is used.",
    ),
)


def rule_of(key: str) -> Rule | None:
    """The rule with that key, or nothing."""
    return next((rule for rule in RULES if rule.key == key), None)
