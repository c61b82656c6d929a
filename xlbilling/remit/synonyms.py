"""The headers that name each field of a remittance sheet, as seen in real exports.

Parted by ``|``; compared in lower case, without punctuation and with short forms written out
(``amt``, ``no``, ``acct``): see headers.plain.
"""

from __future__ import annotations

from typing import Final

SYNONYMS: Final[dict[str, str]] = {
    "payer_name": (
        "payer|payer name|payor|payor name|carrier|insurance|insurance company|"
        "insurance carrier|ins co|primary payer|plan|payer name & id"
    ),
    "payer_id": "payer id|payor id",
    "payment_ref": (
        "check/eft number|check number|check no|check #|chk/eft #|check/eft|check eft|"
        "eft number|eft trace|trace number|trace|payment number|payment reference|"
        "reference number|check|eft|check eft no|remittance number|eft trace number|"
        "check or eft number|check or eft trace number|check or eft"
    ),
    "payment_date": (
        "check date|chk date|check/eft date|payment date|paid date|remit date|date paid|"
        "posted date|check or eft date"
    ),
    "payment_total": (
        "check amount|check/eft amount|check total|eft amount|payment total|payment amount|"
        "total check amount|remittance amount|check or eft amount|total payment amount"
    ),
    "claim_id": (
        "patient control number|patient ctl no|patient ctrl no|patient account number|"
        "patient account|account number|account #|account|accnt#|acnt|patient acct|"
        "invoice #|invoice|visit id|encounter|mrn|claim control no|marker|pcn|"
        "patient control|patient account id|patient acct id"
    ),
    "payer_claim_no": (
        "payer claim control number|claim control number|payer control number|"
        "claim number|claim no|claim #|claim id|icn|dcn|tcn|marker/icn|"
        "payer claim number|claim|payer icn"
    ),
    "claim_status": (
        "claim status|status|claim status code|status code|claim status (last modified)|"
        "payer classification"
    ),
    "patient_name": (
        "patient|patient name|patient full name|member name|last,first|last first|name"
    ),
    "patient_last": "patient last name|last name|patient last|last",
    "patient_first": "patient first name|first name|patient first|first",
    "member_id": (
        "member id|member id / subscriber id|member subscriber id|subscriber id|"
        "patient id|insured id|policy number|hic|hicn|mbi|mid"
    ),
    "provider": "rendering provider|perf prov|provider name|payee name|payee",
    "npi": "provider npi|npi|rendering provider npi|npi or tax id",
    "service_from": (
        "dos|date of service|dates of service|service date|service dates|svc date|"
        "serv date|from date|date of service - from|dos from|start date|claim date"
    ),
    "service_to": "to date|date of service - to|dos to|end date",
    "procedure": "cpt|cpt/hcpcs|hcpcs|proc|proc code|procedure|procedure code|code|service code",
    "modifiers": "mods|modifier|modifiers|mod|procedure modifier|procedure modifiers",
    "pos": "pos|place of service",
    "units": "units|nos|qty|quantity|billed units",
    "line_control": "line item control number|line control number",
    "billed": (
        "billed|billed amount|claim amount billed|charge|charges|charge amt|"
        "charge amount|line charge|submitted amount|total charge|total claim charge|total amount|"
        "billed amt|amount billed|amount charged|billed charge|billed charges|charged amount|"
        "submitted charge|submitted charges|charge billed"
    ),
    "allowed": (
        "allowed|allowed amount|amt allowed|amount allowed|allowable|approved amount|"
        "eligible amount|contracted amount"
    ),
    "paid": (
        "paid|paid amount|amount paid|claim amount paid|payment amt|prov pd|ins paid|"
        "insurance paid|insurance payment|benefit paid|claim payment amount|payment"
    ),
    "patient_resp": (
        "patient responsibility|patient resp|pt resp|patient portion|patient owes|patient balance"
    ),
    "deductible": "deduct|deductible|deductible amount|ded",
    "coinsurance": "coins|coinsurance|co insurance|co insurance amount|coinsurance amount",
    "copay": "copay|co pay|copayment|copay amount|co payment",
    "other_pr": "other patient responsibility|non covered patient responsibility",
    "prior": "other payer paid|other insurance paid|cob amount|prior payer amount",
    "denied": "denied|denied amount|non covered|noncovered|non covered amount|not covered",
    "sequestration": "sequestration|sequestration amount|sequester",
    "other_adj": "other adjustment|other adj|other adjustments",
    "contractual": (
        "contractual adjustment|contractual|write off|writeoff|wo|discount|contractual amount"
    ),
    "adjustment": (
        "adjustment amount|total adj amt|provider adjustment|disallowed|adjustments|adjustment"
    ),
    "adj_codes": (
        "carc|reason code|adjustment reason|adj code|denial code|remit code|grp/rc|"
        "adjustment codes|reason codes|adjustment code|"
        "adjustment reason code"
    ),
    "adj_amounts": (
        "grp/rc amt|grp/rc amount|carc amount|reason amount|reason code amount|"
        "adjustment reason amount|adjustment code amount|denial code amount"
    ),
    "plb_code": (
        "plb code|plb reason|plb reason code|plb adjustment code|provider adjustment code|"
        "provider adjustment reason|provider adjustment reason code|provider level code|"
        "provider level adjustment code|plb adjustment reason code|plb type"
    ),
    "plb_amount": (
        "plb|plb amount|plb adjustment amount|provider adjustment amount|"
        "provider level adjustment amount|provider level amount|provider level adjustment"
    ),
    "plb_reference": (
        "plb reference|plb reference id|plb identifier|fcn|financial control number|"
        "provider adjustment reference|provider adjustment identifier|reference id|"
        "adjustment reference|provider level reference|plb fcn"
    ),
    "adj_group": "group code|adjustment group|adjustment group code",
    "remarks": "rarc|remark code|remark codes|remarks|moa|rem code",
}

WEAK: Final[dict[str, str]] = {
    "mrn": "",
    "name": "",
    "code": "",
    "status": "",
    "payer classification": "",
    "last": "",
    "first": "",
    "total amount": "",
    "patient balance": "",
    "wo": "",
    "plan": "",
    "claim date": "",
    "start date": "",
    "end date": "",
    "posted date": "",
    "claim number": "claim_id",
    "claim id": "claim_id",
    "claim": "claim_id",
}
"""Headers that yield to a clearer column of the same field, and the field they then may feed.

``claim number`` is the payer's in portals, the office's in ledgers: beside an ``ICN`` it is ours.
"""

AMBIGUOUS: Final = frozenset({"total amount", "patient balance", "wo"})
"""Headers of amounts that mean something else in some exports: they wait for a person."""

ABBREVIATIONS: Final[dict[str, str]] = {
    "amt": "amount",
    "amts": "amount",
    "amounts": "amount",
    "no": "number",
    "num": "number",
    "nbr": "number",
    "numbers": "number",
    "chk": "check",
    "acct": "account",
    "acnt": "account",
    "accnt": "account",
    "pt": "patient",
    "pat": "patient",
    "resp": "responsibility",
    "svc": "service",
    "serv": "service",
    "proc": "procedure",
    "adj": "adjustment",
    "adjs": "adjustment",
    "adjustments": "adjustment",
    "payor": "payer",
    "ctl": "control",
    "ctrl": "control",
    "pmt": "payment",
    "pymt": "payment",
    "dt": "date",
    "ins": "insurance",
    "ded": "deductible",
    "deduct": "deductible",
    "coins": "coinsurance",
    "charges": "charge",
    "chg": "charge",
    "chgs": "charge",
    "codes": "code",
    "ids": "id",
}
"""Short forms in headers, written out before headers are compared."""

WORDS: Final[dict[str, str]] = {
    "icn": "payer_claim_no",
    "dcn": "payer_claim_no",
    "tcn": "payer_claim_no",
    "cpt": "procedure",
    "hcpcs": "procedure",
    "carc": "adj_codes",
    "rarc": "remarks",
    "dos": "service_from",
    "modifier": "modifiers",
    "modifiers": "modifiers",
    "billed": "billed",
    "charged": "billed",
    "charge": "billed",
    "allowed": "allowed",
    "paid": "paid",
    "deductible": "deductible",
    "coinsurance": "coinsurance",
    "copay": "copay",
    "contractual": "contractual",
}
"""Words that tell a field wherever they stand; an amount so found waits for a person."""

NOT_OURS: Final = frozenset({
    "date", "patient", "prior", "other", "previous", "secondary", "tertiary", "balance", "reason",
    "status", "description", "desc", "remaining", "ytd", "units", "by", "met", "to", "type", "flag",
    "adjustment", "member", "total", "expected", "non", "not",
})  # fmt: skip
"""Words beside which a telling word tells nothing: ``patient paid`` is not what the payer paid."""
