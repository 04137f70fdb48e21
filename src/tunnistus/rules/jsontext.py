"""JSON text read strictly: UTF-8, no key twice, exact numbers, none of them endless; what is wrong is an error of ours without a value."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, Final, NoReturn

from tunnistus.errors import AnswersRefused, shown
from tunnistus.limits import MAX_BYTES
from tunnistus.messages import Message, message

__all__ = ["canonical", "parse", "text"]

LONGEST_NUMBER: Final = 50  # characters


def parse(text: str | bytes | bytearray) -> Any:
    """Return what JSON text holds: decimals as ``Decimal``.

    Raises:
        AnswersRefused: it is no JSON, or not such as is written here.
    """
    if len(text) > MAX_BYTES:
        what = message("The JSON is larger than {most} bytes.", most=MAX_BYTES)
        raise _refused("size", what, message("Send the answers of one person."))
    try:
        if isinstance(text, str):
            text.encode()
        else:
            text = str(text, "utf-8")
        return json.loads(
            text, parse_int=lambda digits: int(_short(digits)), parse_float=lambda digits: Decimal(_short(digits)),
            parse_constant=_constant, object_pairs_hook=_object,
        )  # fmt: skip
    except UnicodeError:
        raise _refused("utf8", message("The text is not UTF-8."), message("Send it as UTF-8.")) from None
    except json.JSONDecodeError as problem:
        place = message("line {line}, column {column}", line=problem.lineno, column=problem.colno)
        raise _refused("syntax", message("This is not JSON ({place}).", place=place), message("Write a JSON object.")) from None
    except RecursionError:
        raise _refused("depth", message("The JSON is nested too deeply."), message("Write one object of answers.")) from None


def _refused(reason: str, what: Message, todo: Message) -> AnswersRefused:
    return AnswersRefused(what, where="answers", todo=todo, code="not-json", reason=reason)


def _short(digits: str) -> str:
    if len(digits) > LONGEST_NUMBER:
        what = message("A number has more than {most} characters.", most=LONGEST_NUMBER)
        raise _refused("number", what, message("Write it more briefly, or leave the fact open."))
    return digits


def _constant(_: str) -> NoReturn:
    raise _refused("number", message("NaN and Infinity are not JSON numbers."), message("Leave the fact open."))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            what, todo = message("A key is given twice."), message("Keep one of them.")
            raise AnswersRefused(what, where=key if shown(key) else "answers", todo=todo, code="not-json", reason="key-twice")
        made[key] = value
    return made


def text(data: Any) -> str:
    """Write plain data as JSON in one line: the same bytes for the same data."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False)


def canonical(data: Any) -> str:
    """Write plain data as JSON of one form alone: keys sorted, no spaces, ASCII. Reads decimals as :func:`parse` gives them.

    Raises:
        TypeError, ValueError: it holds what JSON does not have, or a number beyond what a float can be.
    """
    return json.dumps(data, allow_nan=False, default=_decimal, sort_keys=True, separators=(",", ":"))


def _decimal(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError
