"""The story of a comparison: what a rule said before and says after, which clause it is, and a person to whom it makes a difference.

Whole sentences and lists, nothing glued. Numbers are called combinations of facts, never people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Final

from tunnistus.checking.upkeep import contexts_under
from tunnistus.comparing.changes import ChangeGroup, ClauseChange, RuleChange, RuleResult, unchanged_beside
from tunnistus.places import places
from tunnistus.rules.answers import Dates
from tunnistus.rules.calendar import Length
from tunnistus.rules.graph import tests_of
from tunnistus.rules.horizon import acts_read, changes_of, unread
from tunnistus.rules.model import Book, Clause
from tunnistus.rules.roles import chosen_by_the_person
from tunnistus.saying.horizon import horizon_items, later_items, source_items
from tunnistus.saying.report import Heading, Item, Report
from tunnistus.saying.show import condition, effect
from tunnistus.saying.speaker import Speaker
from tunnistus.saying.texts import texts

__all__ = ["changed_clauses", "changed_holders", "persons", "story", "when"]

STATUSES: Final = ("ends", "begins", "changed", "passed", "named")
FACTS: Final = 16
Days = tuple[date, date]


def story(book: Book, topic: str, days: Days, changes: Iterable[RuleChange], same: int, lang: str) -> Report:
    """Return the story of rules that differ between two days; ``same`` is the number of those that do not."""
    s, found = Speaker(book, lang), list(changes)
    told = {status: [r for r in found if r.status == status and _tells(r)] for status in STATUSES}
    parts = [(_section(s, status), rules) for status, rules in told.items() if rules]
    sections = [Heading(title, inside=tuple(_rule(s, r, days) for r in rules)) for title, rules in parts]
    if sum(map(len, told.values())) > 1:
        short = tuple(Item(title, tuple(Item(s.title(r.rule.id), about=f"rule {r.rule.id}") for r in rules)) for title, rules in parts)
        sections.insert(0, Heading(s.t.ui("ui.diff.head.short", "Lyhyesti"), items=short))
    sections += [*_actors(s, found, days), *_beside(s, found, days), *_doubt(s, found, days)]
    title = s.t.ui("ui.diff.title", "Mikä muuttuu: {topic}").format(topic=s.topic(topic))
    return Report(lang, title, tuple(_head(s, found, days, same)), tuple(sections))


def _tells(r: RuleChange) -> bool:
    """Whether there is more to tell about the rule than who has a function in it."""
    return r.status != "named" or bool(r.clauses or r.notices_before or r.notices_after or r.numbers)


def _head(s: Speaker, found: list[RuleChange], days: Days, same: int) -> Iterator[str]:
    t = s.t
    said = t.ui("ui.diff.days", "Verrattavat päivät: {first} ja {second}.")
    yield said.format(first=s.day(days[0]), second=s.day(days[1]))
    moved = sum(bool(r.groups) for r in found)
    if not moved:
        yield t.ui("ui.diff.none", "Kaikkien sääntöjen lopputulos on sama molempina päivinä.")
    else:
        said = t.count("ui.diff.moved", "{n} säännön lopputulos on eri.", "{n} säännön lopputulos on eri.", moved)
        yield said.format(n=s.number(moved))
    rest = same + len(found) - moved
    if moved and rest:
        said = t.count("ui.diff.same", "{n} säännön lopputulos on sama.", "{n} säännön lopputulos on sama.", rest)
        yield said.format(n=s.number(rest))
    yield t.ui(
        "ui.diff.clock",
        "Päivä on säännöstä riippuen päätöksen, teon tai hakemuksen päivä. Säännöt, joihin sääntö viittaa, on "
        "luettu sellaisina kuin ne ovat samana päivänä.",
    )
    if moved:
        yield t.ui(
            "ui.diff.cells",
            "Luvut kertovat, monessako tietojen yhdistelmässä lopputulos on eri. Ne eivät kerro ihmisten määrää eivätkä yleisyyttä.",
        )


def _section(s: Speaker, status: str) -> str:
    t = s.t
    return {
        "ends": t.ui("ui.diff.head.ends", "Säännöt, joiden voimassaolo päättyy"),
        "begins": t.ui("ui.diff.head.begins", "Säännöt, jotka tulevat voimaan"),
        "changed": t.ui("ui.diff.head.changed", "Säännöt, joiden lopputulos muuttuu"),
        "passed": t.ui("ui.diff.head.passed", "Säännöt, jotka ovat voimassa vain näiden päivien välillä"),
        "named": t.ui("ui.diff.head.named", "Säännöt, joissa muuttuu muuta kuin lopputulos"),
    }[status]


# -- one rule ----------------------------------------------------------------------------------------------------


def _rule(s: Speaker, r: RuleChange, days: Days) -> Heading:
    quiet = [c for c in r.clauses if not any(c is told for g in r.groups for told in g.clauses)]
    inside = [_group(s, r, g, n, days) for n, g in enumerate(r.groups, 1)]
    other = [*(_change(s, r, c, days) for c in quiet), *_numbers(s, r, days), *_notices(s, r), *_instead(s, r)]
    if other:
        inside.append(Heading(s.t.ui("ui.diff.head.other", "Muut muutokset"), items=tuple(other)))
    head = (s.t.say(f"ruleset.{r.rule.ruleset}.title") + f" · {r.rule.id}", *when(s, r), *_counts(s, r))
    return Heading(s.title(r.rule.id), head, inside=tuple(inside), about=(f"rule {r.rule.id}",))


def when(s: Speaker, r: RuleChange) -> Iterator[str]:
    """Say when a rule begins, ends or changes, and by which clock."""
    t, window = s.t, r.rule.valid
    if r.status in ("begins", "passed") and window.since:
        yield t.ui("ui.diff.begins", "Sääntö tulee voimaan {day}.").format(day=s.day(window.since))
    if r.status in ("ends", "passed") and window.until:
        yield t.ui("ui.diff.ends", "Sääntö on voimassa {day} asti, ei enää sen jälkeen.").format(day=s.day(window.until))
    if r.status in ("changed", "named"):
        yield from (t.ui("ui.diff.version", "Muutos on voimassa {day} alkaen.").format(day=s.day(d)) for d in r.days)
    if r.rule.clock == "act":
        yield t.ui("ui.diff.clock.act", "Tässä säännössä ratkaisee teon päivä.")
    if r.rule.clock == "application":
        yield t.ui("ui.diff.clock.application", "Tässä säännössä ratkaisee hakemuksen päivä.")


def persons(s: Speaker, r: RuleChange, days: Days) -> tuple[Item, ...]:
    """Return what followed before and what follows after, and a person to whom it makes a difference, for each group of a change."""
    said = s.t.ui("ui.diff.group", "Muutos {n}")
    return tuple(
        Item(
            said.format(n=n),
            (_side(s, r, g.before, days[0], before=True), _side(s, r, g.after, days[1], before=False), _person(s, g)),
        )
        for n, g in enumerate(r.groups, 1)
    )


def changed_clauses(s: Speaker, r: RuleChange, days: Days) -> tuple[Item, ...]:
    """Return which clauses are other ones and in what, without their two versions; and notices that come and go."""
    t = s.t
    items = []
    for c in r.clauses:
        said = t.ui("ui.diff.changed", "Muuttuva kohta:") if c.before and c.after else t.ui("ui.diff.removed", "Poistuva kohta:")
        if not c.before:
            said = t.ui("ui.diff.added", "Uusi kohta:")
        told = _kinds(s, r, c, days) if c.before and c.after else ()
        kinds = tuple(Item(each.text, tuple(i for i in each.under if i.about)) for each in told)
        items.append(Item(said, (Item(c.name, kinds, about=f"clause {r.rule.id} {c.name}"),)))
    return (*items, *_numbers(s, r, days), *_notices(s, r), *_instead(s, r))


def _counts(s: Speaker, r: RuleChange) -> Iterator[str]:
    if not r.groups:
        return
    if r.all_cells == 1:
        yield s.t.ui("ui.diff.always", "Lopputulos ei riipu mistään kysyttävästä tiedosta.")
    else:
        said = s.t.ui("ui.diff.counted", "Yhdistelmiä, joissa lopputulos on eri: {n}. Yhdistelmiä kaikkiaan: {all}.")
        yield said.format(n=s.number(r.cells), all=s.number(r.all_cells))


def _group(s: Speaker, r: RuleChange, g: ChangeGroup, n: int, days: Days) -> Heading:
    t = s.t
    items = [_side(s, r, g.before, days[0], before=True), _side(s, r, g.after, days[1], before=False), _person(s, g)]
    items += [_change(s, r, c, days) for c in g.clauses]
    if len(r.groups) > 1:
        items.append(Item(t.ui("ui.diff.group.cells", "Yhdistelmiä, joissa näin on: {n}.").format(n=s.number(g.cells))))
    return Heading(t.ui("ui.diff.group", "Muutos {n}").format(n=n), items=tuple(items))


def _side(s: Speaker, r: RuleChange, result: RuleResult, day: date, *, before: bool) -> Item:
    t, gone = s.t, r.status == ("begins" if before else "ends")
    said = t.ui("ui.diff.before", "Ennen, {day}:") if before else t.ui("ui.diff.after", "Sen jälkeen, {day}:")
    under = [Item(s.outcome(r.rule.id, result.due))] if result.due else []
    own = tuple(o for o in result.options if chosen_by_the_person(s.book, (c for c in r.rule.clauses if c.then == o)))
    decided = tuple(o for o in result.options if o not in own)
    if own:
        under.append(Item(t.ui("ui.own_right", "Henkilö voi itse päättää tästä:"), tuple(Item(s.outcome(r.rule.id, o)) for o in own)))
    if decided:
        under.append(Item(t.ui("ui.may", "Päättäjän harkinnassa:"), tuple(Item(s.outcome(r.rule.id, o)) for o in decided)))
    if gone:
        under.append(Item(t.ui("ui.not_in_force", "Tämä sääntö ei ole voimassa tuona päivänä.")))
    elif not under:
        under.append(Item(t.ui("ui.diff.nothing", "Tästä säännöstä ei seuraa mitään.")))
    return Item(said.format(day=s.day(day)), tuple(under))


def _person(s: Speaker, g: ChangeGroup) -> Item:
    """The witness; of one with very many facts, those on which the changed clauses differ come first, then what is there."""
    witness = g.witness
    deciding = set().union(*(c.decides for c in g.clauses))
    if not witness:
        return Item(s.t.ui("ui.diff.everyone", "Näin on kaikissa tietojen yhdistelmissä."))
    shown = sorted(witness, key=lambda n: (n not in deciding, witness[n] is False))[:FACTS]
    items = [Item(s.fact(s.book.facts[n], witness[n]), about=f"fact {n}") for n in witness if n in shown]
    rest = len(witness) - len(items)
    if rest:
        said = s.t.count(
            "ui.diff.person.rest",
            "Lisäksi tiedetään {n} muu asia. Se on JSON-tulosteessa.",
            "Lisäksi tiedetään {n} muuta asiaa. Ne ovat JSON-tulosteessa.",
            rest,
        )
        items.append(Item(said.format(n=s.number(rest))))
    return Item(s.t.ui("ui.diff.person", "Esimerkiksi henkilö, josta tiedetään vain tämä:"), tuple(items))


# -- clauses and what is beside them -----------------------------------------------------------------------------


def _change(s: Speaker, r: RuleChange, c: ClauseChange, days: Days) -> Item:
    t, clause = s.t, c.after or c.before
    assert clause is not None
    under = [] if "cite" in c.kinds and c.before and c.after else [_basis(s, clause)]
    if c.before and c.after:
        return Item(t.ui("ui.diff.changed", "Muuttuva kohta:"), (*under, *_kinds(s, r, c, days)))
    if r.status == "changed":
        under.append(Item(t.ui("ui.when", "Edellytys:"), (condition(s, clause.when),)))
    if c.after:
        return Item(t.ui("ui.diff.added", "Uusi kohta:"), tuple(under))
    return Item(t.ui("ui.diff.removed", "Poistuva kohta:"), tuple(under))


def _basis(s: Speaker, clause: Clause) -> Item:
    cites = (Item(s.short(cite), about=f"cite {cite}") for cite in clause.cite)
    return Item(s.t.ui("ui.basis", "Perusta:"), (*cites, *(Item(s.source(name)) for name in clause.source)))


def _kinds(s: Speaker, r: RuleChange, c: ClauseChange, days: Days) -> Iterator[Item]:
    """What is another thing in a clause, with both versions of it."""
    t = s.t
    says: dict[str, tuple[str, Callable[[Clause, date], tuple[Item, ...]]]] = {
        "condition": (t.ui("ui.diff.kind.condition", "Edellytys on toinen."), lambda x, _: (condition(s, x.when),)),
        "effect": (t.ui("ui.diff.kind.effect", "Vaikutus on toinen."), lambda x, _: (Item(effect(s, x.effect)),)),
        "outcome": (t.ui("ui.diff.kind.outcome", "Kohdan lopputulos on toinen."), lambda x, _: _then(s, r, x)),
        "who": (t.ui("ui.diff.kind.who", "Toimija on toinen."), lambda x, day: (Item(s.who(x.who, day)),) if x.who else ()),
        "period": (t.ui("ui.diff.kind.period", "Määräaika on toinen."), lambda x, day: tuple(_period(s, r, x, day))),
        "cite": (t.ui("ui.diff.kind.cite", "Lainkohta tai lähde on toinen."), lambda x, _: (_basis(s, x),)),
    }
    if c.kinds == ("cite",):
        says["cite"] = (t.ui("ui.diff.kind.cite_only", "Sisältö on sama. Vain lainkohta tai lähde vaihtuu."), says["cite"][1])
    for kind, (said, show) in says.items():
        if kind in c.kinds and not (kind == "condition" and c.through):
            yield Item(said, _both(s, c, days, show))
    if c.through:
        titles = tuple(Item(s.title(n), about=f"rule {n}") for n in c.through)
        yield Item(t.ui("ui.diff.through", "Muutos tulee säännöistä, joihin kohta viittaa:"), titles)
    if "beats" in c.kinds:
        yield Item(t.ui("ui.diff.kind.beats", "Kohta syrjäyttää eri kohtia kuin ennen."))


def _both(s: Speaker, c: ClauseChange, days: Days, show: Callable[[Clause, date], tuple[Item, ...]]) -> tuple[Item, ...]:
    sides = zip(_before_and_after(s, days), (c.before, c.after), days, strict=True)
    return tuple(Item(said, show(clause, day)) for said, clause, day in sides if clause)


def _before_and_after(s: Speaker, days: Days) -> tuple[str, str]:
    """The headings of what was so on the first day, and is on the second."""
    before, after = s.t.ui("ui.diff.before", "Ennen, {day}:"), s.t.ui("ui.diff.after", "Sen jälkeen, {day}:")
    return before.format(day=s.day(days[0])), after.format(day=s.day(days[1]))


def _then(s: Speaker, r: RuleChange, clause: Clause) -> tuple[Item, ...]:
    return (Item(s.outcome(r.rule.id, clause.then)),) if clause.then else ()


def _period(s: Speaker, r: RuleChange, clause: Clause, day: date) -> Iterator[Item]:
    t, period = s.t, clause.period
    if period is None:
        yield Item(t.ui("ui.diff.period.none", "Määräaikaa ei ole."))
        return
    head = f"rule.{r.rule.id}.{clause.name}"
    yield Item(t.say(f"{head}.period"))
    sides = (
        (period.shortest, t.ui("ui.diff.period.shortest", "Vähintään {length}.")),
        (period.longest, t.ui("ui.diff.period.longest", "Enintään {length}.")),
    )
    for name, said in sides:
        length = s.book.parameters[name].on(day) if name else None
        if isinstance(length, Length):
            yield Item(said.format(length=s.length(length)))
    if period.deadline and t.has("working_days.moves"):
        yield Item(t.say("working_days.moves"))
    yield Item(t.say(f"{head}.counting"))


def changed_holders(s: Speaker, found: Iterable[RuleChange], days: Days) -> tuple[Item, ...]:
    """Return who has a function before and after, of functions that somebody else has, or under another name, each once."""
    return tuple(
        Item(said, (Item(s.who(name, day)),))
        for name in dict.fromkeys(n for r in found for n in r.actors)
        for said, day in zip(_before_and_after(s, days), days, strict=True)
    )


def _actors(s: Speaker, found: list[RuleChange], days: Days) -> Iterator[Heading]:
    if items := changed_holders(s, found, days):
        yield Heading(s.t.ui("ui.diff.head.actors", "Tehtävät, joiden hoitaja tai hoitajan nimi vaihtuu"), items=items)


def _beside(s: Speaker, found: list[RuleChange], days: Days) -> Iterator[Heading]:
    """Clauses that rest on the same places and stay as they are, each place with its rules."""
    items = []
    for place, others in unchanged_beside(s.book, found, *days).items():
        rules: dict[str, list[Item]] = {}
        for rule, clause in others:
            rules.setdefault(rule.id, []).append(Item(clause.name, about=f"clause {rule.id} {clause.name}"))
        under = tuple(Item(f"{s.title(rule)} · {rule}", tuple(names), about=f"rule {rule}") for rule, names in rules.items())
        items.append(Item(s.short(place), under, about=f"cite {place}"))
    if items:
        said = s.t.ui(
            "ui.diff.beside",
            "Nämä kohdat perustuvat samoihin lainkohtiin ja pysyvät itse ennallaan. Tarkista, koskeeko muutos niitäkin.",
        )
        yield Heading(s.t.ui("ui.diff.head.beside", "Muut kohdat samoista lainkohdista"), (said,), tuple(items))


def _numbers(s: Speaker, r: RuleChange, days: Days) -> Iterator[Item]:
    """Every sentence of the rule and of the facts that it tests which says another number, before and after."""
    if not r.numbers:
        return
    facts = sorted({name for node in r.rule.conditions for name in tests_of(node)}, key=lambda name: s.book.facts[name].order)
    heads = (f"rule.{r.rule.id}.", *(f"fact.{name}." for name in facts))
    every = (context for head in heads for context in contexts_under(s.book, head))
    contexts = [context for context in every if {*r.numbers} & {*(places(s.book.texts[context]) or ())}]
    told = [texts(s.book, s.lang, Dates(day, day, day, day)) for day in days]
    sides = zip(_before_and_after(s, days), told, strict=True)
    items = (Item(said, tuple(Item(t.say(context)) for context in contexts)) for said, t in sides)
    yield Item(s.t.ui("ui.diff.numbers", "Laissa säädetty luku on toinen."), tuple(items))


def _notices(s: Speaker, r: RuleChange) -> Iterator[Item]:
    for title, keys in (
        (s.t.ui("ui.diff.notice.before", "Tätä huomautusta ei enää ole:"), r.notices_before),
        (s.t.ui("ui.diff.notice.after", "Uusi huomautus:"), r.notices_after),
    ):
        if keys:
            yield Item(title, tuple(Item(s.t.say(f"rule.{r.rule.id}.notice.{key}")) for key in keys))


def _instead(s: Speaker, r: RuleChange) -> Iterator[Item]:
    if r.instead:
        said = s.t.ui("ui.diff.instead.after", "Samasta asiasta säädetään tämän jälkeen säännöissä:")
        if r.status == "begins":
            said = s.t.ui("ui.diff.instead.before", "Samasta asiasta säädettiin ennen tätä säännöissä:")
        yield Item(said, tuple(Item(s.title(name), about=f"rule {name}") for name in r.instead))


def _doubt(s: Speaker, found: list[RuleChange], days: Days) -> Iterator[Heading]:
    """Days after the law was read, changes whose text was not read, and what the rules leave out."""
    t = s.t
    left_out: dict[str, None] = {}
    sources: dict[str, None] = {}
    changed: dict[str, list[str]] = {}
    for rule in (r.rule for r in found):
        if not any(clause.cite for clause in rule.clauses) and days[1] > s.book.rulesets[rule.ruleset].verified_until:
            sources[rule.ruleset] = None
        for change in (c for c in changes_of(s.book, rule) if c.since <= days[1]):
            changed.setdefault(change.key, []).append(rule.id)
    acts = unread(acts_read(s.book, (clause for r in found for clause in r.rule.clauses)), days[1])
    for ruleset in (s.book.rulesets[n] for n in dict.fromkeys(r.rule.ruleset for r in found)):
        head = f"ruleset.{ruleset.id}"
        if any(r.groups and r.rule.ruleset == ruleset.id for r in found):
            left_out.update(dict.fromkeys(t.say(f"{head}.not_encoded.{key}") for key in ruleset.not_encoded))
    if items := (*horizon_items(s, acts), *source_items(s, sources), *later_items(s, changed)):
        yield Heading(t.ui("ui.head.doubt", "Mikä on varmistamatta"), items=items)
    if left_out:
        yield Heading(t.ui("ui.head.not_encoded", "Mitä säännöistä puuttuu"), items=tuple(map(Item, left_out)))
