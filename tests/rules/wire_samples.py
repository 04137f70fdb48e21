"""Answers as JSON, good and bad ones."""

from typing import Any

from tunnistus.limits import MAX_BYTES

SOME: dict[str, Any] = {
    "documents_withheld": True,
    "debt_amount_eur": 1200.5,
    "work_sector": "cleaning",
    "date_of_birth": "1990-01-02",
    "threats_to_family": "maybe",
    "wants_help": "declined",
    "worker_presumes_victim": {"judged": True, "by": "worker", "day": "2026-11-24"},
}
SECRET = "Maija Testi"
WRONG: dict[str, tuple[Any, str, str]] = {
    "documents_withheld": (SECRET, "outside-domain", "takes-bool"),
    "work_sector": (SECRET, "outside-domain", "takes-enum"),
    "debt_amount_eur": (12.345, "too-fine", "takes-number"),
    "date_of_birth": ("1990-02-30", "outside-domain", "takes-date"),
    "worker_presumes_victim": (True, "needs-judgement", "judged-by-day"),
    "in_finland": ({"judged": True, "by": "worker", "day": "2026-11-24"}, "no-judgement", "takes-bool"),
    "reasonably_suspected_victim": ({"judged": True, "by": SECRET, "day": "2026-11-24"}, "unknown-function", "function"),
    "willing_to_cooperate": ({"judged": True, "by": "worker", "day": SECRET}, "not-a-day", "day"),
    "was_never_a_fact": (1, "unknown-fact", "fact"),
}
NO_JSON: dict[str, tuple[Any, str]] = {
    "nothing": ("", "syntax"),
    "half of it": ('{"documents_withheld": tr', "syntax"),
    "a list": ("[true]", "object"),
    "a key twice": ('{"documents_withheld": true, "documents_withheld": false}', "key-twice"),
    "a key twice, inside": ('{"worker_presumes_victim": {"judged": true, "judged": false}}', "key-twice"),
    "not a number": ('{"debt_amount_eur": NaN}', "number"),
    "an endless number": ('{"debt_amount_eur": -Infinity}', "number"),
    "a long number": ('{"debt_amount_eur": 1' + "0" * 5_000 + "}", "number"),
    "deep": ('{"a": ' + "[" * 200_000, "depth"),
    "not UTF-8": (b'{"documents_withheld": "\xff"}', "utf8"),
    "UTF-16": ('{"documents_withheld": true}'.encode("utf-16"), "utf8"),
    "half a character": ('{"documents_withheld": "\ud800"}', "utf8"),
    "too long": (" " * (MAX_BYTES + 1), "size"),
    "too long, as bytes": (b" " * (MAX_BYTES + 1), "size"),
}
