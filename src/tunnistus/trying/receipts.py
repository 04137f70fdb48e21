"""A receipt held against this installation: whether it would give the same, what differs, and the results worked out once more.

In comes a receipt as :meth:`tunnistus.Decision.receipt` or :meth:`tunnistus.Assessment.receipt` made it, perhaps long ago
and elsewhere. No answer that it may hold goes out again, in no message either.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import attrs

from tunnistus import seal
from tunnistus.deciding.decide import Case
from tunnistus.errors import LoadError, TunnistusError, door
from tunnistus.explaining.explain import decisions_of
from tunnistus.explaining.receipts import parts_of
from tunnistus.messages import message
from tunnistus.reading.documents import AssessmentReceipt, DecisionReceipt, SaidDoc, ToldDoc
from tunnistus.reading.parsing import parse
from tunnistus.reading.strict import Document, read, read_text
from tunnistus.rules import wire
from tunnistus.rules.answers import Dates, read_answers
from tunnistus.rules.calendar import day_from_text
from tunnistus.rules.model import Book
from tunnistus.saying.texts import Texts, texts
from tunnistus.shipping import source
from tunnistus.version import __version__

__all__ = ["Verification", "verify", "verify_file"]

ROLE: Final = "worker_role"
_NONE: Final = message("This is not a receipt.")
_GIVE: Final = message("Give what receipt() returned.")
Receipt = DecisionReceipt | AssessmentReceipt


@attrs.frozen
class Verification:
    """What holding a receipt against this installation showed.

    Attributes:
        parts: the parts of the seal that are others here: ``rules``, ``texts``, ``translations``, ``actors``, ``sources``, ``lists``,
            ``names``, ``beside``, ``program``.
        again: how many results were worked out once more; none where the receipt holds no answers.
        rules: ids of the rules whose result is another one here, in the order of the receipt.
        unread: whether the receipt holds answers that this vocabulary cannot read, so that nothing was worked out.
    """

    parts: tuple[str, ...]
    again: int
    rules: tuple[str, ...]
    unread: bool
    book: Book = attrs.field(repr=False)

    @property
    def same(self) -> bool:
        """Whether this installation gives what the receipt tells."""
        return not (self.parts or self.rules or self.unread)

    def explain(self, lang: str) -> str:
        """Return what was found as text in ``fi``, ``sv`` or ``en``."""
        return "".join(f"{line}\n" for line in _lines(self, texts(self.book, lang)))


@door
def verify(receipt: str | bytes | Mapping[str, Any], *, book: Book | None = None) -> Verification:
    """Tell whether this installation gives the same as a receipt, and which part differs; results are worked out again if it holds answers.

    Args:
        receipt: as :meth:`tunnistus.Decision.receipt` or :meth:`tunnistus.Assessment.receipt` returned it, as JSON or read from it.
        book: rule data other than the shipped ones.

    Raises:
        LoadError: this is no receipt, it was changed, or the installation itself is not what was built.
        TunnistusError: the answers in it are none that the same rules and program could have read.

    >>> from datetime import date
    >>> import tunnistus as tn
    >>> receipt = tn.assess({"documents_withheld": True}, as_of=date(2026, 11, 24)).receipt()
    >>> tn.verify(receipt).same
    True
    """
    try:
        text = json.dumps(json.loads(receipt) if isinstance(receipt, str | bytes) else receipt, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        raise LoadError(_NONE, where="receipt", todo=_GIVE) from None
    return _verified(read_text(text, name="receipt"), book)


@door
def verify_file(path: Path, *, book: Book | None = None) -> Verification:
    """Verify a receipt that stands in a file, as JSON; see :func:`verify`."""
    return _verified(read(path), book)


def _verified(document: Document, book: Book | None) -> Verification:
    if not isinstance(document.data, dict) or "kind" in document.data:  # a result, such as to_json() writes, has one
        raise LoadError(_NONE, where=document.name, todo=_GIVE)
    whole = "decisions" in document.data
    doc: Receipt = parse(AssessmentReceipt, document) if whole else parse(DecisionReceipt, document)
    there = {str(name): digest for name, digest in doc.parts.items()}
    if seal.over(there) != doc.seal:
        what = message("The seal does not match the parts: the receipt was changed or is not complete.")
        raise document.error(("seal",), what, message("Use the receipt as it was given."))
    dates = _dates(document, doc)
    source.check_all()
    book = book or source.book()
    here: Mapping[str, str] = parts_of(book)
    differ = {name for name in {*here, *there} if here.get(name) != there.get(name)}
    differ |= {"program"} if doc.tunnistus != __version__ else set()
    parts = tuple(name for name in _named(texts(book, "en")) if name in differ)
    try:
        again = [(told, found) for answers, results in _people(doc) for told, found in _again(book, dates, answers, results)]
    except TunnistusError:
        if not differ:
            raise
        return Verification(parts, 0, (), True, book)
    others = tuple(dict.fromkeys(told.rule for told, found in again if told.model_dump(exclude_unset=True) != found))
    return Verification(parts, len(again), others, False, book)


def _dates(document: Document, doc: Receipt) -> Dates:
    days: dict[str, date] = {}
    for name, text in doc.dates.model_dump(exclude_none=True).items():
        day = day_from_text(text)
        if day is None:
            raise document.error(("dates", name), message("This is not a date."), message("Use the receipt as it was given."))
        days[name] = day
    return Dates(**days)


def _people(doc: Receipt) -> Iterator[tuple[Mapping[str, Any], list[ToldDoc]]]:
    """Each person, and each role of the worker, with the answers that the receipt holds about them."""
    if doc.answers is not None:
        told = (
            doc.decisions
            if isinstance(doc, AssessmentReceipt)
            else [ToldDoc(**doc.model_dump(include=set(ToldDoc.model_fields), exclude_unset=True))]
        )
        yield doc.answers, told
    if isinstance(doc, AssessmentReceipt):
        if doc.answers is not None:
            yield from (({**doc.answers, ROLE: role}, duties) for role, duties in doc.by_role.items())
        yield from ((other.answers, other.decisions) for other in doc.others if other.answers is not None)


def _again(book: Book, dates: Dates, answers: Mapping[str, Any], results: list[ToldDoc]) -> Iterator[tuple[ToldDoc, Any]]:
    """What the receipt tells of each rule, and what is found now; nothing for a rule that there is not any more."""
    case = Case(book, read_answers(book, wire.read(book, {n: _plain(answer) for n, answer in answers.items()}), dates), dates)
    found = decisions_of(case, [told.rule for told in results if told.rule in book.rules])
    yield from ((told, found[told.rule].told() if told.rule in found else None) for told in results)


def _plain(answer: Any) -> Any:
    """An answer as the receipt has it."""
    return answer.model_dump() if isinstance(answer, SaidDoc) else answer


# -- in three languages --------------------------------------------------------------------------------------------


def _named(t: Texts) -> dict[str, str]:
    """The parts of the seal, in the order in which they are told."""
    return {
        "rules": t.ui("verify.part.rules", "säännöt"),
        "texts": t.ui("verify.part.texts", "sääntöjen tekstit"),
        "translations": t.ui("verify.part.translations", "ruotsin- ja englanninkieliset tekstit"),
        "actors": t.ui("verify.part.actors", "toimijat ja yhteystiedot"),
        "sources": t.ui("verify.part.sources", "lähteet"),
        "lists": t.ui("verify.part.lists", "julkaistut luettelot"),
        "stories": t.ui("verify.part.stories", "harjoituskertomukset"),
        "names": t.ui("verify.part.names", "vanhat tunnukset"),
        "nobody": t.ui("verify.part.nobody", "etukäteen lasketut kysymykset"),
        "beside": t.ui("verify.part.beside", "säännöt, jotka luetaan näiden rinnalla"),
        "program": t.ui("verify.part.program", "ohjelma"),
    }


def _lines(found: Verification, t: Texts) -> Iterator[str]:
    if found.parts:
        yield t.ui("verify.differ", "Nämä poikkeavat kuitista:")
        yield from (f"  - {_named(t)[part]}" for part in found.parts)
    else:
        yield t.ui("verify.same", "Säännöt, tekstit ja ohjelma ovat samat kuin kuitissa.")
    if found.unread:
        yield t.ui("verify.unread", "Kuitin vastauksia ei voi lukea näillä säännöillä, joten tuloksia ei laskettu uudelleen.")
    elif not found.again:
        yield t.ui("verify.no_answers", "Kuitissa ei ole vastauksia, joten tuloksia ei laskettu uudelleen.")
    elif not found.rules:
        yield t.count(
            "verify.again",
            "Tulos laskettiin uudelleen kuitin vastauksista, ja se on sama.",
            "Kaikki {n} tulosta laskettiin uudelleen kuitin vastauksista, ja ne ovat samat.",
            found.again,
        ).format(n=found.again)
    else:
        yield t.ui("verify.others", "Tulokset laskettiin uudelleen kuitin vastauksista. Nämä poikkeavat kuitista:")
        yield from (f"  - {_title(t, rule)}" for rule in found.rules)
        if not found.parts:
            yield t.ui(
                "verify.altered",
                "Koska säännöt ja ohjelma ovat samat, joko kuittia itseään on muutettu tai ohjelma käyttää eri kirjastoja.",
            )


def _title(t: Texts, rule: str) -> str:
    context = f"rule.{rule}.title"
    return f"{t.say(context)} · {rule}" if t.has(context) else rule
