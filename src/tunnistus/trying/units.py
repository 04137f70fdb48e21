"""The units of the statutes as a table, act by act in the order of the law: what each says and where it is at home."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tunnistus.reading.unitfile import ruleset_beside
from tunnistus.rules.model import Book
from tunnistus.rules.statute import HOMES, Section, Statutes, Unit, order_of, says_why
from tunnistus.saying.speaker import Speaker
from tunnistus.saying.texts import Texts

__all__ = ["reason", "table", "unit_order"]


def table(statutes: Statutes, book: Book, lang: str) -> str:
    """Return Markdown: how many units of each act have which home, then every unit, and why what is left out is."""
    s = Speaker(book, lang)
    by_act: dict[str, list[Section]] = {}
    for section in sorted(statutes.units, key=lambda each: (each.act, order_of(each.number))):
        by_act.setdefault(section.act, []).append(section)
    lines = ["| act | sections | " + " | ".join((*HOMES, "none")) + " |", "|---" * (len(HOMES) + 3) + "|"]
    for act, sections in by_act.items():
        homes = Counter(unit.home for section in sections for unit in statutes.units[section])
        none = sum(len(_homeless(statutes, section)) for section in sections)
        lines.append(f"| {act} | {len(sections)} | " + " | ".join(str(homes[home]) for home in HOMES) + f" | {none} |")
    for act, sections in by_act.items():
        lines += ["", f"## {s.t.say(f'act.{act}.name')} ({book.acts[act].get('number', act)})", "", "| unit | says | days | home |"]
        lines.append("|---|---|---|---|")
        lines += [row for section in sections for row in _rows(s, statutes, section)]
    return "\n".join(lines) + "\n"


def _rows(s: Speaker, statutes: Statutes, section: Section) -> Iterator[str]:
    for unit in sorted(statutes.units[section], key=unit_order):
        days = f"{unit.valid.since or ''}–{unit.valid.until or ''}"
        yield f"| {unit} | {unit.says} | {days if len(days) > 1 else ''} | {_home(s, unit)} |"
    for leaf in _homeless(statutes, section):
        yield f"| {section} {leaf} | | | **none** |"


def _homeless(statutes: Statutes, section: Section) -> list[str]:
    """The sentences of the newest version that no unit holds."""
    structure = statutes.structures.get(section)
    if not structure:
        return []
    day, _, leaves = structure.versions[-1]
    return [str(leaf) for leaf in leaves if not statutes.owner(section, leaf, day)]


def unit_order(unit: Unit) -> tuple[object, ...]:
    """Return by what units of one section are put in order: where they stand, and from which day."""
    place = unit.place
    starts = (place.subsections or ("0", "0"))[0], (place.items or ("0", "0"))[0]
    return (*map(order_of, starts), place.sentences or (0, 0), str(unit.valid.since or ""))


def _home(s: Speaker, unit: Unit) -> str:
    said = [f"`{rule}` {name}" for rule, name in (*unit.clauses, *unit.notices)]
    said += [f"`{name}`" for name in (*unit.rules, *unit.facts)]
    said += [s.short(cite) for cite in unit.units]
    return ", ".join([*said, *([reason(s.t, unit, s.book)] if unit.left_out else [])])


def reason(t: Texts, unit: Unit, book: Book) -> str:
    """Return the sentence that says why a unit is left out; one that stands in the unit itself is in Finnish in every language."""
    if says_why(unit.left_out):
        return unit.left_out
    own = ruleset_beside(unit.where, book)
    if own and unit.left_out in own.not_encoded:
        return t.say(f"ruleset.{own.id}.not_encoded.{unit.left_out}")
    return {
        "other_matter": t.ui("unit.left_out.other_matter", "Koskee asiaa, jota säännöissä ei käsitellä."),
        "other_people": t.ui("unit.left_out.other_people", "Koskee muita kuin niitä, joille säännöt on tehty."),
        "organisation": t.ui("unit.left_out.organisation", "Koskee viranomaisten tehtäviä, toimivaltaa tai valtaa antaa asetuksia."),
        "procedure": t.ui("unit.left_out.procedure", "Koskee vain sitä, miten viranomainen käsittelee asian."),
        "reference": t.ui("unit.left_out.reference", "Viittaa vain toiseen säännökseen."),
        "definition": t.ui("unit.left_out.definition", "Määrittelee sanan, josta mikään sääntö ei riipu."),
        "sanction": t.ui("unit.left_out.sanction", "Koskee rangaistusta. Rangaistuksen pituutta ei arvioida."),
        "transition": t.ui("unit.left_out.transition", "Koskee lain voimaantuloa tai siirtymäaikaa, joka on ohi."),
    }[unit.left_out]
