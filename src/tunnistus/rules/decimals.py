"""Numbers with decimals, exactly: a known value is a ``decimal.Decimal`` with just as many decimals as its fact has.

Nothing here hangs on the decimal context of the caller, and no binary fraction is ever reckoned with. One may come in from a table or
from JSON: it stands for the shortest decimal number that it is written as, which is one number alone up to
:data:`tunnistus.limits.MAX_DIGITS` digits.
"""

from __future__ import annotations

import re
from decimal import Context, Decimal
from typing import Any, Final

from tunnistus.limits import MAX_DIGITS
from tunnistus.messages import Message, message

__all__ = ["after", "at_most", "before", "bound", "finite", "fitted", "plain", "readings", "scaled", "unit", "written"]

_EXACT: Final = Context(prec=100, traps=[])  # more digits than any sum of two values has
_SPACES: Final = "\u00a0\u2009\u202f"  # that do not break a line, or are thin
_MARKS: Final = re.compile("[ '’.,]")  # between thousands, in the habit of some language
_PLAIN: Final = re.compile(r"[0-9]{1,18}")
_THOUSANDS: Final = re.compile(r"(?!0[.,])[0-9]{1,3}(?:[ '’.,][0-9]{3}){1,5}")  # 0.500 is half of one for everybody
_DECIMALS: Final = (
    re.compile(r"([0-9]{1,18}|[1-9][0-9]{0,2}(?:[ '’.][0-9]{3}){1,5}),([0-9]{1,18})"),
    re.compile(r"([0-9]{1,18}|[1-9][0-9]{0,2}(?:[ '’,][0-9]{3}){1,5})[.]([0-9]{1,18})"),
)


def finite(value: Any) -> Decimal | None:
    """Return the number that somebody gave as int, float or Decimal; ``None`` if it is none: yes or no, text, NaN, infinite."""
    if type(value) is float:
        value = Decimal(repr(value))
    if type(value) is int or (type(value) is Decimal and value.is_finite()):
        return Decimal(value)
    return None


def bound(decimals: int) -> Decimal:
    """Return the number that no value with so many decimals reaches."""
    return Decimal((0, (1,), MAX_DIGITS - decimals))


def fitted(value: Decimal, decimals: int) -> Decimal:
    """Return the number with just so many decimals, the last one rounded; it equals ``value`` if that has no more. For values below
    :func:`bound`."""
    return _EXACT.plus(value.quantize(Decimal((0, (1,), -decimals)), context=_EXACT))  # plus: no zero below zero


def after(value: Any, step: Any) -> Any:
    """Return the value that follows, exactly."""
    return _EXACT.add(value, step) if isinstance(value, Decimal) else value + step


def before(value: Any, step: Any) -> Any:
    """Return the value that comes before, exactly."""
    return _EXACT.subtract(value, step) if isinstance(value, Decimal) else value - step


def scaled(value: Decimal | int, decimals: int) -> int:
    """Return a number with at most so many decimals in its smallest parts: 7.50 with two is 750."""
    return int(Decimal(value).scaleb(decimals, context=_EXACT))


def readings(text: str) -> tuple[int | Decimal, ...]:
    """Return the numbers that somebody can have meant who typed this in Finnish, Swedish or English: at most two.

    Decimals stand after a comma or a point. Thousands are set apart by a space, an apostrophe, a point or a comma, or
    not at all.

    >>> readings("7,50"), readings("10 000,5"), readings("10.000"), readings("10 €")
    ((Decimal('7.50'),), (Decimal('10000.5'),), (10000, Decimal('10.000')), ())
    """
    sign, digits = ("-", text[1:]) if text[:1] in ("-", "\u2212") else ("", text)
    for space in _SPACES:
        digits = digits.replace(space, " ")
    found: list[int | Decimal] = []
    if _PLAIN.fullmatch(digits) or _THOUSANDS.fullmatch(digits):
        found.append(int(sign + _MARKS.sub("", digits)))
    for way in _DECIMALS:
        if match := way.fullmatch(digits):
            whole, decimals = match.groups()
            found.append(Decimal(f"{sign}{_MARKS.sub('', whole)}.{decimals}"))
    return tuple(dict.fromkeys(found))


def unit(value: int | Decimal) -> int | Decimal:
    """Return one of the smallest parts of a known value: 1, or of 7.50 0.01."""
    return 1 if isinstance(value, int) else Decimal((0, (1,), int(value.as_tuple().exponent)))


def plain(value: Any) -> Any:
    """Return a Decimal as a number for JSON, which reads back as the same value; anything else as it is."""
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == int(value) else float(value)


def at_most(decimals: int) -> Message:
    """Say in a message how many decimals there may be."""
    if not decimals:
        return message("no decimals")
    return message("at most 1 decimal") if decimals == 1 else message("at most {decimals} decimals", decimals=decimals)


def written(value: Any) -> str:
    """Return a number as a rule file has it: 12, or 7.50."""
    return str(int(value)) if not isinstance(value, Decimal) or value == int(value) else f"{value:f}"
