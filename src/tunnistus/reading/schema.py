"""From validated documents to the model: surface forms become the five node types, every name is resolved.

Whatever is wrong raises :class:`LoadError` with file, line and column; nothing is half loaded. One go reports all that is wrong
up to the stage it came to: the files alone, then the names between them, then circles.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

import attrs

from tunnistus import limits, seal
from tunnistus.errors import LoadError, Problems, nearest
from tunnistus.messages import Message, message
from tunnistus.places import places
from tunnistus.reading import canon, daysfile, listfile, relations, sheetfile, storyfile
from tunnistus.reading.beside import CODE, Overlay, overlay_of
from tunnistus.reading.conditions import ConditionReader, number
from tunnistus.reading.documents import (
    ActorsFile,
    ActsFile,
    DerivedDoc,
    FactDoc,
    FactFile,
    LaterFile,
    LengthDoc,
    ListFile,
    OverlayFile,
    ParametersFile,
    RuleDoc,
    RuleFile,
    SheetsFile,
    SourcesFile,
    VersionDoc,
    VignetteFile,
    WayFile,
    WorkingDaysDoc,
    WorkingDaysFile,
)  # fmt: skip
from tunnistus.reading.parsing import parse
from tunnistus.reading.rulefile import Names, accepted, amount, cites, length, read_rule
from tunnistus.reading.strict import Document, Path_
from tunnistus.reading.wording import is_negative
from tunnistus.rules import derive
from tunnistus.rules.decimals import at_most
from tunnistus.rules.formula import leaves
from tunnistus.rules.graph import acyclic, used_rules
from tunnistus.rules.model import (
    SHOWN,
    Book,
    Cite,
    Derived,
    Fact,
    Judgement,
    LaterChange,
    Listing,
    Map,
    Parameter,
    ParameterVersion,
    Relation,
    Rule,
    RuleSet,
)  # fmt: skip
from tunnistus.rules.sheets import Sheet, plain
from tunnistus.rules.sizes import check_sizes

__all__ = ["build_book", "sentences"]

ENUMS: Final = ("workers_role", "wish_for_help", "consent", "contact")  # roles of facts with members; the others are yes-or-no
_BOUNDS: Mapping[str | int, int] = {"facts": limits.MAX_FACTS, "rules": limits.MAX_RULES}


def build_book(documents: Iterable[Document], beside: Book | None = None) -> Book:
    """Build the book from all documents of the rule data, in the order of their names; facts of a whole directory come first in it.

    The order of the facts is the order of the vocabulary, and settles what nothing else does: which of two equal questions comes first.
    Beside a book, the documents are an overlay (:mod:`tunnistus.reading.beside`), and what comes first is that book, as it is.
    """
    docs = sorted(documents, key=lambda d: d.name.removesuffix("facts.yaml") if d.name.endswith("/facts.yaml") else d.name)
    builder = _Builder(overlay_of(docs, beside))
    for document in docs:
        with builder.problems.collect():
            builder.add(document)
    builder.problems.stop()
    return builder.finish()


def sentences(document: Document) -> Iterable[tuple[int, str, str]]:
    """Yield (line, context, Finnish sentence) of one document."""
    builder = _Builder()
    builder.add(document)
    builder.problems.stop()
    return [(int(builder.places[context].split(":")[-2]), context, sentence) for context, sentence in builder.texts.items()]


class _Builder:
    """Collects the files of all kinds, then resolves the names between them."""

    def __init__(self, overlay: Overlay | None = None) -> None:
        self.overlay = overlay
        base = overlay.book if overlay else Book({}, {}, {})
        self.base = base
        self.facts: dict[str, Fact] = {**base.facts}
        self.rulesets: dict[str, RuleSet] = {**base.rulesets}
        self.rules: dict[str, Rule] = {**base.rules}
        self.acts: dict[str, Any] = {**base.acts}
        self.later: dict[str, LaterChange] = {**base.later}
        self.parameters: dict[str, Parameter] = {**base.parameters}
        self.sources: dict[str, Any] = {**base.sources}
        self.actors: dict[str, Any] = {**base.actors}
        self.vignettes: dict[str, str] = {}
        self.stories: dict[str, Any] = {}
        self.lists: dict[str, Listing] = {}
        self.listfiles: list[tuple[Document, ListFile]] = []
        self.texts: dict[str, str] = {}
        self.places: dict[str, str] = {}
        self.problems = Problems()
        self.factfiles: list[tuple[Document, FactFile]] = []
        self.related: dict[str, Relation] = {}
        self.placed: list[tuple[Document, Path_, str]] = []  # placeholders of sentences, of which each has to name a parameter
        self.named: list[tuple[Document, Path_, str, str]] = []  # names that are looked up when all files are read, with their kind
        self.rulefiles: list[tuple[Document, RuleFile]] = []
        self.heads: dict[str, RuleDoc | Rule] = {**base.rules}
        self.way: tuple[tuple[str, ...], ...] = base.way
        self.sheets: dict[str, Sheet] = {**base.sheets}
        self.calendar, self.moved_by = base.calendar, base.moved_by
        self.dayfiles: list[tuple[Document, WorkingDaysDoc]] = []
        self.holders: dict[str, str] = {}  # of each role that the engine looks for, who holds it

    # -- files ---------------------------------------------------------------------------------------------------

    def add(self, document: Document) -> None:
        if not isinstance(document.data, dict):
            raise document.error(
                (),
                message("The file does not consist of keys and values."),
                message("Start with facts:, ruleset:, acts:, sources: or actors:."),
                code="unknown-file-kind",
            )
        if self.overlay:
            self.overlay.check_kind(document)
        kinds = {
            "overlay": self._overlay,
            "vignettes": self._vignettes,
            "list": self._list,
            "facts": self._facts,
            "ruleset": self._rulefile,
            "acts": self._acts,
            "parameters": self._parameters,
            "way": self._way,
            "sheets": self._sheets,
            "working_days": self._working_days,
            "later_changes": self._later,
            "sources": self._sources,
            "actors": self._actors,
        }
        for key, take in kinds.items():
            if key in document.data:
                take(document)
                return
        if "cases" in document.data:
            raise document.error(
                (),
                message("These are cases, and they are not run: the name of their file does not end in .cases.yaml."),
                message("Rename the file."),
                code="misnamed-file",
            )
        raise document.error(
            (),
            message("The file is of no known kind."),
            message("Start with facts:, ruleset:, acts:, sources: or actors:."),
            code="unknown-file-kind",
        )

    def text(self, document: Document, path: Path_, context: str, sentence: str | None) -> None:
        if sentence is not None:
            found = places(sentence)
            if found is None:
                what = message("Braces may stand only around the name of a placeholder.")
                todo = message("Write {value} where the number or date belongs, or the name of a parameter.", value="{value}")
                raise document.error(path, what, todo, code="wrong-placeholder")
            own = "day" if path == ("working_days", "moved") else "value" if path[2:] == ("value",) else ""
            self.placed += [(document, path, name) for name in found if name != own]
            self.texts[context] = " ".join(sentence.split())
            self.places[context] = document.where(path)

    def _overlay(self, document: Document) -> None:
        doc = parse(OverlayFile, document)
        self.text(document, ("whose",), f"overlay.{doc.overlay}.whose", doc.whose)

    def _unique(self, document: Document, path: Path_, name: str, known: Mapping[str, Any]) -> None:
        if self.overlay:
            self.overlay.check_id(document, path, name)
        if name in known:
            raise document.error(
                path,
                message("The id {name} is already used in another file.", name=repr(name)),
                message("Ids must be unique across all files."),
                code="duplicate-id",
            )
        if len(known) >= (bound := _BOUNDS.get(path[0], limits.MAX_VALUES)):
            raise document.error(
                path,
                message("There are more than {most} {key}.", most=bound, key=path[0]),
                message("Read them as several directories, one by one."),
                code="over-limit",
            )

    def _facts(self, document: Document) -> None:
        file = parse(FactFile, document)
        for name, doc in file.facts.items():
            with self.problems.collect():
                self._unique(document, ("facts", name), name, self.facts)
                if self.overlay:
                    self.overlay.check_fact(document, name, doc)
                self.facts[name] = self._fact(document, name, doc)
                self._holds(document, ("facts", name), name, doc.role)
        for name, relation in file.relations.items():
            self.text(document, ("relations", name, "because"), f"relation.{name}.because", relation.because)
        self.factfiles.append((document, file))

    def _fact(self, document: Document, name: str, doc: FactDoc) -> Fact:
        path = ("facts", name)
        self._fact_texts(document, path, name, doc)
        low, high = _closed(document, path, doc)
        _polarity(document, path, doc)
        if doc.role and doc.type != ("enum" if doc.role in ENUMS else "bool"):
            what = message("The fact {name} has not the type that its role needs.", name=repr(name))
            raise document.error((*path, "role"), what, message("Leave out {key}.", key=repr("role")))
        for key in ("past", "not_before"):
            if getattr(doc, key) and (doc.type != "date" or doc.derived):
                what = message("The fact {name} is not a date that is asked for.", name=repr(name))
                raise document.error((*path, key), what, message("Leave out {key}.", key=repr(key)))
        judgement = None
        if doc.judgement:
            weigh = doc.judgement.weigh
            for side, factors in (("for", weigh.weigh_for), ("against", weigh.against)):
                for key, sentence in factors.items():
                    self.text(document, (*path, "judgement", "weigh", side, key), f"fact.{name}.{side}.{key}", sentence)
            judgement = Judgement(tuple(doc.judgement.who), tuple(weigh.weigh_for), tuple(weigh.against))
        if doc.derived and doc.derived.by not in derive.REGISTRY:
            known = nearest(doc.derived.by, derive.REGISTRY) or message("Registered: {names}.", names=", ".join(sorted(derive.REGISTRY)))
            raise document.error(
                (*path, "derived", "by"),
                message("There is no deriving function {name}.", name=repr(doc.derived.by)),
                known,
                code="unknown-derivation",
            )
        return Fact(
            name, doc.type, doc.theme, len(self.facts), tuple(doc.values or ()), low, high, doc.decimals, doc.unit or "",
            doc.element, tuple(doc.forms), doc.phase, tuple(doc.observers), doc.sensitivity, doc.stage, doc.polarity, doc.evidence,
            doc.ask is not None, tuple(Map(m.source, m.ref, m.note()) for m in doc.maps),
            judgement, self._derived(doc.derived) if doc.derived else None,
            cites(document, (*path, "cite"), doc.cite, {}), tuple(doc.source), tuple(doc.opens), bool(doc.wish), doc.note or "",
            document.where(path), accepted(document, path, doc.accepted), past=doc.past, not_before=tuple(doc.not_before),
            one_with=tuple(doc.one_with), role=doc.role or "", states=_states(document, path, doc), status=doc.status,
            never_sign=doc.never_sign, wishes=_wishes(document, path, doc),
        )  # fmt: skip

    def _derived(self, doc: DerivedDoc) -> Derived:
        told = derive.SIGNATURES[doc.by].gives if doc.by in derive.SIGNATURES else ()
        self._written_out(doc.counts)
        gives = doc.gives or (() if isinstance(told, str) else told)
        return Derived(doc.by, tuple(doc.inputs), tuple(map(amount, doc.counts)), tuple(gives))

    def _written_out(self, docs: Iterable[str | LengthDoc | None]) -> None:
        """Take lengths that are written out in the place of names as parameters that never changed."""
        for doc in docs:
            if isinstance(doc, LengthDoc):
                name = amount(doc)
                self.parameters[name] = Parameter(name, (ParameterVersion(None, length(doc)),))

    def _parameters(self, document: Document) -> None:
        for name, docs in parse(ParametersFile, document).parameters.items():
            path = ("parameters", name)
            self._unique(document, path, name, self.parameters)
            versions = tuple(self._version(document, (*path, n), doc) for n, doc in enumerate(docs))
            self._in_turn(document, path, versions)
            self.parameters[name] = Parameter(name, versions, document.where(path))

    def _version(self, document: Document, path: Path_, doc: VersionDoc) -> ParameterVersion:
        cite = cites(document, (*path, "cite"), doc.cite, {})
        self.named += [(document, (*path, "cite", n), "act", each.act) for n, each in enumerate(cite)]
        units = 1 if isinstance(doc.value, date) else sum(map(bool, attrs.astuple(length(doc.value))))
        if units != 1:
            todo = message("Write days, months or years alone: sentences say the number, and its unit beside it.")
            raise document.error((*path, "value"), message("The length is not of one unit."), todo, code="parameter")
        return ParameterVersion(doc.since, doc.value if isinstance(doc.value, date) else length(doc.value), cite)

    def _in_turn(self, document: Document, path: Path_, versions: tuple[ParameterVersion, ...]) -> None:
        for n, (one, two) in enumerate(itertools.pairwise(versions), start=1):
            if two.since is None or (one.since is not None and one.since >= two.since):
                what = message("The version does not begin after the one before it.")
                raise document.error((*path, n), what, message("Write the versions in the order of their days."), code="parameter")
            if type(one.amount) is not type(two.amount):
                what = message("A parameter is a length of time in all versions, or a day in all.")
                raise document.error((*path, n), what, message("Write two parameters."), code="parameter")

    def _fact_texts(self, document: Document, path: Path_, name: str, doc: FactDoc) -> None:
        _right_texts(document, path, name, doc)
        for key in ("ask", "plain", "met", "unmet", "value", "counts", "counts_not"):
            self.text(document, (*path, key), f"fact.{name}.{key}", getattr(doc, key))
        for member, sentence in (doc.values or {}).items():
            self.text(document, (*path, "values", member), f"fact.{name}.value.{member}", sentence)
        for member, sentence in (doc.plain_values or {}).items():
            self.text(document, (*path, "plain_values", member), f"fact.{name}.plain_value.{member}", sentence)
        if doc.value is not None and "{value}" not in doc.value:
            raise document.error(
                (*path, "value"),
                message("The sentence has no {value}.", value="{value}"),
                message("Write {value} where the number or date stands.", value="{value}"),
                code="missing-placeholder",
            )

    def _acts(self, document: Document) -> None:
        for name, doc in parse(ActsFile, document).acts.items():
            self._unique(document, ("acts", name), name, self.acts)
            self.acts[name] = doc.model_dump(mode="json", exclude={"name"}, exclude_none=True)
            self.text(document, ("acts", name, "name"), f"act.{name}.name", doc.name)

    def _later(self, document: Document) -> None:
        for name, doc in parse(LaterFile, document).later_changes.items():
            path = ("later_changes", name)
            self._unique(document, path, name, self.later)
            places = tuple(self._touched(document, (*path, "touches", n), text) for n, text in enumerate(doc.touches))
            self.later[name] = LaterChange(name, doc.since, places, doc.known)
            self.text(document, (*path, "text"), f"later.{name}", doc.text)

    def _touched(self, document: Document, path: Path_, text: str) -> Cite:
        """An act, or a place in one."""
        (cite,) = cites(document, path[:-1], [text], {}) if " " in text else (Cite(text, ""),)
        if self.overlay:
            self.overlay.check_touched(document, path, cite.act)
        self.named.append((document, path, "act", cite.act))
        return cite

    def _way(self, document: Document) -> None:
        doc = parse(WayFile, document)
        self._unique(document, ("way",), "way", {"way": ""} if self.way else {})
        self.way = tuple(tuple(stage) for stage in doc.way)
        self.named += [
            (document, ("way", at, place), "ruleset", name) for at, stage in enumerate(doc.way) for place, name in enumerate(stage)
        ]

    def _sheets(self, document: Document) -> None:
        doc = parse(SheetsFile, document)
        for kind, each in doc.sheets.items():
            if self.overlay:
                self.overlay.check_sheet(document, kind, each)
                self.sheets[kind] = sheetfile.added(document, self.sheets.get(kind) or plain(kind), each)
            else:
                self._unique(document, ("sheets", kind), kind, self.sheets)
                self.sheets[kind] = sheetfile.sheet_of(document, kind, each)
        for path, context, sentence in sheetfile.texts(doc):
            self.text(document, path, context, sentence)

    def _working_days(self, document: Document) -> None:
        doc = parse(WorkingDaysFile, document).working_days
        path = ("working_days",)
        self._unique(document, path, "working_days", {"working_days": ""} if self.moved_by else {})
        self.moved_by = cites(document, (*path, "cite"), doc.cite, {})
        self.named += [(document, (*path, "cite", n), "act", cite.act) for n, cite in enumerate(self.moved_by)]
        for place, context, sentence in daysfile.texts(doc):
            self.text(document, place, context, sentence)
        if "{day}" not in doc.moved:
            what, todo = (
                message("The sentence has no {value}.", value="{day}"),
                message("Write {value} where the day stands.", value="{day}"),
            )
            raise document.error((*path, "moved"), what, todo, code="missing-placeholder")
        self.dayfiles.append((document, doc))

    def _holds(self, document: Document, path: Path_, name: str, role: str | None) -> None:
        """Refuse a second holder of a role: nobody has to know which one counts. Raises :class:`LoadError`."""
        if role and self.holders.setdefault(role, name) != name:
            what = message("{name} already holds the role {role}.", name=repr(self.holders[role]), role=repr(role))
            raise document.error((*path, "role"), what, message("Leave one of them out."), code="duplicate-role")

    def _sources(self, document: Document) -> None:
        for name, doc in parse(SourcesFile, document).sources.items():
            self._unique(document, ("sources", name), name, self.sources)
            self.sources[name] = doc.model_dump(mode="json", exclude_none=True)

    def _vignettes(self, document: Document) -> None:
        for name, doc in parse(VignetteFile, document).vignettes.items():
            path = ("vignettes", name)
            self._unique(document, path, name, self.vignettes)
            self.vignettes[name] = document.name
            self.stories[name] = storyfile.build(doc)
            for key, sentence in (("title", doc.title), ("story", doc.story), ("twin", doc.twin)):
                self.text(document, (*path, key), f"vignette.{name}.{key}", sentence)
            for key, sentence in doc.points.items():
                self.text(document, (*path, "points", key), f"vignette.{name}.point.{key}", sentence)
            for part in ("answers", "differs"):
                self.named += [(document, (*path, part, fact), "fact", fact) for fact in getattr(doc, part)]
            self.named += [(document, (*path, "signs", n), "fact", fact) for n, fact in enumerate(doc.signs)]
            self.named += [(document, (*path, "expect", rule), "rule", rule) for rule in doc.expect]
            self.named += [(document, (*path, "twin_step"), "step", doc.twin_step)] if doc.twin_step else []

    def _list(self, document: Document) -> None:
        doc = parse(ListFile, document)
        self._unique(document, ("list",), doc.id, self.lists)
        self.lists[doc.id] = listfile.build(doc)
        self.listfiles.append((document, doc))
        for path, context, sentence in listfile.texts(doc):
            self.text(document, path, context, sentence)

    def _actors(self, document: Document) -> None:
        for name, doc in parse(ActorsFile, document).actors.items():
            self._unique(document, ("actors", name), name, self.actors)
            self._holds(document, ("actors", name), name, doc.role)
            data = doc.model_dump(mode="json", by_alias=True, exclude={"note", "accepted"}, exclude_none=True)
            for n, version in enumerate(doc.versions):
                self.text(document, ("actors", name, "versions", n, "name"), f"actor.{name}.{n}.name", version.name)
                del data["versions"][n]["name"]
            self.text(document, ("actors", name, "note"), f"actor.{name}.note", doc.note)
            self.named += [(document, ("actors", name, "source", n), "source", source) for n, source in enumerate(doc.source)]
            named = cites(document, ("actors", name, "cite"), doc.cite, {})
            self.named += [(document, ("actors", name, "cite", n), "act", cite.act) for n, cite in enumerate(named)]
            taken = accepted(document, ("actors", name), doc.accepted)
            data |= {"accepted": [list(attrs.astuple(a)) for a in taken]} if taken else {}
            self.actors[name] = data

    # -- rules ---------------------------------------------------------------------------------------------------

    def _rulefile(self, document: Document) -> None:
        doc = parse(RuleFile, document)
        if self.overlay:
            self.overlay.check_rules(document, doc)
        self._unique(document, ("ruleset",), doc.ruleset, self.rulesets)
        self._ruleset_texts(document, doc)
        self.rulesets[doc.ruleset] = RuleSet(
            doc.ruleset, doc.about, doc.kind, doc.verified.until, tuple(doc.rules), tuple(doc.not_encoded), _digest(document),
            document.where(("verified",)), accepted(document, (), doc.accepted),
        )  # fmt: skip
        for name, rule in doc.rules.items():
            with self.problems.collect():
                self._unique(document, ("rules", name), name, self.heads)
                self.heads[name] = rule
                self._holds(document, ("rules", name), name, rule.role)
                self._rule_texts(document, ("rules", name), name, rule)
                periods = [clause.period for clause in rule.clauses.values() if clause.period]
                self._written_out(each for period in periods for each in (period.shortest, period.longest))
        self.rulefiles.append((document, doc))

    def finish(self) -> Book:
        names = Names(self.acts, self.sources, self.actors, self.parameters)
        self._check_shadows()
        for document, doc in self.rulefiles:
            reader = ConditionReader(self.facts, self.heads, document, doc)
            for kind in ("conditions", "groups"):
                for name in getattr(doc, kind):
                    with self.problems.collect():
                        reader.named(kind, name)
            for name, rule in doc.rules.items():
                with self.problems.collect():
                    made = read_rule(reader, doc, name, rule, names)
                    self.rules[name] = attrs.evolve(made, part=CODE) if self.overlay else made
        self._asked_of()
        for fact in (f for f in self.facts.values() if f.id not in self.base.facts):
            with self.problems.collect():
                self._check_fact(fact)
        self._check_named()
        self._check_placed()
        for file, days in self.dayfiles:
            with self.problems.collect():
                self.calendar = daysfile.calendar(file, days)
        self._relations()
        self.problems.stop()
        self._check_cycles()
        related = (*self.base.relations, *self.related.values())
        relations.check(self.facts, related)
        self._check_ordered()
        self.problems.stop()
        check_sizes(self.rules, self.facts)
        book = Book(
            self.facts, self.rulesets, self.rules, self.acts, self.sources, self.actors,
            {**self.base.texts, **dict(sorted(self.texts.items()))}, {**self.base.lists, **self.lists}, related, self.calendar, self.later,
            self.stories or self.base.stories, self.parameters, self.way, self.sheets, self.moved_by, places=self.places,
            overlay=self.overlay.name if self.overlay else "",
        )  # fmt: skip
        for document, rows in self.listfiles:
            with self.problems.collect():
                listfile.check(document, rows, book)
        self.problems.stop()
        return self.overlay.sealed(book) if self.overlay else canon.sealed(book)

    def _ruleset_texts(self, document: Document, doc: RuleFile) -> None:
        head = f"ruleset.{doc.ruleset}"
        self.text(document, ("title",), f"{head}.title", doc.title)
        for key, sentence in doc.not_encoded.items():
            self.text(document, ("not_encoded", key), f"{head}.not_encoded.{key}", sentence)

    def _rule_texts(self, document: Document, path: Path_, name: str, doc: RuleDoc) -> None:
        self.text(document, (*path, "title"), f"rule.{name}.title", doc.title)
        if doc.but:
            self.text(document, (*path, "but"), f"rule.{name}.left_out", doc.but)
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
                    raise document.error(
                        (*path, register),
                        message("The outcome {outcome} has no sentence in {register}.", outcome=repr(outcome), register=repr(register)),
                        message("Write it."),
                        code="missing-sentence",
                    )
            for outcome, sentence in texts.items():
                if outcome not in doc.outcomes:
                    raise document.error(
                        (*path, register, outcome),
                        message("{name} is not an outcome.", name=repr(outcome)),
                        nearest(outcome, doc.outcomes),
                        code="unknown-outcome",
                    )
                self.text(document, (*path, register, outcome), f"rule.{name}.{register}.{outcome}", sentence)

    # -- across files --------------------------------------------------------------------------------------------

    def _check_fact(self, fact: Fact) -> None:
        inputs, dated = fact.derived.inputs if fact.derived else (), (*self.facts, *derive.DATES)
        named: tuple[tuple[Iterable[str], Iterable[str], Message, str], ...] = (
            (fact.judgement.who if fact.judgement else (), self.actors, message("There is no function {name}."), "unknown-actor"),
            (inputs, dated, message("There is no fact {name} to derive from."), "unknown-fact"),
            ((cite.act for cite in fact.cite), self.acts, message("There is no act {name} in acts.yaml."), "unknown-act"),
            (fact.source, self.sources, message("There is no source {name}."), "unknown-source"),
            (fact.opens, self.facts, message("There is no fact {name} to open."), "unknown-fact"),
            ((*fact.not_before, *fact.one_with), self.facts, message("There is no fact {name}."), "unknown-fact"),
        )
        for names, known, what, code in named:
            for name in names:
                if name not in known:
                    raise LoadError(what.filled(name=repr(name)), where=fact.where, todo=nearest(name, known), code=code)
        for before in (self.facts[name] for name in fact.not_before):
            if before.type != "date" or before.derived:
                what = message("The fact {name} is not a date that is asked for.", name=repr(before.id))
                raise LoadError(what, where=fact.where, todo=message("Leave it out of 'not_before'."), code="wrong-value")
        if fact.derived:
            derive.check_signature(fact, self.facts, self.parameters)

    def _asked_of(self) -> None:
        """Read of whom facts are asked."""
        for document, file in self.factfiles:
            reader = ConditionReader(self.facts, {}, document, file)
            for name, doc in ((n, d) for n, d in file.facts.items() if n in self.facts):  # others were refused
                with self.problems.collect():
                    self.facts[name] = attrs.evolve(self.facts[name], scope=reader.scope(doc.scope, ("facts", name, "scope")))

    def _relations(self) -> None:
        for document, file in self.factfiles:
            reader = relations.RelationReader(self.facts, self.acts, document, file)
            for name, doc in file.relations.items():
                with self.problems.collect():
                    self._unique(document, ("relations", name), name, self.related)
                    self.related[name] = reader.read(name, doc)
                    if self.overlay:
                        self.overlay.check_relation(document, self.related[name], self.facts)

    def _check_shadows(self) -> None:
        """Refuse names that could be read in two ways: nobody has to know which one wins."""
        dates = dict.fromkeys(derive.DATES, message("{name} is also a date of the case."))
        lists = dict.fromkeys(SHOWN, message("{name} is also a list that `show` prints."))
        facts = dict.fromkeys(self.facts, message("{name} is also a fact."))
        none = {"nothing": message("{name} already says that there is no outcome.")}
        for document, file in self.factfiles:
            self._shadows(document, ("facts",), file.facts, {**dates, **lists})
        for document, doc in self.rulefiles:
            self._shadows(document, ("conditions",), doc.conditions, facts)
            conditions = dict.fromkeys(doc.conditions, message("{name} is also a condition."))
            self._shadows(document, ("groups",), doc.groups, {**facts, **conditions})
            self._shadows(document, ("rules",), doc.rules, {**facts, **lists})
            for name, rule in doc.rules.items():
                self._shadows(document, ("rules", name, "outcomes"), rule.outcomes, none)

    def _shadows(self, document: Document, path: Path_, names: Iterable[str], others: Mapping[str, Message]) -> None:
        for n, name in enumerate(names):
            if name in others:
                with self.problems.collect():
                    here = (*path, n if path[-1] == "outcomes" else name)
                    raise document.error(
                        here,
                        others[name].filled(name=repr(name)),
                        message("Give it another name."),
                        code="shadowed-name",
                    )

    def _check_placed(self) -> None:
        """Refuse a placeholder that is no parameter."""
        for document, path, name in self.placed:
            with self.problems.collect():
                if name not in self.parameters:
                    what = message("There is no parameter {name}, and this sentence has no other placeholder.", name=repr(name))
                    raise document.error(path, what, nearest(name, self.parameters), code="wrong-placeholder")

    def _check_named(self) -> None:
        """Look up what vignettes, actors and the way name."""
        steps = {outcome: head for head in self.heads.values() if head.role == "step" for outcome in head.outcomes}
        kinds: Mapping[str, Mapping[str, Any]] = {
            "fact": self.facts, "rule": self.heads, "ruleset": self.rulesets, "source": self.sources, "act": self.acts, "step": steps
        }  # fmt: skip
        for document, path, kind, name in self.named:
            if name not in kinds[kind]:
                with self.problems.collect():
                    raise document.error(
                        path,
                        _UNKNOWN[kind][0].filled(name=repr(name)),
                        nearest(name, kinds[kind]),
                        code=_UNKNOWN[kind][1],
                    )

    def _check_cycles(self) -> None:
        derived = {n: [i for i in f.derived.inputs if i in self.facts] for n, f in self.facts.items() if f.derived}
        acyclic(
            derived, {n: self.facts[n].where for n in derived}, message("Derived facts read each other in a circle"), "derivation-cycle"
        )
        opens = {n: f.opens for n, f in self.facts.items() if f.opens}
        acyclic(opens, {n: self.facts[n].where for n in opens}, message("Questions open each other in a circle"), "opening-cycle")
        order = {n: f.not_before for n, f in self.facts.items() if f.not_before}
        acyclic(order, {n: self.facts[n].where for n in order}, message("Days lie after each other in a circle"), "order-cycle")
        uses = {name: tuple(used_rules(rule)) for name, rule in self.rules.items()}
        acyclic(uses, {n: r.where for n, r in self.rules.items()}, message("Rules use each other in a circle"), "rule-cycle")

    def _check_ordered(self) -> None:
        """Refuse a rule that compares a day itself which other days can narrow: an open one would count as any day."""
        ordered = {name for fact in self.facts.values() if fact.not_before for name in (fact.id, *fact.not_before)}
        for rule in self.rules.values():
            named = (test.fact for node in rule.conditions for test, _ in leaves(node))
            for name in dict.fromkeys(n for n in named if n in ordered):
                with self.problems.collect():
                    what = message("The rule compares {fact}, a day that stands in an order with others.", fact=repr(name))
                    todo = message("Derive a yes-or-no fact from it, and read that in the rule.")
                    raise LoadError(what, where=rule.where, todo=todo, code="order-unfit")


_UNKNOWN: Final = {
    "fact": (message("There is no fact {name}."), "unknown-fact"),
    "rule": (message("There is no rule {name}."), "unknown-rule"),
    "ruleset": (message("There is no rule set {name}."), "unknown-ruleset"),
    "source": (message("There is no source {name}."), "unknown-source"),
    "act": (message("There is no act {name}."), "unknown-act"),
    "step": (message("There is no step {name}."), "unknown-outcome"),
}
_NOT_KNOWING: Final = frozenset(
    "unknown unsure not_known not_sure not_asked not_answered no_answer does_not_know dont_know unclear declined refused_to_answer "
    "maybe yes no".split()
)


def _states(document: Document, path: Path_, doc: FactDoc) -> tuple[tuple[bool | str, str], ...]:
    """What values of a fact tell of where a person stands. Raises :class:`LoadError`."""
    if doc.states is None:
        return ()
    if isinstance(doc.states, str) != (doc.type == "bool") or doc.type not in ("bool", "enum"):
        what = message("A {type} fact has no {key}.", type=doc.type, key=repr("states"))
        raise document.error((*path, "states"), what, message("Leave it out."), code="wrong-value")
    for name in () if isinstance(doc.states, str) else doc.states:
        if name not in (doc.values or {}):
            what = message("{name} is not a value of the fact.", name=repr(name))
            raise document.error((*path, "states", name), what, nearest(name, doc.values or {}), code="not-a-value")
    return ((True, doc.states),) if isinstance(doc.states, str) else tuple(doc.states.items())


def _wishes(document: Document, path: Path_, doc: FactDoc) -> tuple[tuple[bool | str, str], ...]:
    """What values of a fact tell of what the person wants. Raises :class:`LoadError`."""
    if isinstance(doc.wish, bool):
        return ()
    said: dict[str, bool | str] = {"met": True, "unmet": False} if doc.type == "bool" else {name: name for name in doc.values or {}}
    for name in doc.wish:
        if name not in said:
            what = message("{name} is not a value of the fact.", name=repr(name))
            raise document.error((*path, "wish", name), what, nearest(name, said), code="not-a-value")
    return tuple((said[name], wish) for name, wish in doc.wish.items())


def _right_texts(document: Document, path: Path_, name: str, doc: FactDoc) -> None:
    """Refuse a fact that lacks a sentence of its type, or has one of another type or half of a pair. Raises :class:`LoadError`."""
    wanted = {"bool": ("met", "unmet"), "enum": ("values",), "number": ("value",), "date": ("value",)}[doc.type]
    if not doc.derived:
        wanted = ("ask", "plain", *wanted)
    for key in ("ask", "plain", "met", "unmet", "value", "values"):
        given = getattr(doc, key) is not None
        if key in wanted and not given:
            raise document.error(
                path,
                message("The fact {name} has no {key}.", name=repr(name), key=repr(key)),
                message("A {type} fact needs: {names}.", type=doc.type, names=", ".join(wanted)),
                code="missing-text",
            )
        if given and key not in wanted and key not in ("ask", "plain"):
            raise document.error(
                (*path, key),
                message("A {type} fact has no {key}.", type=doc.type, key=repr(key)),
                message("It needs: {names}.", names=", ".join(wanted)),
                code="needless-text",
            )
    _whole_pairs(document, path, name, doc)


def _whole_pairs(document: Document, path: Path_, name: str, doc: FactDoc) -> None:
    for one, other in (("ask", "plain"), ("counts", "counts_not")):
        if (getattr(doc, one) is None) != (getattr(doc, other) is None):
            what = message("The fact {name} has only one of {one} and {other}.", name=repr(name), one=repr(one), other=repr(other))
            raise document.error(path, what, message("Write both."), code="half-question")
    if doc.plain_values is not None and doc.plain_values.keys() != (doc.values or {}).keys():
        what = message("The fact {name} has other members in 'plain_values' than in 'values'.", name=repr(name))
        raise document.error((*path, "plain_values"), what, message("Write one sentence for each member."), code="half-question")


def _closed(document: Document, path: Path_, doc: FactDoc) -> tuple[int | Decimal | None, int | Decimal | None]:
    """A domain is closed, and no member of it stands for not knowing. Return the bounds of a number as its values are."""
    if doc.type == "number" and (doc.low is None or doc.high is None or doc.low > doc.high):
        raise document.error(
            path,
            message("A number fact needs its bounds."),
            message("Write min: and max:, the smallest and the largest value."),
            code="open-domain",
        )
    if doc.type == "enum" and len(doc.values or ()) < 2:
        raise document.error(
            (*path, "values"), message("An enumeration needs at least two members."), message("Write them all."), code="open-domain"
        )
    for member in doc.values or ():
        if member in _NOT_KNOWING:
            what = message("The member {member} says that the answer is not known, or is a plain yes or no.", member=repr(member))
            advice = message("Leave it out: what is not known is open. A yes-or-no fact is of type bool.")
            raise document.error((*path, "values", member), what, advice, code="member-for-not-knowing")
    if doc.decimals and doc.type != "number":
        raise document.error((*path, "decimals"), message("A {type} fact has no 'decimals'.", type=doc.type), message("Leave it out."))
    return _end(document, (*path, "min"), doc.low, doc.decimals), _end(document, (*path, "max"), doc.high, doc.decimals)


def _end(document: Document, path: Path_, end: int | Decimal | None, decimals: int) -> int | Decimal | None:
    made = None if end is None else number(end, decimals)
    if end is not None and made is None:
        todo = message("It has {decimals} and at most {most} digits.", decimals=at_most(decimals), most=limits.MAX_DIGITS)
        raise document.error(path, message("The bound is not a value of the fact."), todo, code="not-a-value")
    return made


def _polarity(document: Document, path: Path_, doc: FactDoc) -> None:
    """Only of a fact of law goes without saying that it is no sign. Yes to the question means ``met``; where a sentence denies something,
    the author has looked and says so.
    """
    if doc.element != "law" and "polarity" not in doc.model_fields_set:
        raise document.error(path, message("The key {key} is missing.", key=repr("polarity")), message("Add it."), code="missing-key")
    said = [getattr(doc, key) for key in ("ask", "plain", "met")]
    negative = doc.type == "bool" and doc.ask is not None and any(is_negative(text) for text in said if text)
    if negative and doc.yes_means is None:
        what = message("The question or its answer is put negatively, so it is not certain what yes means.")
        advice = message("Put it positively, or check that yes to 'ask' and 'plain' means 'met', and write yes_means: met.")
        raise document.error(path, what, advice, code="question-polarity")
    if doc.yes_means and not negative:
        what = message("'yes_means' confirms a question that is not put negatively.")
        raise document.error((*path, "yes_means"), what, message("Drop it."), code="needless-confirmation")


def _digest(document: Document) -> str:
    return seal.digest(document.name + repr(document.data))
