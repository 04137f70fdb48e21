"""The page of all changes: day by day what changed in the rules, by which act, and for whom; at its end what the texts read do not show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import groupby
from typing import Final

import attrs

from handbook.material import Material, Teller
from handbook.pages import Entry, Link, Page, Part, Said, entries
from tunnistus.comparing.change_report import changed_clauses, changed_holders, persons
from tunnistus.comparing.changes import RuleChange
from tunnistus.rules.horizon import changes_of
from tunnistus.rules.model import Cite, Clause
from tunnistus.rules.statute import Section
from tunnistus.saying.addresses import address
from tunnistus.saying.report import Item

__all__ = ["Changes", "amendments", "changes_page", "day_link", "holders"]

Changes = list[tuple[date, RuleChange]]
OPEN: Final = 3
NAMED: Final = 4
_STATUSES: Final = ("changed", "ends", "begins", "named")


def day_link(t: Teller, day: date) -> Link:
    """Return what leads to a day of the page."""
    return Link(t.ui("changes.same_day", "Kaikki muutokset samana päivänä"), f"changes#{day}")


def changes_page(t: Teller, changes: Mapping[str, Changes]) -> Page:
    """Return the page of all changes.

    Args:
        changes: of each rule the days on which it says something else than the day before.
    """
    days: dict[date, list[RuleChange]] = {}
    for rule in t.book.rules_in_order():
        for day, change in changes.get(rule.id, ()):
            days.setdefault(day, []).append(change)
    years = groupby(sorted(days), key=lambda day: day.year)
    told = (Part(str(year), str(year), inside=tuple(_day(t, day, days[day]) for day in those)) for year, those in years)
    about = (
        t.ui(
            "changes.about",
            "Päivä päivältä: mitkä säännöt tulivat voimaan, päättyivät tai muuttuivat. Jokainen muutos johtaa säännön sivulle.",
        ),
        t.s.t.ui(
            "ui.diff.clock",
            "Päivä on säännöstä riippuen päätöksen, teon tai hakemuksen päivä. Säännöt, joihin sääntö viittaa, on "
            "luettu sellaisina kuin ne ovat samana päivänä.",
        ),
        t.ui(
            "changes.acts.about",
            "Säädös on nimetty, kun säännön pykälä sai siitä uuden sanamuodon samana päivänä. Muuten kerrotaan, mihin muutos perustuu.",
        ),
    )
    later = Link(t.ui("changes.later", "Mitä tiedetään muuttuneen tekstien lukemisen jälkeen"), "changes#later")
    title = t.ui("changes.title", "Miten säännöt ovat muuttuneet")
    return Page("changes", title, (*((said,) for said in about), (later,)), (*told, _later(t)))


def _day(t: Teller, day: date, changes: list[RuleChange]) -> Part:
    acts = tuple(_acts(t, day, changes))
    by_act = (Entry((t.ui("changes.acts", "Säädökset, joista uudet sanamuodot ovat:"),), acts),) if acts else ()
    subjects = tuple(Entry((title,), tuple(_rule(t, day, change) for change in those)) for title, those in _by_subject(t, changes).items())
    fold = t.ui("changes.rules", "Näytä säännöt ({n})").format(n=t.s.number(len(changes))) if len(changes) > OPEN else ""
    people = tuple(_people(t, day, changes))
    inside = (
        Part("", f"{day}-rules", entries=subjects, fold=fold),
        Part("", f"{day}-people", entries=people, fold=t.ui("rule.persons", "Näytä, kenelle muutos merkitsee")),
    )
    lead = " ".join((*_counted(t, changes), _subjects(t, changes)))
    return Part(
        t.s.day(day), str(day), ((lead,),), by_act + holders(t, day, changes), inside=tuple(part for part in inside if part.entries)
    )


def _counted(t: Teller, changes: Iterable[RuleChange]) -> Iterator[str]:
    """How many rules begin, end and change, one sentence each."""
    numbers = Counter(change.status for change in changes)
    said = {
        "begins": t.count("changes.begin", "{n} sääntö tulee voimaan.", "{n} sääntöä tulee voimaan.", numbers["begins"]),
        "ends": t.count("changes.end", "{n} säännön voimassaolo päättyy.", "{n} säännön voimassaolo päättyy.", numbers["ends"]),
        "changed": t.count("changes.change", "{n} säännön lopputulos muuttuu.", "{n} säännön lopputulos muuttuu.", numbers["changed"]),
        "named": t.count("changes.other", "{n} säännössä muuttuu jotain muuta.", "{n} säännössä muuttuu jotain muuta.", numbers["named"]),
    }
    return (sentence.format(n=t.s.number(numbers[status])) for status, sentence in said.items() if numbers[status])


def _by_subject(t: Teller, changes: Iterable[RuleChange]) -> dict[str, list[RuleChange]]:
    found: dict[str, list[RuleChange]] = {}
    for change in changes:
        found.setdefault(t.s.topic(change.rule.ruleset), []).append(change)
    return found


def _subjects(t: Teller, changes: Iterable[RuleChange]) -> str:
    """What the rules are about; of many subjects those with the most rules."""
    found = _by_subject(t, changes)
    named = sorted(found, key=lambda title: -len(found[title]))[:NAMED]
    said = t.count("changes.subjects", "Aihe: {named}.", "Aiheet: {named}.", len(found))
    if len(found) > NAMED:
        said = t.ui("changes.subjects.some", "Aiheita on {n}, muun muassa nämä: {named}.")
    return said.format(n=t.s.number(len(found)), named="; ".join(named))


# -- by which act ------------------------------------------------------------------------------------------------


def amendments(told: Material, day: date, change: RuleChange) -> set[tuple[str, str]]:
    """Return the acts that gave on this day a version of a section on which what changed rests: (act of the section, number of the act)."""
    found = set()
    for section in _sections(told, day, change):
        structure = told.statutes.structures.get(section)
        found |= {(section.act, number) for since, number, _ in structure.versions if since == day} if structure else set()
    return found


def _sections(told: Material, day: date, change: RuleChange) -> Iterator[Section]:
    for cite in _cites(day, change):
        yield from told.statutes.sections_of(cite)
    for key in (*change.notices_before, *change.notices_after):
        yield from (unit.section for unit in told.units_of.get((change.rule.id, key), ()))


def _clauses(day: date, change: RuleChange) -> Iterator[Clause]:
    """The clauses that changed; of a rule that begins or ends those that do so with it."""
    for each in change.clauses:
        yield from (clause for clause in (each.before, each.after) if clause)
    if change.status in ("begins", "ends"):
        for clause in change.rule.clauses:
            window = clause.valid.within(change.rule.valid)
            if window.since == day or window.until == day - timedelta(days=1):
                yield clause


def _cites(day: date, change: RuleChange) -> Iterator[Cite]:
    yield from dict.fromkeys(cite for clause in _clauses(day, change) for cite in clause.cite)


def _acts(t: Teller, day: date, changes: list[RuleChange]) -> Iterator[Entry]:
    """Each act of which a section got a new wording, with those that amended it; of a new act there is none."""
    found: dict[str, set[str]] = {}
    for act, number in {each for change in changes for each in amendments(t.material, day, change)}:
        found.setdefault(act, set()).add(number)
    of_number = {str(entry["number"]): name for name, entry in t.book.acts.items() if entry.get("number")}
    for act in sorted(found, key=lambda act: t.s.act(act).lower()):
        others = sorted((n for n in found[act] if of_number.get(n) != act), key=_by_year)
        links = _joined(Link(n, address(f"act {of_number[n]}")) if n in of_number else n for n in others)
        amended = (" · ", t.ui("changes.by", "muuttava säädös:"), " ", *links) if links else ()
        yield Entry((Link(t.s.act(act), address(f"act {act}")), *amended))


def _by_year(number: str) -> tuple[int, int]:
    own, _, year = number.partition("/")
    return int(year), int(own)


def holders(t: Teller, day: date, changes: list[RuleChange]) -> tuple[Entry, ...]:
    """Return who has a function instead of whom from a day on; nothing where nobody has."""
    told = entries(changed_holders(t.s, changes, (day - timedelta(days=1), day)), t.lead)
    title = t.s.t.ui("ui.diff.head.actors", "Tehtävät, joiden hoitaja tai hoitajan nimi vaihtuu")
    return (Entry((f"{title}:",), told),) if told else ()


# -- one rule ----------------------------------------------------------------------------------------------------


def _rule(t: Teller, day: date, change: RuleChange) -> Entry:
    rule = change.rule
    status = {
        "begins": t.ui("changes.begins", "tulee voimaan"),
        "ends": t.ui("changes.ends", "voimassaolo päättyy"),
        "changed": t.ui("changes.changed", "lopputulos muuttuu"),
        "named": t.ui("changes.named", "muuttuu muuta kuin lopputulos"),
    }[change.status]
    lead = Link(t.s.title(rule.id), f"{address(f'rule {rule.id}')}#changes-{day}")
    under = [_clock(t, change), *_lines(t, day, change), *_known_later(t, day, change)]
    if not amendments(t.material, day, change):
        under.append(_basis(t, day, change))
    return Entry((lead, " · ", status), tuple(Entry(said) if isinstance(said, tuple) else said for said in under if said))


def _clock(t: Teller, change: RuleChange) -> Said:
    said = {
        "act": t.s.t.ui("ui.diff.clock.act", "Tässä säännössä ratkaisee teon päivä."),
        "application": t.s.t.ui("ui.diff.clock.application", "Tässä säännössä ratkaisee hakemuksen päivä."),
    }.get(change.rule.clock)
    return (said,) if said else ()


def _lines(t: Teller, day: date, change: RuleChange) -> Iterator[Said | Entry]:
    """What changed in it, a clause on one line; what says the same of several clauses once. All notices of a new rule are new."""
    same: dict[tuple[str, Said], list[Link]] = {}
    if change.status in ("begins", "ends"):
        change = attrs.evolve(change, notices_before=(), notices_after=())
    for item in changed_clauses(t.s, change, (day - timedelta(days=1), day)):
        if item.under and item.under[0].about.startswith("clause "):
            (clause,) = item.under
            kinds = tuple(each for kind in clause.under for each in _kind(t, kind))
            same.setdefault((item.text, kinds), []).append(Link(clause.text, t.lead(clause.about), code=True))
        else:
            yield from entries([item], t.lead)
    for (said, kinds), clauses in same.items():
        yield (said, " ", *_joined(clauses), ".", *kinds)


def _kind(t: Teller, kind: Item) -> Said:
    through = _joined(Link(item.text, t.lead(item.about)) for item in kind.under)
    return (f" {kind.text}", *((" ", *through, ".") if through else ()))


def _joined(links: Iterable[str | Link]) -> Said:
    return tuple(each for n, link in enumerate(links) for each in ((", ", link) if n else (link,)))


def _basis(t: Teller, day: date, change: RuleChange) -> Said:
    """What a change rests on, where no act is known that made it; nothing where it comes from other rules only."""
    if change.clauses and all(each.through for each in change.clauses):
        return ()
    sources = dict.fromkeys(source for clause in _clauses(day, change) for source in clause.source)
    places = [Link(t.s.short(cite), t.material.cited(cite)) for cite in _cites(day, change)]
    units = [unit for key in change.notices_after for unit in t.material.units_of.get((change.rule.id, key), ())]
    places += [link for unit in units for link in t.unit(unit)[:1] if isinstance(link, Link)]
    links = [*dict.fromkeys(places), *(Link(t.s.source(source), t.lead(f"source {source}")) for source in sources)]
    return (t.s.t.ui("ui.basis", "Perusta:"), " ", *_joined(links)) if links else ()


def _known_later(t: Teller, day: date, change: RuleChange) -> Iterator[Said]:
    for later in changes_of(t.book, change.rule):
        if later.since == day:
            yield (Link(t.ui("changes.later.see", "Mitä lain muutoksesta tiedetään"), f"changes#later-{later.key}"),)


def _people(t: Teller, day: date, changes: list[RuleChange]) -> Iterator[Entry]:
    """Of each subject one person to whom a change makes a difference: of a rule whose outcome changes, else ends, else begins."""
    for those in _by_subject(t, changes).values():
        groups = [
            (_STATUSES.index(r.status), not g.witness, len(g.witness), n, i) for n, r in enumerate(those) for i, g in enumerate(r.groups)
        ]
        if groups:
            *_, n, i = min(groups)
            group = persons(t.s, those[n], (day - timedelta(days=1), day))[i]
            yield Entry((t.rule(those[n].rule.id),), entries(group.under, t.lead))


# -- after the texts were read -----------------------------------------------------------------------------------


def _later(t: Teller) -> Part:
    """What is known to have changed after the texts were read, with the places in the law."""
    said = t.s.t.ui("ui.later", "{day} alkaen: {change}")
    told = tuple(
        Entry(
            (said.format(day=t.s.day(later.since), change=t.s.t.say(f"later.{later.key}")),),
            (Entry((t.ui("changes.later.touches", "Koskee näitä lain kohtia:"), " ", *_joined(_place(t, c) for c in later.touches))),),
            f"later-{later.key}",
        )
        for later in sorted(t.book.later.values(), key=lambda later: (later.since, later.key))
    )
    about = t.ui(
        "changes.later.about",
        "Säännöt eivät näytä näitä muutoksia tai näyttävät ne vain osittain. Tarkista voimassa oleva laki Finlexistä.",
    )
    return Part(t.ui("changes.later", "Mitä tiedetään muuttuneen tekstien lukemisen jälkeen"), "later", ((about,),), told)


def _place(t: Teller, cite: Cite) -> Link:
    return Link(t.s.short(cite) if cite.section else t.s.act(cite.act), t.material.cited(cite))
