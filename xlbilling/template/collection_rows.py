"""What a fresh workbook says on collecting: levels, the letter, the agency's file. Our own wording.

An office puts its own text and its agency's own layout in their place.
"""

from __future__ import annotations

from typing import Any, Final

_LEVELS: Final = (
    (1, 0, 0, "Current", "STATEMENT"),
    (2, 30, 1, "Reminder", "STATEMENT"),
    (3, 60, 2, "Past due", "STATEMENT"),
    (4, 90, 3, "Long past due", "STATEMENT"),
    (5, 120, 4, "Final notice", "STATEMENT"),
    (6, 120, 5, "Before collection", "PRE-COLLECTION LETTER"),
    (7, 120, 5, "For the agency", "PLACE"),
    (8, 365, 5, "Given up", "WRITE OFF BAD DEBT"),
)
_LETTER: Final = {
    "EN": (
        "Before we place your account for collection",
        (
            "Account {account} still shows {balance} that is yours to pay. We have sent you "
            "several statements and a final notice."
        ),
        (
            "Please pay {balance} by {pay_by}, or call us by then. If we do not hear from you, we "
            "may give this account to a collection agency."
        ),
        (
            "If you believe that this is not right, or that somebody else should pay it, tell us "
            "by {pay_by} and say why. We hold the account while we look into it."
        ),
        (
            "If you cannot pay all of it, please call. We offer payment plans and financial help. "
            "You reach {practice} at {phone}. {hours}."
        ),
    ),
    "ES": (
        "Antes de enviar su cuenta a cobranza",
        (
            "La cuenta {account} todavía muestra {balance} a su cargo. Le hemos enviado varios "
            "estados de cuenta y un último aviso."
        ),
        (
            "Por favor pague {balance} antes del {pay_by}, o llámenos antes de esa fecha. Si no "
            "tenemos noticias suyas, podemos entregar esta cuenta a una agencia de cobranza."
        ),
        (
            "Si cree que hay un error, o que otra persona debe pagar, díganoslo antes del {pay_by} "
            "y explíquenos por qué. La cuenta queda en espera mientras la revisamos."
        ),
        (
            "Si no puede pagar todo, llámenos por favor. Ofrecemos planes de pago y ayuda "
            "económica. Puede llamar a {practice} al {phone}. {hours}."
        ),
    ),
}
_AGENCY_LAYOUT: Final = (
    ("client", 5, "LEFT", " ", ""),
    ("filler", 3, "LEFT", " ", ""),
    ("name", 30, "LEFT", " ", ""),
    ("filler", 30, "LEFT", " ", ""),
    ("address", 30, "LEFT", " ", ""),
    ("city", 15, "LEFT", " ", ""),
    ("state", 2, "LEFT", " ", ""),
    ("zip", 5, "LEFT", " ", ""),
    ("service_code", 1, "LEFT", " ", ""),
    ("transmittal_id", 10, "RIGHT", "0", ""),
    ("filler", 1, "LEFT", " ", ""),
    ("ssn", 15, "LEFT", " ", ""),
    ("first_dos", 6, "LEFT", " ", "MMDDYY"),
    ("balance_cents", 8, "RIGHT", "0", "CENTS"),
    ("filler", 9, "LEFT", " ", ""),
)
"""LibreHealth's record for Transworld: 170 characters; its social security number stays blank."""


def levels() -> list[dict[str, Any]]:
    """Return the delinquency levels; statements follow rules ST-4, placement ST-12."""
    names = ("level", "from_days", "statements", "words", "step")
    return [dict(zip(names, row, strict=True)) for row in _LEVELS]


def letter_texts() -> list[dict[str, Any]]:
    """Return the letter's title and paragraphs by language."""
    return [
        {"language": language, "position": place, "text": text}
        for language, texts in _LETTER.items()
        for place, text in enumerate(texts)
    ]


def agency_layout() -> list[dict[str, Any]]:
    """Return the agency's record, field by field."""
    names = ("field", "length", "align", "pad", "format")
    return [
        {"position": place, **dict(zip(names, row, strict=True))}
        for place, row in enumerate(_AGENCY_LAYOUT, start=1)
    ]
