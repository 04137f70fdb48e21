"""A receipt held against this installation: whether it would give the same, what differs, and the results worked out once more.

In comes a receipt as :meth:`tunnistus.Decision.receipt` or :meth:`tunnistus.Assessment.receipt` made it, perhaps long ago
and elsewhere. No answer that it may hold goes out again, in no message either.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal

import attrs
import pydantic

from tunnistus import seal
from tunnistus.assessment import assess_again
from tunnistus.deciding.decide import Case
from tunnistus.errors import LoadError, TunnistusError, door
from tunnistus.explaining import receipts
from tunnistus.explaining.explain import decision_of
from tunnistus.messages import message
from tunnistus.reading.documents import AssessmentReceipt, DecisionReceipt, ToldDoc
from tunnistus.reading.strict import read_bytes
from tunnistus.rules import jsontext, wire
from tunnistus.rules.answers import Dates, read_answers
from tunnistus.rules.model import Book
from tunnistus.saying.texts import Texts, texts
from tunnistus.shipping import source
from tunnistus.version import __version__

__all__ = ["Mismatch", "Verification", "verify", "verify_file"]

_BY_RULES: Final = ("rule", "ruleset", "ruleset_digest", "versions", "in_force")  # what of a result does not hang on answers
Raw = Mapping[str, Any]
Whose = tuple[str, int | None]  # a role of the worker, and which of the other people


@attrs.frozen
class Mismatch:
    """One result of a receipt that is not what the rules give.

    Attributes:
        rule: id of the rule.
        kind: ``missing`` in the receipt, ``extra`` or ``repeated`` there, ``moved`` to another place, or ``changed``.
        keys: of a changed result, what differs: ``versions``, ``due``, ``facts`` and so on, as ``docs/json.md`` has them.
        role: the role of the worker in which the result was found; empty for the results without a role.
        other: which of the other people it is about, from 0; ``None`` for the person.
    """

    rule: str
    kind: Literal["missing", "extra", "repeated", "moved", "changed"]
    keys: tuple[str, ...] = ()
    role: str = ""
    other: int | None = None


@attrs.frozen
class Verification:
    """What holding a receipt against this installation showed.

    Attributes:
        status: ``same``: all was worked out again and is the same. ``not_recomputed``: rules, texts and program are the same, and the
            receipt holds no answers, so that no result was worked out. ``different``: see ``parts``, ``mismatches`` and ``unread``.
            ``damaged``: see ``damage``.
        parts: the parts of the seal that are others here: ``rules``, ``texts``, ``translations``, ``actors``, ``sources``, ``lists``,
            ``stories``, ``structures``, ``nobody``, ``beside``, ``program``.
        again: how many results were worked out once more.
        mismatches: each result that is not what the rules give for the dates, roles, people and answers of the receipt.
        unread: whether it was made by other rules, which took dates, roles, people or answers that these do not take.
        damage: why it is damaged: ``text`` (no JSON object), ``digest`` (not that of the receipt), ``shape`` (not that of a receipt) or
            ``answers`` (a date, role, rule or answer that its own rules do not take); else empty.
    """

    status: Literal["same", "not_recomputed", "different", "damaged"]
    parts: tuple[str, ...] = ()
    again: int = 0
    mismatches: tuple[Mismatch, ...] = ()
    unread: bool = False
    damage: Literal["", "text", "digest", "shape", "answers"] = ""
    book: Book | None = attrs.field(default=None, repr=False)

    @property
    def same(self) -> bool:
        """Whether everything that the receipt tells was worked out again, and is the same."""
        return self.status == "same"

    @property
    def rules(self) -> tuple[str, ...]:
        """Ids of the rules in ``mismatches``, each once."""
        return tuple(dict.fromkeys(each.rule for each in self.mismatches))

    @door
    def explain(self, lang: str) -> str:
        """Return what was found as text in ``fi``, ``sv`` or ``en``."""
        return "".join(f"{line}\n" for line in _lines(self, texts(self.book or source.book(), lang)))


@door
def verify(receipt: str | bytes | Mapping[str, Any], *, book: Book | None = None) -> Verification:
    """Tell whether this installation gives the same as a receipt, and what differs; results are worked out again if it holds answers.

    The digest of a receipt has no key. Working out again finds what was changed in results, however the digest was made; where a receipt
    holds no answers, only a signature of your own tells who made it.

    Args:
        receipt: as :meth:`tunnistus.Decision.receipt` or :meth:`tunnistus.Assessment.receipt` returned it, as JSON or read from it.
        book: rule data other than the shipped ones.

    Raises:
        LoadError: this is no receipt but something else, or the installation itself is not what was built.

    >>> from datetime import date
    >>> import tunnistus as tn
    >>> a = tn.assess({"documents_withheld": True}, as_of=date(2026, 11, 24))
    >>> tn.verify(a.receipt(values=True)).status, tn.verify(a.receipt()).status
    ('same', 'not_recomputed')
    >>> tn.verify({**a.receipt(values=True), "decisions": []}).status
    'damaged'
    """
    if isinstance(receipt, str | bytes):
        return _verified(receipt, "receipt", book)
    try:
        text = json.dumps(receipt) if isinstance(receipt, Mapping) else ""
    except (TypeError, ValueError, RecursionError):
        text = ""
    if not text:
        raise _no_receipt("receipt")
    return _verified(text, "receipt", book)


@door
def verify_file(path: Path, *, book: Book | None = None) -> Verification:
    """Verify a receipt that stands in a file, as JSON; see :func:`verify`."""
    return _verified(read_bytes(path, name=path.name), path.name, book)


def _no_receipt(where: str) -> LoadError:
    return LoadError(message("This is not a receipt."), where=where, todo=message("Give what receipt() returned."))


def _verified(text: str | bytes, where: str, book: Book | None) -> Verification:
    try:
        raw = jsontext.parse(text)
    except TunnistusError:
        raw = None
    if not isinstance(raw, dict):
        return Verification("damaged", damage="text", book=book)
    if "kind" in raw:  # a result, such as to_json() writes, has one
        raise _no_receipt(where)
    if not _whole(raw):
        return Verification("damaged", damage="digest", book=book)
    if not _shaped(raw):
        if isinstance(raw.get("tunnistus"), str) and raw["tunnistus"] != __version__:  # another version has another shape
            return Verification("different", ("program",), unread=True, book=book)
        return Verification("damaged", damage="shape", book=book)
    source.check_all()
    return _compared(raw, book or source.book())


def _whole(raw: Raw) -> bool:
    """Whether the digest of a receipt is that of all else in it."""
    try:
        return receipts.digest_of(raw) == raw.get(receipts.DIGEST)
    except (TypeError, ValueError, RecursionError):
        return False


def _shaped(raw: Raw) -> bool:
    """Whether a receipt has the shape of one, and a seal over its parts."""
    try:
        (AssessmentReceipt if "decisions" in raw else DecisionReceipt).model_validate(raw)
    except pydantic.ValidationError:
        return False
    return bool(seal.over(raw["parts"]) == raw["seal"])


def _compared(raw: Raw, book: Book) -> Verification:
    """A whole receipt beside the one that is made now from what stands in it."""
    here, there = receipts.parts_of(book), raw["parts"]
    differ = {name for name in {*here, *there} if here.get(name) != there.get(name)}
    differ |= {"program"} if raw["tunnistus"] != __version__ else set()
    parts = tuple(name for name in _named(texts(book, "en")) if name in differ)
    try:
        made = _made(raw, book)
    except TunnistusError:
        return Verification("different" if parts else "damaged", parts, unread=bool(parts), damage="" if parts else "answers", book=book)
    told, found = _results(raw), _results(made)
    keys = () if "answers" in raw else _BY_RULES
    mismatches = tuple(each for whose, results in told.items() for each in _mismatches(results, found[whose], keys, whose))
    if not parts and jsontext.canonical(_beside(raw)) != jsontext.canonical(_beside(made)):
        return Verification("damaged", damage="shape", book=book)
    again = 0 if keys else sum(map(len, found.values()))
    status: Literal["same", "not_recomputed", "different"]
    status = "different" if parts or mismatches else "not_recomputed" if keys else "same"
    return Verification(status, parts, again, mismatches, book=book)


def _made(raw: Raw, book: Book) -> Raw:
    """The receipt as it is made now; of one without answers, that of somebody of whom nothing is known."""
    values = "answers" in raw
    if "decisions" in raw:
        others = [{"answers": {}, **each} for each in raw.get("others", ())]
        return assess_again({"answers": {}, **raw, "others": others}, book=book).receipt(values=values)
    dates = Dates(**{name: wire.day(day) for name, day in raw["dates"].items()})
    given = wire.read_checked(book, raw.get("answers", {}))
    return decision_of(Case(book, read_answers(book, given, dates), dates), raw["rule"]).receipt(values=values)


def _results(receipt: Raw) -> dict[Whose, Sequence[Raw]]:
    """What a receipt tells of each rule: about the person, in each role, and about each of the others."""
    if "decisions" not in receipt:
        return {("", None): [{name: receipt[name] for name in ToldDoc.model_fields if name in receipt}]}
    roles: dict[Whose, Sequence[Raw]] = {(role, None): told for role, told in receipt.get("by_role", {}).items()}
    others: dict[Whose, Sequence[Raw]] = {("", n): other["decisions"] for n, other in enumerate(receipt.get("others", ()))}
    return {("", None): receipt["decisions"], **roles, **others}


def _beside(receipt: Raw) -> dict[str, Any]:
    """What stands in a receipt beside results, digest and parts: dates, roles, people, answers."""
    left_out = {receipts.DIGEST, *(() if "decisions" in receipt else ToldDoc.model_fields)}
    kept: dict[str, Any] = {name: part for name, part in receipt.items() if name not in left_out}
    emptied: dict[str, Any] = {"decisions": []} if "decisions" in receipt else {}
    if "by_role" in receipt:
        emptied["by_role"] = dict.fromkeys(receipt["by_role"], ())
    if "others" in receipt:
        emptied["others"] = [{**other, "decisions": []} for other in receipt["others"]]
    return {**kept, **emptied}


def _mismatches(told: Sequence[Raw], found: Sequence[Raw], keys: Sequence[str], whose: Whose) -> Iterator[Mismatch]:
    """What differs between the results of a receipt and those found now. ``keys``: what to compare; all if empty."""
    now, count = {each["rule"]: each for each in found}, Counter(each["rule"] for each in told)
    role, other = whose
    for rule in (name for name in now if name not in count):
        yield Mismatch(rule, "missing", (), role, other)
    for rule, times in count.items():
        if rule not in now or times > 1:
            yield Mismatch(rule, "repeated" if rule in now else "extra", (), role, other)
    once = [each for each in told if each["rule"] in now and count[each["rule"]] == 1]
    order = [name for name in now if count[name] == 1]
    for each, there in zip(once, order, strict=True):
        rule = each["rule"]
        if rule != there:
            yield Mismatch(rule, "moved", (), role, other)
        changed = tuple(key for key in keys or {**each, **now[rule]} if _other(each, now[rule], key))
        if changed:
            yield Mismatch(rule, "changed", changed, role, other)


def _other(told: Raw, found: Raw, key: str) -> bool:
    """Whether something is another thing in two results: 1 is not yes, and nothing is not null."""
    return (key in told) != (key in found) or jsontext.canonical(told.get(key)) != jsontext.canonical(found.get(key))


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
        "structures": t.ui("verify.part.structures", "säädösten rakenne"),
        "nobody": t.ui("verify.part.nobody", "etukäteen lasketut kysymykset ja päätöskaaviot"),
        "beside": t.ui("verify.part.beside", "säännöt, jotka luetaan näiden rinnalla"),
        "program": t.ui("verify.part.program", "ohjelma"),
    }


def _lines(found: Verification, t: Texts) -> Iterator[str]:
    if found.damage:
        yield t.ui("verify.damaged", "Kuitti on vaurioitunut tai sitä on muutettu. Mitään ei laskettu uudelleen.")
        yield _damage(t)[found.damage]
        return
    if found.parts:
        yield t.ui("verify.differ", "Nämä poikkeavat kuitista:")
        yield from (f"  - {_named(t)[part]}" for part in found.parts)
    else:
        yield t.ui("verify.same", "Säännöt, tekstit ja ohjelma ovat samat kuin kuitissa.")
    if found.unread:
        yield t.ui("verify.unread", "Kuitin vastauksia ei voi lukea näillä säännöillä, joten tuloksia ei laskettu uudelleen.")
    elif not found.again:
        yield t.ui(
            "verify.no_answers",
            "Kuitissa ei ole vastauksia. Siksi tuloksia ei laskettu uudelleen, eikä tiedetä, ovatko ne samat.",
        )
    elif not found.mismatches:
        yield t.count(
            "verify.again",
            "Tulos laskettiin uudelleen kuitin vastauksista, ja se on sama.",
            "Kaikki {n} tulosta laskettiin uudelleen kuitin vastauksista, ja ne ovat samat.",
            found.again,
        ).format(n=found.again)
    yield from _differing(found, t)


def _damage(t: Texts) -> dict[str, str]:
    return {
        "text": t.ui("verify.damage.text", "Se ei ole ehyttä JSON-tekstiä."),
        "digest": t.ui("verify.damage.digest", "Sen tarkistussumma ei vastaa sen sisältöä."),
        "shape": t.ui("verify.damage.shape", "Siitä puuttuu jotain, tai siinä on jotain, mitä kuitissa ei ole."),
        "answers": t.ui("verify.damage.answers", "Siinä on päivä, rooli, sääntö tai vastaus, jota sen omat säännöt eivät tunne."),
    }


def _differing(found: Verification, t: Texts) -> Iterator[str]:
    """The results that differ, one on each line, and what that tells where rules and program are the same."""
    if not found.mismatches:
        return
    if found.again:
        yield t.ui("verify.others", "Tulokset laskettiin uudelleen kuitin vastauksista. Nämä poikkeavat kuitista:")
    else:
        yield t.ui("verify.by_rules", "Nämä tulokset eivät ole sellaisia kuin säännöistä seuraa:")
    yield from (f"  - {_told(t, each)}" for each in found.mismatches)
    if not found.parts:
        yield t.ui(
            "verify.altered",
            "Koska säännöt ja ohjelma ovat samat, joko kuittia itseään on muutettu tai ohjelma käyttää eri kirjastoja.",
        )


def _told(t: Texts, each: Mismatch) -> str:
    context = f"rule.{each.rule}.title"
    rule = f"{t.say(context)} · {each.rule}" if t.has(context) else each.rule
    whose = each.role or ("" if each.other is None else t.ui("verify.other", "muu henkilö {number}").format(number=each.other + 1))
    what = {
        "missing": t.ui("verify.missing", "puuttuu kuitista"),
        "extra": t.ui("verify.extra", "ei kuulu kuittiin"),
        "repeated": t.ui("verify.repeated", "on kuitissa monta kertaa"),
        "moved": t.ui("verify.moved", "on kuitissa väärässä kohdassa"),
        "changed": ", ".join(dict.fromkeys(_key(t, key) for key in each.keys)),
    }[each.kind]
    return f"{rule} ({whose}): {what}" if whose else f"{rule}: {what}"


def _key(t: Texts, key: str) -> str:
    """What a key of a result is about, for people."""
    if key == "versions":
        return t.ui("verify.key.versions", "säännön versiot poikkeavat")
    if key in ("rule", "ruleset", "ruleset_digest"):
        return t.ui("verify.key.ruleset", "sääntötiedosto poikkeaa")
    return t.ui("verify.key.facts", "käytetyt tiedot poikkeavat") if key == "facts" else t.ui("verify.key.result", "tulos poikkeaa")
