"""From validated documents to the model: surface forms become the five node types, every name is resolved.

Whatever is wrong raises :class:`LoadError` with file, line and column; nothing is half loaded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from tunnistus import derive, listing
from tunnistus.cites import read_cite
from tunnistus.conditions import Scope
from tunnistus.documents import (
    ActorsFile,
    ActsFile,
    ClauseDoc,
    FactDoc,
    FactFile,
    LengthDoc,
    ListFile,
    RuleDoc,
    RuleFile,
    SourcesFile,
    VignetteFile,
    WindowDoc,
)  # fmt: skip
from tunnistus.errors import LoadError, nearest
from tunnistus.graph import acyclic, used_rules
from tunnistus.model import (
    Book,
    Cite,
    Clause,
    Derived,
    Fact,
    Judgement,
    LaterChange,
    Length,
    Listing,
    Map,
    Notice,
    Period,
    Rule,
    RuleSet,
    Window,
)  # fmt: skip
from tunnistus.parsing import parse
from tunnistus.strict import Document, Path_

__all__ = ["build_book", "sentences"]


def build_book(documents: Iterable[Document]) -> Book:
    """Build the book from all documents of the rule data, in the order of their names."""
    docs = sorted(documents, key=lambda d: d.name)
    builder = _Builder()
    for document in docs:
        builder.add(document)
    return builder.finish(docs)


def sentences(document: Document) -> Iterable[tuple[int, str, str]]:
    """Yield (line, context, Finnish sentence) of one document."""
    builder = _Builder()
    builder.add(document)
    return [(builder.lines[context], context, sentence) for context, sentence in builder.texts.items()]


def _window(doc: WindowDoc | None) -> Window:
    return Window(doc.since, doc.until) if doc else Window()


def _length(doc: LengthDoc | None) -> Length | None:
    return Length(doc.days, doc.months, doc.years) if doc else None


class _Builder:
    """Collects the files of all kinds, then resolves the names between them."""

    def __init__(self) -> None:
        self.facts: dict[str, Fact] = {}
        self.rulesets: dict[str, RuleSet] = {}
        self.rules: dict[str, Rule] = {}
        self.acts: dict[str, Any] = {}
        self.sources: dict[str, Any] = {}
        self.actors: dict[str, Any] = {}
        self.vignettes: dict[str, str] = {}
        self.lists: dict[str, Listing] = {}
        self.listfiles: list[tuple[Document, ListFile]] = []
        self.texts: dict[str, str] = {}
        self.lines: dict[str, int] = {}
        self.rulefiles: list[tuple[Document, RuleFile]] = []
        self.heads: dict[str, RuleDoc] = {}

    # -- files ---------------------------------------------------------------------------------------------------

    def add(self, document: Document) -> None:
        if not isinstance(document.data, dict):
            raise document.error((), "The file is not a mapping.", "Start with facts:, ruleset:, acts:, sources: or actors:.")
        kinds = {
            "vignettes": self._vignettes,
            "list": self._list,
            "facts": self._facts,
            "ruleset": self._rulefile,
            "acts": self._acts,
            "sources": self._sources,
            "actors": self._actors,
        }
        for key, take in kinds.items():
            if key in document.data:
                take(document)
                return
        raise document.error((), "The file is of no known kind.", "Start with facts:, ruleset:, acts:, sources: or actors:.")

    def text(self, document: Document, path: Path_, context: str, sentence: str | None) -> None:
        if sentence is not None:
            self.texts[context] = " ".join(sentence.split())
            self.lines[context] = document.places.get(path, (1, 1))[0]

    def _unique(self, document: Document, path: Path_, name: str, known: Mapping[str, Any]) -> None:
        if name in known:
            raise document.error(path, f"The id {name!r} is already used in another file.", "Ids are unique over all files.")

    def _facts(self, document: Document) -> None:
        for name, doc in parse(FactFile, document).facts.items():
            self._unique(document, ("facts", name), name, self.facts)
            self.facts[name] = self._fact(document, name, doc)

    def _fact(self, document: Document, name: str, doc: FactDoc) -> Fact:
        path = ("facts", name)
        self._fact_texts(document, path, name, doc)
        judgement = None
        if doc.judgement:
            weigh = doc.judgement.weigh
            for side, factors in (("for", weigh.weigh_for), ("against", weigh.against)):
                for key, sentence in factors.items():
                    self.text(document, (*path, "judgement", "weigh", side, key), f"fact.{name}.{side}.{key}", sentence)
            judgement = Judgement(tuple(doc.judgement.who), tuple(weigh.weigh_for), tuple(weigh.against))
        if doc.derived and doc.derived.by not in derive.REGISTRY:
            known = nearest(doc.derived.by, derive.REGISTRY) or f"Registered: {', '.join(sorted(derive.REGISTRY))}."
            raise document.error((*path, "derived", "by"), f"There is no derived function {doc.derived.by!r}.", known)
        return Fact(
            name, doc.type, doc.theme, len(self.facts), tuple(doc.values or ()), doc.low, doc.high, doc.unit or "", doc.element,
            tuple(doc.forms), doc.phase, tuple(doc.observers), doc.sensitivity, doc.stage, doc.polarity, doc.evidence, doc.ask is not None,
            tuple(Map(m.source, m.ref, tuple(sorted((k, _flat(v)) for k, v in (m.model_extra or {}).items()))) for m in doc.maps),
            judgement, Derived(doc.derived.by, tuple(doc.derived.inputs)) if doc.derived else None,
            self._cites(document, (*path, "cite"), doc.cite), tuple(doc.source), tuple(doc.opens), doc.note or "", document.where(path),
        )  # fmt: skip

    def _fact_texts(self, document: Document, path: Path_, name: str, doc: FactDoc) -> None:
        wanted = {"bool": ("met", "unmet"), "enum": ("values",), "number": ("value",), "date": ("value",)}[doc.type]
        if not doc.derived:
            wanted = ("ask", "plain", *wanted)
        for key in ("ask", "plain", "met", "unmet", "value", "values"):
            given = getattr(doc, key) is not None
            if key in wanted and not given:
                raise document.error(path, f"The fact {name!r} has no {key!r}.", f"A {doc.type} fact needs: {', '.join(wanted)}.")
            if given and key not in wanted and key not in ("ask", "plain"):
                raise document.error((*path, key), f"A {doc.type} fact has no {key!r}.", f"It needs: {', '.join(wanted)}.")
        if (doc.ask is None) != (doc.plain is None):
            raise document.error(path, f"The fact {name!r} has only one of 'ask' and 'plain'.", "Write both.")
        for key in ("ask", "plain", "met", "unmet", "value"):
            self.text(document, (*path, key), f"fact.{name}.{key}", getattr(doc, key))
        for member, sentence in (doc.values or {}).items():
            self.text(document, (*path, "values", member), f"fact.{name}.value.{member}", sentence)
        if doc.value is not None and "{value}" not in doc.value:
            raise document.error((*path, "value"), "The sentence has no {value}.", "Write {value} where the number or date stands.")

    def _acts(self, document: Document) -> None:
        for name, doc in parse(ActsFile, document).acts.items():
            self._unique(document, ("acts", name), name, self.acts)
            self.acts[name] = doc.model_dump(mode="json", exclude={"name"}, exclude_none=True)
            self.text(document, ("acts", name, "name"), f"act.{name}.name", doc.name)

    def _sources(self, document: Document) -> None:
        for name, doc in parse(SourcesFile, document).sources.items():
            self._unique(document, ("sources", name), name, self.sources)
            self.sources[name] = doc.model_dump(mode="json", exclude_none=True)

    def _vignettes(self, document: Document) -> None:
        for name, doc in parse(VignetteFile, document).vignettes.items():
            path = ("vignettes", name)
            self._unique(document, path, name, self.vignettes)
            self.vignettes[name] = document.name
            for key, sentence in (("title", doc.title), ("story", doc.story)):
                self.text(document, (*path, key), f"vignette.{name}.{key}", sentence)
            for key, sentence in doc.points.items():
                self.text(document, (*path, "points", key), f"vignette.{name}.point.{key}", sentence)

    def _list(self, document: Document) -> None:
        doc = parse(ListFile, document)
        self._unique(document, ("list",), doc.id, self.lists)
        self.lists[doc.id] = listing.build(doc)
        self.listfiles.append((document, doc))
        for path, context, sentence in listing.texts(doc):
            self.text(document, path, context, sentence)

    def _actors(self, document: Document) -> None:
        for name, doc in parse(ActorsFile, document).actors.items():
            self._unique(document, ("actors", name), name, self.actors)
            data = doc.model_dump(mode="json", by_alias=True, exclude={"note"}, exclude_none=True)
            for n, version in enumerate(doc.versions):
                self.text(document, ("actors", name, "versions", n, "name"), f"actor.{name}.{n}.name", version.name)
                del data["versions"][n]["name"]
            self.text(document, ("actors", name, "note"), f"actor.{name}.note", doc.note)
            self.actors[name] = data

    # -- rules ---------------------------------------------------------------------------------------------------

    def _rulefile(self, document: Document) -> None:
        doc = parse(RuleFile, document)
        self._unique(document, ("ruleset",), doc.ruleset, self.rulesets)
        self._ruleset_texts(document, doc)
        changes = tuple(LaterChange(key, later.since) for key, later in doc.later_changes.items())
        self.rulesets[doc.ruleset] = RuleSet(
            doc.ruleset, doc.about, doc.kind, doc.verified.until, tuple(doc.rules), changes, tuple(doc.not_encoded), _digest(document),
        )  # fmt: skip
        for name, rule in doc.rules.items():
            self._unique(document, ("rules", name), name, self.heads)
            self.heads[name] = rule
            self._rule_texts(document, ("rules", name), name, rule)
        self.rulefiles.append((document, doc))

    def finish(self, docs: list[Document]) -> Book:
        for document, doc in self.rulefiles:
            scope = Scope(self.facts, self.heads, document, doc)
            for name, rule in doc.rules.items():
                self.rules[name] = self._rule(scope, name, rule)
        self._check_facts()
        self._check_cycles()
        total = hashlib.sha256("".join(_digest(d) for d in docs).encode()).hexdigest()
        book = Book(
            self.facts, self.rulesets, self.rules, self.acts, self.sources, self.actors, dict(sorted(self.texts.items())),
            total, self.lists,
        )  # fmt: skip
        for document, listfile in self.listfiles:
            listing.check(document, listfile, book)
        return book

    def _rule(self, scope: Scope, name: str, doc: RuleDoc) -> Rule:
        path = ("rules", name)
        valid = self._inner(scope.document, (*path, "valid"), _window(doc.valid), _window(scope.doc.valid))
        clauses = tuple(self._clause(scope, path, key, clause, doc, valid) for key, clause in doc.clauses.items())
        _check_beats(scope.document, path, clauses)
        notices = []
        for key, notice in doc.notices.items():
            when = scope.condition(notice.when, (*path, "notices", key, "when"))
            notices.append(Notice(key, when, self._inner(scope.document, (*path, "notices", key), _window(notice.valid), valid)))
        otherwise = "" if doc.otherwise == "nothing" else doc.otherwise
        if otherwise and otherwise not in doc.outcomes:
            raise scope.document.error((*path, "otherwise"), f"{otherwise!r} is not an outcome.", nearest(otherwise, doc.outcomes))
        return Rule(
            name, scope.doc.ruleset, tuple(doc.outcomes), clauses, otherwise, doc.clock, doc.part or scope.doc.part, doc.ordered, valid,
            tuple(notices), scope.document.where(path),
        )  # fmt: skip

    def _ruleset_texts(self, document: Document, doc: RuleFile) -> None:
        head = f"ruleset.{doc.ruleset}"
        self.text(document, ("title",), f"{head}.title", doc.title)
        for key, later in doc.later_changes.items():
            self.text(document, ("later_changes", key, "text"), f"{head}.later.{key}", later.text)
            self.text(document, ("later_changes", key, "act"), f"{head}.later.{key}.act", later.act)
        for key, sentence in doc.not_encoded.items():
            self.text(document, ("not_encoded", key), f"{head}.not_encoded.{key}", sentence)

    def _rule_texts(self, document: Document, path: Path_, name: str, doc: RuleDoc) -> None:
        self.text(document, (*path, "title"), f"rule.{name}.title", doc.title)
        for key, notice in doc.notices.items():
            self.text(document, (*path, "notices", key, "text"), f"rule.{name}.notice.{key}", notice.text)
        for key, clause in doc.clauses.items():
            if clause.period:
                here = (*path, "clauses", key, "period")
                self.text(document, (*here, "text"), f"rule.{name}.{key}.period", clause.period.text)
                self.text(document, (*here, "counting"), f"rule.{name}.{key}.counting", clause.period.counting)
        for register in ("says", "plain"):
            texts = getattr(doc, register)
            for outcome in doc.outcomes:
                if outcome not in texts:
                    raise document.error((*path, register), f"The outcome {outcome!r} has no sentence in {register!r}.", "Write it.")
            for outcome, sentence in texts.items():
                if outcome not in doc.outcomes:
                    raise document.error((*path, register, outcome), f"{outcome!r} is not an outcome.", nearest(outcome, doc.outcomes))
                self.text(document, (*path, register, outcome), f"rule.{name}.{register}.{outcome}", sentence)

    def _inner(self, document: Document, path: Path_, window: Window, outer: Window) -> Window:
        """Return the window inside the outer one; it may leave out what the outer one says, not go beyond it."""
        inner = window.within(outer)
        if inner.empty or (window.since and inner.since != window.since) or (window.until and inner.until != window.until):
            raise document.error(
                path,
                "The dates of 'valid' are empty or go beyond those of the rule or file.",
                "Correct from and until.",
            )
        return inner

    def _clause(self, scope: Scope, path: Path_, key: str, doc: ClauseDoc, head: RuleDoc, valid: Window) -> Clause:
        here = (*path, "clauses", key)
        document = scope.document
        if doc.then is not None and doc.then not in head.outcomes:
            raise document.error((*here, "then"), f"{doc.then!r} is not an outcome.", nearest(doc.then, head.outcomes))
        for n, name in enumerate(doc.beats):
            if name not in head.clauses or name == key:
                raise document.error((*here, "beats", n), f"{name!r} is not another clause of this rule.", nearest(name, head.clauses))
            if doc.effect == "practice" and head.clauses[name].effect != "practice":
                raise document.error((*here, "beats", n), "Practice beats only practice.", "Guidance cannot set aside a statute.")
        if not doc.cite and not (doc.effect == "practice" and doc.source):
            raise document.error(
                here,
                f"The clause {key!r} has no citation.",
                "Write cite: down to the item, or effect: practice with source:.",
            )
        if doc.effect in ("duty", "power") and not doc.who:
            raise document.error(here, f"The {doc.effect} {key!r} does not say whose it is.", "Write who:.")
        self._known(document, (*here, "who"), doc.who, self.actors, "function")
        for n, source in enumerate(doc.source):
            self._known(document, (*here, "source", n), source, self.sources, "source")
        return Clause(
            key, doc.effect, scope.condition(doc.when, (*here, "when")), doc.then or "", tuple(doc.beats),
            self._inner(document, (*here, "valid"), _window(doc.valid), valid), self._cites(document, (*here, "cite"), doc.cite),
            tuple(doc.source), doc.who or "", self._period(document, here, doc), document.where(here),
        )  # fmt: skip

    def _period(self, document: Document, here: Path_, doc: ClauseDoc) -> Period | None:
        if doc.period is None:
            return None
        start = self.facts.get(doc.period.start)
        if start is None or start.type != "date":
            raise document.error(
                (*here, "period", "from"),
                f"{doc.period.start!r} is not a date fact.",
                nearest(doc.period.start, self.facts),
            )
        return Period(doc.period.start, _length(doc.period.shortest), _length(doc.period.longest))

    def _known(self, document: Document, path: Path_, name: str | None, known: Mapping[str, Any], what: str) -> None:
        if name is not None and name not in known:
            raise document.error(path, f"There is no {what} {name!r}.", nearest(name, known))

    def _cites(self, document: Document, path: Path_, texts: list[str]) -> tuple[Cite, ...]:
        cites = []
        for n, text in enumerate(texts):
            cite = read_cite(text)
            if cite is None:
                raise document.error((*path, n), f"{text!r} is not a citation.", "Write for example: UlkL 52 a § 1 mom. 3 k.")
            if self.acts and cite.act not in self.acts:
                raise document.error((*path, n), f"There is no act {cite.act!r} in acts.yaml.", nearest(cite.act, self.acts))
            cites.append(cite)
        return tuple(cites)

    # -- across files --------------------------------------------------------------------------------------------

    def _check_facts(self) -> None:
        for fact in self.facts.values():
            named: tuple[tuple[Iterable[str], Iterable[str], str], ...] = (
                (fact.judgement.who if fact.judgement else (), self.actors, "function {!r}"),
                (fact.derived.inputs if fact.derived else (), (*self.facts, *derive.DATES), "fact {!r} to derive from"),
                ((cite.act for cite in fact.cite), self.acts, "act {!r} in acts.yaml"),
                (fact.source, self.sources, "source {!r}"),
                (fact.opens, self.facts, "fact {!r} to open"),
            )
            for names, known, what in named:
                for name in names:
                    if name not in known:
                        raise LoadError(f"There is no {what.format(name)}.", where=fact.where, todo=nearest(name, known))
        derived = {n: [i for i in f.derived.inputs if i in self.facts] for n, f in self.facts.items() if f.derived}
        acyclic(derived, {n: self.facts[n].where for n in derived}, "Derived facts read each other in a circle")
        opens = {n: list(f.opens) for n, f in self.facts.items() if f.opens}
        acyclic(opens, {n: self.facts[n].where for n in opens}, "Opening questions open each other in a circle")

    def _check_cycles(self) -> None:
        uses = {name: sorted(used_rules(rule)) for name, rule in self.rules.items()}
        acyclic(uses, {n: r.where for n, r in self.rules.items()}, "Rules use each other in a circle")


def _check_beats(document: Document, path: Path_, clauses: tuple[Clause, ...]) -> None:
    graph = {c.name: list(c.beats) for c in clauses}
    acyclic(
        graph,
        {c.name: document.where((*path, "clauses", c.name)) for c in clauses},
        "Clauses beat each other in a circle",
    )


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{k}: {v}" for k, v in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _digest(document: Document) -> str:
    return hashlib.sha256((document.name + repr(document.data)).encode()).hexdigest()
