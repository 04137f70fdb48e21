"""Fuzzing what reads foreign input: rule files, catalogues, case files, receipts, answers. Only ``TunnistusError`` may come out.

``make fuzz``, or ``python -m fuzz.loader --seconds 60 --only rules``. The first byte of an input picks a target; the others change a
shipped file, as text or as a tree, so that most inputs get past the first check. Shipped files are read when it starts; none is copied
here.
"""

from __future__ import annotations

import argparse
import contextlib
import copy
import importlib.util
import io
import json
import platform
import sys
import tempfile
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any
from unittest import mock

ROOT = Path(__file__).parents[1]
AS_OF = date(2026, 11, 24)
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 3, 10**18, 10**40, 1.5, "", "a", "true", "MAYBE", "DECLINED", "{value:9999999}", "{", "\x00", "\ud800",
    "ä" * 300,
       [], [[]], {}, {"a": {}}, {"judged": True, "by": "worker", "day": AS_OF}, {"judged": [], "by": [], "day": 1}, date(1, 1, 1),
    date(9999, 12, 31), AS_OF, {"all": []}, {"any": ["a", "a"]}, {"not": {"not": "a"}}, {"at_least": 10**9, "of": ["a"]},
    {"use": "r", "is": "granted"}, {"fact": "a", "gt": 1},
)  # fmt: skip


class Bytes:
    """Choices read from the bytes of one input; zeros when they are used up."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def number(self, below: int) -> int:
        """A number from 0 up to, not including, ``below``."""
        width = 1 if below <= 256 else 2 if below <= 65_536 else 4
        part = self.data[self.at : self.at + width].ljust(width, b"\0")
        self.at += width
        return int.from_bytes(part, "little") % max(1, below)

    def pick(self, items: Any) -> Any:
        """One of the items."""
        return items[self.number(len(items))]

    def rest(self) -> bytes:
        """Everything that is left."""
        return self.data[self.at :]


# -- changing shipped files --------------------------------------------------------------------------------------


@lru_cache
def seeds(pattern: str) -> tuple[tuple[str, Any], ...]:
    """Shipped files of a kind as text and data; the small ones, which are quick to change."""
    from tunnistus.reading.strict import read_text

    texts = [p.read_text(encoding="utf-8") for p in sorted((ROOT / "indicators").glob(pattern))]
    small = sorted(texts, key=len)[:24]
    return tuple((text, read_text(text, name="seed").data) for text in small)


def changed(choose: Bytes, seed: tuple[str, Any]) -> str:
    """The seed with one to four changes of its tree, then perhaps of its text."""
    text, data = seed
    if choose.number(4):
        data = copy.deepcopy(data)
        for _ in range(1 + choose.number(4)):
            data = _change(choose, data)
        text = flow(data)
    if choose.number(2):
        start = choose.number(len(text) + 1)
        stop = start + choose.number(60)
        piece = choose.rest()[:200].decode("utf-8", "ignore")
        text = text[:start] + "".join(c for c in piece if c.isprintable() or c == "\n") + text[stop:]
    return text


def _change(choose: Bytes, data: Any) -> Any:
    """Walk down to some place and replace, remove, copy or rename what stands there."""
    holder: Any = None
    here, key = data, None
    while isinstance(here, dict | list) and here and choose.number(8):
        holder, key = here, choose.pick(list(here) if isinstance(here, dict) else range(len(here)))
        here = here[key]
    if holder is None:
        return copy.deepcopy(choose.pick(ODD)) if not choose.number(6) else data
    what = choose.number(5)
    if what == 0:
        del holder[key]
    elif what == 1 and isinstance(holder, dict):
        holder[choose.pick([k for k in ODD if isinstance(k, str)] + ["then", "when", "beats", "valid", "from"])] = holder.pop(key)
    elif what == 2:
        holder[key] = [here, copy.deepcopy(here)]
    elif what == 3:
        holder[key] = {choose.pick(["not", "all", "any", "is"]): here}
    else:
        holder[key] = copy.deepcopy(choose.pick(ODD))
    return data


def flow(data: Any) -> str:
    """Data as YAML in flow style; texts in quotes."""
    if isinstance(data, dict):
        return "{" + ", ".join(f"{_key(k)}: {flow(v)}" for k, v in data.items()) + "}"
    if isinstance(data, list):
        return "[" + ", ".join(map(flow, data)) + "]"
    return data.isoformat() if isinstance(data, date) else json.dumps(data, ensure_ascii=False)


def _key(key: str) -> str:
    return key if key.isidentifier() and key.isascii() else json.dumps(key, ensure_ascii=False)


# -- targets -----------------------------------------------------------------------------------------------------


def yaml_text(choose: Bytes) -> None:
    """The strict reader on any text."""
    from tunnistus.reading.strict import read_text

    read_text(choose.rest().decode("utf-8", choose.pick(["replace", "ignore", "surrogateescape"])), name="x")


@lru_cache
def _vocabulary() -> tuple[Any, ...]:
    """The shipped files that others refer to."""
    from tunnistus.reading.strict import read

    paths = [*sorted((ROOT / "indicators" / "facts").glob("*.yaml")), *sorted((ROOT / "indicators").glob("*.yaml"))]
    return tuple(read(p) for p in [*paths, ROOT / "indicators" / "law" / "acts.yaml"] if ".cases." not in p.name)


@lru_cache
def _known() -> Any:
    from tunnistus.reading.schema import _Builder

    builder = _Builder()
    for document in _vocabulary():
        builder.add(document)
    return builder


def _build(documents: Iterable[Any]) -> None:
    """Build a book of the shipped vocabulary and these documents, and decide their rules with nothing known."""
    from tunnistus.deciding.decide import Case
    from tunnistus.explaining.explain import decision_of
    from tunnistus.reading.schema import _Builder
    from tunnistus.rules.answers import Answers, Dates

    builder, known = _Builder(), _known()
    for name in ("facts", "acts", "sources", "actors", "texts", "places"):
        getattr(builder, name).update(getattr(known, name))
    for document in documents:
        builder.add(document)
    book = builder.finish()
    for rule in book.rules:
        decision_of(Case(book, Answers(), Dates(AS_OF)), rule).missing  # noqa: B018


def rule_file(choose: Bytes) -> None:
    """A changed rule file over the shipped vocabulary: loaded, and its rules decided."""
    from tunnistus.reading.strict import read_text

    _build([read_text(changed(choose, choose.pick(seeds("law/**/*[!s].yaml"))), name="x.yaml")])


def any_file(choose: Bytes) -> None:
    """A changed file of any kind: facts, lists, sources, actors, vignettes."""
    from tunnistus.reading.strict import read_text

    pattern = choose.pick(
        ["facts/*.yaml", "law/**/*facts.yaml", "lists/*.yaml", "sources/*.yaml", "*.yaml", "vignettes/*.yaml", "signs/*.yaml"]
    )
    found = seeds(pattern)
    if found:
        _build([read_text(changed(choose, choose.pick(found)), name="x.yaml")])


def case_file(choose: Bytes) -> None:
    """A changed case file, its cases decided by the shipped rules."""
    from tunnistus.reading.documents import CaseFile
    from tunnistus.reading.parsing import parse
    from tunnistus.reading.strict import read_text
    from tunnistus.shipping import source
    from tunnistus.trying.cases import Example, run

    document = read_text(changed(choose, choose.pick(seeds("**/*.cases.yaml"))), name="x.cases.yaml")
    for n, doc in enumerate(parse(CaseFile, document).cases[:3]):
        run(source.book(), Example(doc.name, document.where(("cases", n)), doc))


def answers(choose: Bytes) -> None:
    """Answers of any kind to facts that exist, and to some that do not; then one rule decided and explained."""
    from tunnistus.deciding.decide import Case
    from tunnistus.explaining.explain import decision_of
    from tunnistus.rules.answers import Dates, Judged, read_answers
    from tunnistus.shipping import source

    book = source.book()
    facts, rules = list(book.facts), list(book.rules)
    raw: dict[Any, Any] = {}
    for _ in range(choose.number(12)):
        name: Any = choose.pick(facts) if choose.number(64) else choose.pick(ODD)
        fact = book.facts.get(name) if isinstance(name, str) else None
        good = (
            {"bool": [True, False], "enum": list(fact.values), "number": [0, 7], "date": [AS_OF, date(1990, 1, 1)]}[fact.type]
            if fact
            else [1]
        )
        value = choose.pick(good) if choose.number(4) else choose.pick(ODD)
        if fact and fact.judgement and choose.number(8):
            value = Judged(value, by=choose.pick([*fact.judgement.who, *ODD]), on=choose.pick([date(2000, 1, 1), AS_OF, *ODD]))
        if name.__hash__ is not None:
            raw[name] = value
    dates = Dates(AS_OF, *(choose.pick(ODD if not choose.number(32) else [None, None, AS_OF, date(2020, 2, 29)]) for _ in range(3)))
    decision = decision_of(Case(book, read_answers(book, raw, dates), dates), choose.pick(rules))
    for outcome in decision.rule.outcomes[:2]:
        decision.why(outcome), decision.why_not(outcome)
    json.dumps([decision.to_dict(), decision.receipt(values=True), len(decision.ask())])


def sent(choose: Bytes) -> None:
    """Changed JSON that a service is sent: answers, read strictly or as a form, or a stored result; then assessed."""
    from tunnistus import answers_from_json, assess_again
    from tunnistus.shipping import source

    data = copy.deepcopy(_stored())
    for _ in range(choose.number(4)):
        data = _change(choose, data)
    whole = choose.number(4) == 0
    text = json.dumps(data if whole or not isinstance(data, dict) else data.get("answers"), default=str)
    raw: Any = text if choose.number(2) else changed_text(choose, text.encode("utf-8", "replace"))
    if whole:
        assess_again(raw, book=source.book())
    else:
        read = answers_from_json(raw, lenient=bool(choose.number(2)), book=source.book())
        if answers_from_json(read.to_json(), book=source.book()) != read:
            raise AssertionError("What was read does not come back.")


@lru_cache
def _stored() -> Any:
    """A result with its answers, as small as it can be read again."""
    from tunnistus import assess

    given = {"documents_withheld": True, "debt_amount_eur": 7.5, "date_of_birth": date(1990, 1, 1), "wants_help": "DECLINED"}
    a = assess(given, as_of=AS_OF, roles=["teacher"], others=[("child", {"documents_withheld": True})])
    told = json.loads(a.to_json(values=True))
    kept = {name: told[name] for name in ("schema", "kind", "dates", "answers")}
    return {**kept, "by_role": {"teacher": []}, "others": [{"about": "child", "answers": told["others"][0]["answers"]}]}


def catalogue(choose: Bytes) -> None:
    """A changed catalogue, compiled."""
    from tunnistus.shipping.l10n import compiled

    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "sv" / "LC_MESSAGES" / "tunnistus.po"
        path.parent.mkdir(parents=True)
        text = changed_text(choose, _catalogue())
        path.write_bytes(text)
        compiled(path)


@lru_cache
def _catalogue() -> bytes:
    blocks = (ROOT / "locales" / "sv" / "LC_MESSAGES" / "tunnistus.po").read_bytes().split(b"\n\n")
    plural = [b for b in blocks if b"msgid_plural" in b]
    return b"\n\n".join([*blocks[:8], *plural[:2]]) + b"\n"


def changed_text(choose: Bytes, text: bytes) -> bytes:
    """Bytes with a piece replaced."""
    start = choose.number(len(text) + 1)
    stop = start + choose.number(80)
    return text[:start] + choose.rest()[:100].decode("utf-8", "ignore" if choose.number(8) else "replace").encode() + text[stop:]


def person_file(choose: Bytes) -> None:
    """A changed file about one person, assessed from the command line."""
    text = changed(choose, _person())
    _command(text, "case.yaml", lambda path: ["assess", path, "--as-of", "2026-11-24", "--lang", choose.pick(["fi", "sv", "en"])])


@lru_cache
def _person() -> tuple[str, Any]:
    from tunnistus.reading.strict import read_text

    text = (ROOT / "docs" / "examples" / "berry-picker.yaml").read_text(encoding="utf-8")
    data = read_text(text, name="seed").data
    data["others"] = [{"about": "child", "answers": {"date_of_birth": date(2015, 2, 3), "documents_withheld": True}}]
    return flow(data), data


def receipt(choose: Bytes) -> None:
    """A changed receipt, verified from the command line. Seal and digest are mostly made to fit again, so that what lies deeper is read."""
    text, data = _receipt(choose.number(2))
    data = copy.deepcopy(data)
    for _ in range(choose.number(4)):
        data = _change(choose, data)
    if choose.number(4):
        _reseal(data)
    text = changed_text(choose, text.encode()).decode("utf-8", "replace") if not choose.number(4) else json.dumps(data, default=str)
    from tunnistus.shipping import source

    whole = mock.patch.object(source, "check_all", return_value=None)  # reading all of the installation takes longer than the receipt
    with whole:
        _command(text, "receipt.json", lambda path: ["verify", path, "--lang", choose.pick(["fi", "sv", "en"])])


@lru_cache
def _receipt(whole: int) -> tuple[str, Any]:
    """The receipt of an assessment, or of a decision; of the assessment a few results, which are quick to work out again."""
    from tunnistus import assess

    given = {"documents_withheld": True, "earnings_taken": False, "date_of_birth": date(1990, 1, 1), "wants_help": "DECLINED"}
    a = assess(given, as_of=AS_OF, roles=["teacher", "police_officer"], others=[("child", {"documents_withheld": True})])
    data = json.loads(json.dumps((a if whole else a.next_step).receipt(values=True)))
    for results in (data["decisions"], *data["by_role"].values(), data["others"][0]["decisions"]) if whole else ():
        del results[3:]
    return json.dumps(data), data


def _reseal(data: Any) -> None:
    from tunnistus import seal
    from tunnistus.explaining import receipts

    parts = data.get("parts") if isinstance(data, dict) else None
    if isinstance(parts, dict) and all(isinstance(name, str) and name.isascii() for name in parts):
        data["seal"] = seal.over({name: str(digest).encode("utf-8", "replace").decode() for name, digest in parts.items()})
    if isinstance(data, dict):
        with contextlib.suppress(TypeError, ValueError):  # what JSON does not have
            data[receipts.DIGEST] = receipts.digest_of(data)


def _command(text: str, name: str, arguments: Callable[[str], list[str]]) -> None:
    """Run a command on a file with this text; it ends with 0 to 4, and with 2 it says what is wrong as errors do."""
    from tunnistus.commands.main import main
    from tunnistus.errors import LoadError

    err = io.StringIO()
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / name
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(err):
            code = main(arguments(str(path)))
    if code not in range(5):
        raise AssertionError("The command ends with another status.")
    if code == 2:
        raise LoadError(err.getvalue())


def calls(choose: Bytes) -> None:
    """What is public, called with anything."""
    import tunnistus as tn

    odd = (*ODD, ["fi"], ("child",), [("child",)], [("child", None)], [None], {"next_step": 1}, {1: 2}, {None: True}, object(), b"x")
    names, some = ["next_step", "permit.52a1", *odd], [(), *odd]
    a = tn.assess({"documents_withheld": True}, as_of=AS_OF)
    ways: tuple[Callable[[], object], ...] = (
        lambda: tn.assess(choose.pick(odd), as_of=choose.pick([AS_OF, *odd]), others=choose.pick(some), roles=choose.pick(some)),
        lambda: tn.load(choose.pick(names), on=choose.pick([AS_OF, *odd])).decide(choose.pick(odd), applied_on=choose.pick([None, *odd])),
        lambda: a.explain(choose.pick(["fi", *odd]), register=choose.pick(["plain", *odd])),
        lambda: a.html(choose.pick(["fi", *odd]), register=choose.pick(["plain", *odd])),
        lambda: tn.render(choose.pick([a, a.next_step, *odd]), choose.pick(["sv", *odd]), form=choose.pick(["text", *odd])),
        lambda: tn.diff(choose.pick(names), choose.pick([AS_OF, *odd]), choose.pick([AS_OF, *odd])),
        lambda: (a.next_step.why(choose.pick(["propose", *odd])), a.next_step.why_not(choose.pick(["propose", *odd]))),
        lambda: a.next_step.flips(choose.pick(["propose", *odd])),
        lambda: tn.diff("permit.52a1", AS_OF, AS_OF).explain(choose.pick(["en", *odd])),
        lambda: a.part(choose.pick(["law", *odd])),
    )
    choose.pick(ways)()


KINDS: dict[str, tuple[Callable[[Bytes], None], ...]] = {
    "rules": (yaml_text, rule_file, rule_file, any_file),
    "catalogues": (catalogue,),
    "cases": (case_file, person_file),
    "receipts": (receipt,),
    "answers": (answers, sent, calls),
}
TARGETS = tuple(target for targets in KINDS.values() for target in targets)


def one(data: bytes, *, kind: str = "") -> None:
    """Run one input, of one kind or any. Raises whatever is not a :class:`tunnistus.errors.TunnistusError`."""
    from tunnistus.errors import TunnistusError

    choose = Bytes(data)
    try:
        choose.pick(KINDS[kind] if kind else TARGETS)(choose)
    except TunnistusError as problem:
        faults = str(problem).splitlines()  # one each, a hundred and a last word at most
        if len(faults) > 101 or any(len(fault) > 2000 for fault in faults):
            raise AssertionError("An error says too much.") from problem


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m fuzz.loader", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=KINDS, default="", help="what is read; otherwise everything")
    parser.add_argument("inputs", nargs="*", help="files to run once instead: inputs that failed")
    options = parser.parse_args()
    if importlib.util.find_spec("atheris") is None:
        expected = sys.version_info < (3, 14) and (sys.platform, platform.machine()) == ("linux", "x86_64")
        print("fuzz: atheris is not installed" + ("" if expected else "; there is none for this Python or machine"))
        return 1 if expected else 0
    return fuzz(options.seconds, options.seed, options.inputs, options.only)


def fuzz(seconds: int, seed: int, inputs: list[str], kind: str) -> int:
    """Fuzz for some seconds; ends the process, with a code other than 0 when something was found."""
    import atheris

    with atheris.instrument_imports(include=["tunnistus"]):  # what a target imports must be imported here: later imports are not seen
        for target in KINDS[kind] if kind else TARGETS:
            target_seeds(target)
    (ROOT / "build" / "fuzz").mkdir(parents=True, exist_ok=True)
    bounds = [f"-max_total_time={seconds}", f"-seed={seed}", "-max_len=400", "-len_control=0", "-timeout=60", "-rss_limit_mb=3000"]
    quiet = ["-print_final_stats=1", "-verbosity=1", f"-artifact_prefix={ROOT}/build/fuzz/{kind or 'any'}-"]
    atheris.Setup([sys.argv[0], *(inputs or [*bounds, *quiet])], partial(one, kind=kind))
    atheris.Fuzz()
    return 0


def target_seeds(target: Callable[[Bytes], None]) -> None:
    """Run a target once, so that shipped files are read and rules expanded before the clock of the first input runs."""
    from tunnistus.errors import TunnistusError

    with contextlib.suppress(TunnistusError):
        target(Bytes(b""))


if __name__ == "__main__":
    sys.exit(main())
