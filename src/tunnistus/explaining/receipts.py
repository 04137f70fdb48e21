"""The receipt: what a result was made from, under one digest. It holds no answers, unless they are asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

import attrs

from tunnistus import seal
from tunnistus.deciding.decide import Case
from tunnistus.rules import jsontext, wire
from tunnistus.rules.model import Book
from tunnistus.version import __version__, program_digest

__all__ = ["DIGEST", "answers_of", "days_of", "digest_of", "digested", "head", "parts_of"]

DIGEST: Final = "digest"  # the key under which the digest of a receipt stands


def parts_of(book: Book) -> dict[str, str]:
    """Return the digests of all that makes a result: the parts of the rule data, and the program."""
    return {**book.parts, "program": program_digest()}


def head(case: Case) -> dict[str, Any]:
    """Return what all results of a case have in common: the seal and its parts, the version and the dates."""
    parts = parts_of(case.book)
    return {"tunnistus": __version__, "seal": seal.over(parts), "parts": parts, "dates": days_of(case)}


def days_of(case: Case) -> dict[str, str]:
    """Return the dates of a case that are not open."""
    return {name: day.isoformat() for name, day in attrs.asdict(case.dates).items() if day}


def answers_of(case: Case, names: Collection[str]) -> dict[str, Any]:
    """Return those answers of a case that are to the facts named, in the wire form, in the order of the vocabulary."""
    given, facts = wire.given_in(case.answers), case.book.facts
    return wire.written({n: given[n] for n in sorted(given, key=lambda n: facts[n].order) if n in names})


def digest_of(receipt: Mapping[str, Any]) -> str:
    """Return the SHA-256 over a receipt in canonical JSON, all of it but its own digest.

    It finds damage and careless edits. It has no key: whoever changes a receipt can make it anew.

    Raises:
        TypeError, ValueError: the receipt holds what JSON does not have.
    """
    return seal.digest(jsontext.canonical({name: part for name, part in receipt.items() if name != DIGEST}))


def digested(receipt: Mapping[str, Any]) -> dict[str, Any]:
    """Return a receipt with its digest, which stands last."""
    return {**receipt, DIGEST: digest_of(receipt)}
