"""What is wrong or doubtful beside the rules: dates of versions, age of the law read, texts, facts that nothing reads."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from operator import itemgetter
from pathlib import Path

from tunnistus.checking.checks import Look, constant_tests, holes, read_by
from tunnistus.messages import Message, message
from tunnistus.places import places
from tunnistus.reading.files import hidden_files
from tunnistus.reading.findings import Finding
from tunnistus.reading.wording import WORDS, long_sentences
from tunnistus.rules.cached import of_book
from tunnistus.rules.derive import SIGNATURES
from tunnistus.rules.model import Accepted, Book, Clause, Fact, Rule, RuleSet, Window
from tunnistus.rules.relations import relations_of
from tunnistus.rules.roles import NEEDED, holder

__all__ = [
    "Translations", "accepted_by_actors", "actors", "clauses_overlap", "contexts_under", "families", "hidden", "horizon",
    "idle_facts", "read_ahead", "roles", "texts", "unclosed", "vocabulary", "working_days",
]  # fmt: skip

Translations = Mapping[str, Mapping[str, str]]
"""Language → context → sentence."""


# -- files ---------------------------------------------------------------------------------------------------------


def hidden(*directories: Path) -> Iterator[Finding]:
    """Yield what looks like a file of rules or cases below directories, and is not read because it is hidden."""
    for name in (name for directory in directories for name in hidden_files(directory)):
        what = message("This file is not read: its name begins with a dot.")
        yield Finding("hidden-file", name, what, message("Rename it, or move it to another directory."))


# -- versions ----------------------------------------------------------------------------------------------------


def actors(book: Book) -> Iterator[Finding]:
    """Yield names of one function that are valid at the same time, and days without a name between two names."""
    for name, actor in book.actors.items():
        where = book.places.get(f"actor.{name}.0.name", f"{name}:1:1")
        windows = [_window(version.get("valid", {})) for version in actor["versions"]]
        todo = message("Correct the dates, or accept this where nobody had the function in between.")
        yield from _versions(message("names of the function {name}", name=repr(name)), name, where, windows, todo)


def accepted_by_actors(book: Book) -> tuple[Accepted, ...]:
    """Return the warnings that are accepted in actors.yaml."""
    return tuple(Accepted(*row) for actor in book.actors.values() for row in actor.get("accepted", ()))


def _window(days: Mapping[str, str]) -> Window:
    return Window(*(date.fromisoformat(days[key]) if days.get(key) else None for key in ("from", "until")))


def families(book: Book) -> Iterator[Finding]:
    """Yield rule sets ``topic`` and ``topic@<day>`` that are in force on the same day, or that leave days out between them."""
    found: dict[str, list[RuleSet]] = {}
    for ruleset in book.rulesets.values():
        found.setdefault(ruleset.id.partition("@")[0], []).append(ruleset)
    for topic, versions in found.items():
        if len(versions) > 1:
            windows = [_in_force(book, ruleset) for ruleset in versions]
            what, todo = message("versions of {topic}", topic=repr(topic)), message("Correct the dates.")
            yield from _versions(what, topic, versions[-1].where, windows, todo)


def _in_force(book: Book, ruleset: RuleSet) -> Window:
    windows = [book.rules[name].valid for name in ruleset.rules]
    starts, ends = [w.since for w in windows if w.since], [w.until for w in windows if w.until]
    return Window(min(starts) if len(starts) == len(windows) else None, max(ends) if len(ends) == len(windows) else None)


def _versions(what: Message, about: str, where: str, windows: list[Window], todo: Message) -> Iterator[Finding]:
    for one, two in itertools.combinations(windows, 2):
        both = one.within(two)
        if not both.empty:
            said = message("Two {what} are valid at once: {day}.", what=what, day=both.since or both.until or message("every day"))
            yield Finding("overlapping-validity", where, said, message("Correct the dates of 'valid'."), about)
    for hole in holes(windows):
        said = message("The {what} do not cover {since} to {until}.", what=what, since=hole.since, until=hole.until)
        yield Finding("hole-between-versions", where, said, todo, about)


def clauses_overlap(rule: Rule) -> Iterator[Finding]:
    """Yield two wordings of one sentence of law that are valid at once: the second begins before the first has ended.

    The same sentence is the same outcome, effect, citation and function. A wording inside the days of another is an exception, no
    successor.
    """
    for one, two in _same_sentence(rule):
        until, since = one.valid.until, two.valid.since
        if since and until and since <= until < (two.valid.until or date.max):
            what = message("{one} and {two} are two wordings of one sentence, and both are valid from {since} to {until}.")
            what = what.filled(one=repr(one.name), two=repr(two.name), since=since, until=until)
            todo = message("End the first on {day}, or cite what differs.", day=since - timedelta(days=1))
            yield Finding("overlapping-validity", two.where, what, todo, two.name)


def unclosed(rule: Rule) -> Iterator[Finding]:
    """Yield a clause that begins beside an earlier one of the same sentence of law, when neither of them has a last day.

    An amendment that was only half written down looks so, and so does a ground that a later act put beside another.
    """
    beside = {two.name: (one, two) for one, two in _same_sentence(rule) if one.valid.until is None and two.valid.until is None}
    for name, (one, two) in beside.items():
        what = message("{two} begins on {since}, and {one}, which is of the same sentence of law, has no last day.")
        what = what.filled(one=repr(one.name), two=repr(name), since=two.valid.since)
        day = (two.valid.since or date.min) - timedelta(days=1)
        todo = message("End {one} on {day}. If the act has both side by side, accept this, and say which act added the second.")
        yield Finding("unclosed-version", two.where, what, todo.filled(one=repr(one.name), day=day), name)


def _same_sentence(rule: Rule) -> Iterator[tuple[Clause, Clause]]:
    """Yield clauses of one sentence of law, the one that begins earlier first."""
    for one, two in itertools.permutations(rule.clauses, 2):
        if _sentence(one) == _sentence(two) and (one.valid.since or date.min) < (two.valid.since or date.min):
            yield one, two


def _sentence(clause: Clause) -> tuple[object, ...]:
    return clause.then, clause.effect, clause.cite, clause.source, clause.who


def read_ahead(book: Book, last: date | None) -> Iterator[Finding]:
    """Yield what is said to have been read after the last day that can have come: law, acts, sources and contacts."""
    for where, about, read in _days_read(book) if last else ():
        if read > (last or read):
            what = message("{about} is said to have been read on {read}, which is after {last}.", about=repr(about), read=read, last=last)
            yield Finding("read-ahead", where, what, message("Write the day until which somebody has read it."), about)


def _days_read(book: Book) -> Iterator[tuple[str, str, date]]:
    """Where each day of reading stands, whose it is, and the day."""
    for ruleset in book.rulesets.values():
        yield ruleset.where, ruleset.id, ruleset.verified_until
    for rule in book.rules.values():
        yield from ((c.where, f"{rule.id}.{c.name}", c.verified) for c in rule.clauses if c.verified)
    acts = ((f"act.{name}.name", name, act.get("verified")) for name, act in book.acts.items())
    contacts = ((f"actor.{name}.0.name", name, actor.get("contact", {}).get("checked_on")) for name, actor in book.actors.items())
    sources = (("", name, source.get(key)) for name, source in book.sources.items() for key in ("read_on", "found_on"))
    for context, about, day in (*acts, *contacts, *sources):
        if day:
            yield book.places.get(context, f"{about}:1:1"), about, date.fromisoformat(day)


def horizon(where: str, name: str, read: date, as_of: date | None) -> Iterator[Finding]:
    """Yield a rule set, or a clause with a day of reading of its own, whose law was read more than a year before the day."""
    years = as_of.year - read.year - ((as_of.month, as_of.day) <= (read.month, read.day)) if as_of else 0
    if years >= 1:
        what = message("The law of {ruleset} was read as of {read}, more than 1 year before {as_of}.")
        if years > 1:
            what = message("The law of {ruleset} was read as of {read}, more than {years} years before {as_of}.")
        what = what.filled(ruleset=repr(name), read=read, years=years, as_of=as_of)
        todo = message("Read the law again and change the date of 'verified'.")
        yield Finding("old-horizon", where, what, todo, f"older_than_{years}_year{'s' * (years > 1)}")


# -- texts -------------------------------------------------------------------------------------------------------


def texts(book: Book, head: str, where: str, translations: Translations, words: Mapping[str, int] = WORDS) -> Iterator[Finding]:
    """Yield sentences under a context that are long, or that lack a language. ``where`` is for those whose place is not known."""
    for context in contexts_under(book, head):
        finnish, place, about = book.texts[context], book.places.get(context, where), context[len(head) :]
        yield from _long(place, about, "fi", finnish, words)
        for lang, sentences in translations.items():
            if not sentences.get(context):
                what = message("The sentence {context} has no translation into {lang}.", context=repr(context), lang=repr(lang))
                todo = message(
                    "A language that is begun has to be whole: translate every sentence, or leave its catalogue out. tunnistus l10n DIR "
                    "writes the sentences into it, and make generate those of the shipped rules."
                )
                yield Finding("missing-translation", place, what, todo, f"{about}.{lang}")
                continue
            if places(sentences[context]) != places(finnish):
                what = message(
                    "The sentence {context} has other placeholders in {lang} than in Finnish.", context=repr(context), lang=repr(lang)
                )
                todo = message("Write the same names in braces, and nothing else in them.")
                yield Finding("wrong-placeholder", place, what, todo, f"{about}.{lang}")
            yield from _long(place, f"{about}.{lang}", lang, sentences[context], words)


def contexts_under(book: Book, head: str) -> list[str]:
    """Return the contexts of the sentences that begin with a head, in their order."""
    every, begins = _contexts(book), itemgetter(slice(len(head)))
    return every[bisect_left(every, head, key=begins) : bisect_right(every, head, key=begins)]


@of_book
def _contexts(book: Book) -> list[str]:
    return sorted(book.texts)


def _long(where: str, about: str, lang: str, text: str, words: Mapping[str, int]) -> Iterator[Finding]:
    n = next(iter(long_sentences(text, words[lang])), 0)
    if n:
        what = message("A sentence of {about} has {n} words ({lang}); at most {words} are easy to read.")
        what = what.filled(about=repr(about), n=n, lang=lang, words=words[lang])
        yield Finding("long-sentence", where, what, message("Make two sentences of it."), about)


# -- facts -------------------------------------------------------------------------------------------------------


def vocabulary(book: Book) -> Iterator[Finding]:
    """Yield the comparisons that hold for everybody or nobody in whom facts are asked of, and in relations."""
    for fact in book.facts.values():
        yield from constant_tests(fact.scope, book.facts, fact.id, fact.where)
    for relation in book.relations:
        for test in (relation.when, *relation.then):
            yield from constant_tests(test, book.facts, relation.id, relation.where)


def working_days(book: Book, fact: Fact) -> Iterator[Finding]:
    """Yield a fact that is worked out with working days, where the rule data do not say which days those are."""
    signature = SIGNATURES.get(fact.derived.by) if fact.derived else None
    if signature and signature.working_days and not book.moved_by:
        what = message(
            "{fact} hangs on working days, and the rules do not say which days those are: no last day moves.", fact=repr(fact.id)
        )
        todo = message("Write them in a file with working_days:, or accept this where the law moves no last day.")
        yield Finding("no-working-days", fact.where, what, todo, fact.id)


def roles(book: Book) -> Iterator[Finding]:
    """Yield the rules whose role needs another rule with a role beside it, where none holds that."""
    for rule in book.rules.values():
        needed = NEEDED.get(rule.role, "")
        if needed and not holder(book, needed):
            said = {"rule": repr(rule.id), "role": rule.role, "needed": needed}
            what = message("Rule {rule} has the role {role}, and no rule the role {needed}.").filled(**said)
            todo = message("Write 'role: {needed}' at the rule that it belongs to.", needed=needed)
            yield Finding("missing-role", rule.where, what, todo, rule.id)


def idle_facts(book: Book, looks: Iterable[Look]) -> dict[str, Finding]:
    """Return the facts that matter nowhere: nothing reads them, or no value of theirs changes a result, as far as that is proved.

    A fact that no rule tests matters when it stands in a relation with one that matters.
    """
    waiting = set(book.facts) - _listed(book)
    tested: set[str] = set()
    doubtful: set[str] = set()
    for look in looks:
        reading = read_by(look, waiting)
        tested |= reading.tested
        waiting -= reading.matter
        doubtful |= reading.unsure
    doubtful &= waiting
    matter = set(book.facts) - waiting
    used = matter | (relations_of(book).around(matter) - tested)
    for fact in (f for f in book.facts.values() if f.derived and f.id in used | doubtful):
        used |= _inputs(book, fact)
    return {n: _not_proved(f) if n in doubtful else _idle(f, n in tested) for n, f in book.facts.items() if n not in used}


def _idle(fact: Fact, tested: bool) -> Finding:
    what = message("Nothing reads the fact {fact}.", fact=repr(fact.id))
    if tested:
        what = message("Rules test the fact {fact}, but no value of it changes a result.", fact=repr(fact.id))
    return Finding("fact-matters-nowhere", fact.where, what, message("Drop it, or write the rule that needs it."), fact.id)


def _not_proved(fact: Fact) -> Finding:
    what = message("Whether the fact {fact} ever changes a result is not proved: too many facts are linked.", fact=repr(fact.id))
    return Finding("not-proved", fact.where, what, message("Split the rules that test it."), fact.id)


def _listed(book: Book) -> set[str]:
    """Facts that stand for something in a published list."""
    rows = [row for listing in book.lists.values() for row in listing.rows]
    alone = {name for listing in book.lists.values() for _, names in listing.alone for name in names}
    named = {name for row in rows for name in (*row.expresses, *row.supports, *row.relates, *(n for n, _ in row.values))}
    return alone | named


def _inputs(book: Book, fact: Fact) -> set[str]:
    names = {n for n in (fact.derived.inputs if fact.derived else ()) if n in book.facts}
    return names.union(*(_inputs(book, book.facts[n]) for n in names))
