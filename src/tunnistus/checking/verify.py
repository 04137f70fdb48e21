"""Checking all rule data: what is wrong or doubtful, with an example case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from tunnistus.checking.checks import Look, errors, warnings
from tunnistus.checking.numbers import numbers
from tunnistus.checking.upkeep import (
    Translations,
    accepted_by_actors,
    actors,
    clauses_overlap,
    families,
    horizon,
    idle_facts,
    read_ahead,
    roles,
    texts,
    unclosed,
    vocabulary,
    working_days,
)
from tunnistus.errors import LoadError, Problems
from tunnistus.limits import MAX_PROOF
from tunnistus.messages import message
from tunnistus.reading.findings import Finding
from tunnistus.reading.wording import WORDS
from tunnistus.rules.model import LANGUAGES, Accepted, Book

__all__ = ["Finding", "check", "refuse"]


# -- check -------------------------------------------------------------------------------------------------------


def check(
    book: Book,
    *,
    as_of: date | None = None,
    today: date | None = None,
    most: int = MAX_PROOF,
    translations: Translations | None = None,
    words: Mapping[str, int] = WORDS,
) -> list[Finding]:
    """Return what is wrong or doubtful in the rule data, errors first, in the order of the files.

    Args:
        as_of: day of the check, for the age of the law read; without it nothing is said of that.
        today: the last day on which anything can have been read, if not ``as_of``; without both nothing is said of that.
        most: how many nodes the diagrams of one version of a rule may have; what would need more is told as not proved.
        translations: language → context → sentence; for languages not given nothing is said.
        words: most words of a sentence by language.
    """
    said = translations or {}
    looks = [Look.at(book, rule, most) for rule in book.rules_written()]
    idle = idle_facts(book, looks)
    book = book.own()  # the rules beside which an overlay stands are checked elsewhere
    found = [*_settled(accepted_by_actors(book), [*actors(book), *texts(book, "actor.", "actors", said, words)], as_of, said)]
    found += [*families(book), *vocabulary(book), *roles(book), *read_ahead(book, as_of or today)]
    for fact in book.facts.values():
        of_fact = [*([idle[fact.id]] if fact.id in idle else []), *working_days(book, fact)]
        head = f"fact.{fact.id}."
        of_fact += [*texts(book, head, fact.where, said, words), *numbers(book, head, fact.where, {LANGUAGES[0]: book.texts, **said})]
        found += _settled(fact.accepted, of_fact, as_of, said)
    for relation in book.relations:
        found += numbers(book, f"relation.{relation.id}.", relation.where, {LANGUAGES[0]: book.texts, **said})
    for ruleset in book.rulesets.values():
        of_file = [
            *horizon(ruleset.where, ruleset.id, ruleset.verified_until, as_of),
            *texts(book, f"ruleset.{ruleset.id}.", ruleset.where, said, words),
        ]
        found += _settled(ruleset.accepted, of_file, as_of, said)
    for look in looks:
        found += _settled(look.rule.accepted, _of_rule(book, look, as_of, said, words), as_of, said)
    for head in ("act", "list", "vignette", "overlay", "working_days"):
        found += texts(book, f"{head}.", head, said, words)
    return sorted(found, key=lambda f: f.level != "error")


def _of_rule(book: Book, look: Look, as_of: date | None, said: Translations, words: Mapping[str, int]) -> list[Finding]:
    rule, head = look.rule, f"rule.{look.rule.id}."
    found = [*errors(look), *clauses_overlap(rule), *unclosed(rule), *warnings(look), *texts(book, head, rule.where, said, words)]
    own = ((c.where, f"{rule.id}.{c.name}", c.verified) for c in rule.clauses if c.verified)
    found += [finding for where, name, read in own for finding in horizon(where, name, read, as_of)]
    return [*found, *numbers(book, head, rule.where, {LANGUAGES[0]: book.texts, **said})]


def refuse(book: Book, translations: Translations | None = None) -> None:
    """Raise :class:`LoadError` with every error of the rules and, in the languages given, of their translations.

    What the loader calls before it compiles them, or hands rules of others on.
    """
    problems = Problems()
    written = book.own()
    found = [*families(written), *vocabulary(written), *roles(written), *texts(written, "", "", translations or {})]
    found += _not_accepted(accepted_by_actors(written), actors(written))
    for rule in book.rules_written():
        found += _not_accepted(rule.accepted, [*errors(Look.at(book, rule)), *clauses_overlap(rule), *unclosed(rule)])
    for finding in found:
        if finding.level == "error":
            with problems.collect():
                raise LoadError(finding.what, where=finding.where, todo=finding.todo, code=finding.code)
    problems.stop()


def _settled(accepted: tuple[Accepted, ...], found: list[Finding], as_of: date | None, said: Translations) -> Iterator[Finding]:
    """Leave out what the author accepts; an acceptance without a finding is a warning itself."""
    found = list({(f.code, f.where, f.what): f for f in found}.values())
    given = {(f.code, f.about) for f in found}
    yield from _not_accepted(accepted, found)
    for each in accepted:
        not_looked_at = (each.code == "old-horizon" and not as_of) or (each.about.endswith((".sv", ".en")) and not said)
        if (each.code, each.about) not in given and not not_looked_at:
            what = message(
                "The finding {code} about {about} is accepted, but it is not given.", code=repr(each.code), about=repr(each.about)
            )
            yield Finding("unused-acceptance", each.where, what, message("Drop it, or correct what it is about."), each.about)


def _not_accepted(accepted: tuple[Accepted, ...], found: Iterable[Finding]) -> Iterator[Finding]:
    taken = {(each.code, each.about) for each in accepted}
    return (finding for finding in found if (finding.code, finding.about) not in taken)
