"""Whether the recorded structure of the acts is that of their XML: ``python -m tests.act_structure DIRECTORY``.

``indicators/law/acts.structure.yaml`` records how many subsections, items and sentences each cited section has, in every version, with the
digest of each file that it was read from. The directory holds such files as Finlex published them (``asd20110746.xml`` is act 746/2011); the
collections are named in the record. A file is held against the record only when its digest is the recorded one.

An amending act prints a section whole, or in part with a line for what it leaves out. A whole section has to have the recorded shape; of a part, each
printed subsection has to stand among those recorded, in their order. Where a file is laid out so that it cannot be compared, ``FAULTY`` says why.

``tests/data/transitions.yaml`` gives each sentence of the clauses of entry into force a home, or says in Finnish why it has none; one that is not listed
is told.

``tests/data/letter-sections.yaml`` lists the sections with a letter (81 b §) among the sections whose neighbours must have a home, with the acts that
print them, and every section of the chapters that are ``whole``. Sections with a letter come and go, and nobody misses one. A file that prints one which
is not listed is told.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import attrs

from tests import ROOT
from tunnistus.reading.strict import read
from tunnistus.reading.unitfile import read_statutes
from tunnistus.rules.statute import Leaf, Section, order_of
from tunnistus.shipping import source

__all__ = [
    "Listed",
    "Printed",
    "Report",
    "compare",
    "in_force",
    "letters",
    "listed",
    "printed",
    "sentences",
    "shape",
    "transitional",
    "transitions",
    "unhoused",
    "unlisted",
]

VERDICTS = ("whole", "part", "faulty", "no file", "not in the file")
RECORD = ROOT / "indicators" / "law" / "acts.structure.yaml"
LETTERS = ROOT / "tests" / "data" / "letter-sections.yaml"
TRANSITIONS = ROOT / "tests" / "data" / "transitions.yaml"
FAULTY = {
    ("UlkL 36 b §", "472/2024"): "in the file the second subsection hangs on the last item",
    ("RL 25:3 §", "578/1995"): "in the file the attempt hangs on the items without a number, in the record on the last one",
    ("OK 17:24 §", "220/1971"): "of a version before the rules only the first subsection was recorded",
}

Part = tuple[int, tuple[tuple[str, int], ...]]
"""A subsection: how many sentences it has of its own, and of each item its name and its sentences."""


@attrs.frozen
class Printed:
    """A section as a file prints it. ``whole``: nothing is left out."""

    number: str
    parts: tuple[Part, ...]
    whole: bool


@attrs.frozen
class Report:
    """What was compared: how many versions in what way, and each difference as a line."""

    counts: Mapping[str, int]
    differences: tuple[str, ...]


def sentences(text: str) -> int:
    """How many sentences a text has, by the rule of thumb of the record: a full stop, a space and a capital letter part them."""
    return 1 + len(re.findall(r"\.\s+(?=[A-ZÅÄÖ])", text.strip()))


def printed(xml: str | bytes) -> Iterator[Printed]:
    """Yield the sections of an act as published, those of a chapter as ``25:3``."""
    yield from _sections(ElementTree.fromstring(xml), "")


def _sections(node: ElementTree.Element, chapter: str) -> Iterator[Printed]:
    for child in node:
        name = _name(child)
        if name == "Pykala":
            number = next((_text(part) for part in child if _name(part) == "PykalaTunnusKooste"), "")
            found = re.match(r"(\d+(?: ?[a-z])?)\s*§", number)
            if found:
                whole = not any(_name(part) == "Katkoviiva" for part in child.iter())
                yield Printed(f"{chapter}{found[1]}", _parts(child), whole)
        elif name == "Luku":
            title = next((_text(part) for part in child if _name(part) == "LukuTunnusKooste"), "")
            found = re.match(r"(\d+(?: ?[a-z])?)\s*luku", title)
            yield from _sections(child, f"{found[1]}:" if found else chapter)
        else:
            yield from _sections(child, chapter)


def _parts(section: ElementTree.Element) -> tuple[Part, ...]:
    """The subsections: what is printed apart and goes on with a small letter, or is an item, belongs to the one before."""
    found: list[Part] = []
    for node in (child for child in section if _name(child) in (*_ITEMS, "MomenttiKooste", "KohdatMomentti")):
        apart = _name(node) != "KohdatMomentti"
        texts = [_text(node)] if apart else [_text(child) for child in node if _name(child) in (*_ITEMS, "MomenttiJohdantoKooste")]
        own, items = _counted(texts)
        if found and apart and (items or texts[0][:1].islower()):
            found[-1] = (found[-1][0] + own, (*found[-1][1], *items))
        else:
            found.append((own, items))
    return tuple(found)


_ITEMS = ("MomenttiKohtaKooste", "MomenttiAlakohtaKooste")
_ITEM = re.compile(r"(\d+(?: ?[a-z])?|[a-z])\)")


def _counted(texts: list[str]) -> Part:
    """The sentences of the first text, if it is no item, and the items; of a numbered list neither what has a letter nor what has nothing."""
    named = [(found[1] if (found := _ITEM.match(text)) else "", sentences(text)) for text in texts]
    numbers = any(name[:1].isdigit() for name, _ in named)
    items = tuple((name, count) for name, count in named if name and (name[0].isdigit() or not numbers))
    return (0 if not named or named[0][0] else named[0][1]), items


def _name(node: ElementTree.Element) -> str:
    return node.tag.rpartition("}")[2]


def _text(node: ElementTree.Element) -> str:
    return " ".join("".join(node.itertext()).split())


def shape(leaves: Iterable[Leaf]) -> tuple[Part, ...]:
    """The subsections of a recorded version."""
    own: Counter[str] = Counter()
    items: dict[str, Counter[str]] = {}
    for leaf in leaves:
        items.setdefault(leaf.subsection, Counter())
        if leaf.item:
            items[leaf.subsection][leaf.item] += 1
        else:
            own[leaf.subsection] += 1
    return tuple((own[name], tuple(found.items())) for name, found in items.items())


def compare(section: str, act: str, recorded: tuple[Part, ...], found: Printed) -> str:
    """Say how a printed section stands to the record: ``whole``, ``part``, ``faulty``, or the difference."""
    if (section, act) in FAULTY:
        return "faulty"
    if found.whole:
        return "whole" if found.parts == recorded else f"{section} ({act}): recorded {_said(recorded)}, printed {_said(found.parts)}"
    left = iter(recorded)
    for part in found.parts:
        if not any(_within(part, other) for other in left):
            return f"{section} ({act}): recorded {_said(recorded)}, printed in part {_said(found.parts)}"
    return "part"


def _within(part: Part, other: Part) -> bool:
    """Whether a subsection that may leave items out is the recorded one."""
    return part[0] in (0, other[0]) and set(part[1]) <= set(other[1])


def _said(parts: tuple[Part, ...]) -> str:
    return " | ".join(f"{own}{': ' if items else ''}{' '.join(f'{n}x{k}' if k > 1 else n for n, k in items)}" for own, items in parts)


def against(directory: Path) -> Report:
    """Hold the record against the files of a directory."""
    held = _held(directory)
    told: dict[str, list[str]] = {}
    for section, structure in read_statutes(ROOT / "indicators", book=source.book()).structures.items():
        for _, act, leaves in structure.versions:
            verdict = _verdict(section, act, leaves, held)
            told.setdefault(verdict if verdict in VERDICTS else "different", []).append(verdict)
    return Report({kind: len(lines) for kind, lines in sorted(told.items())}, tuple(told.get("different", ())))


# -- sections with a letter --------------------------------------------------------------------------------------


@attrs.frozen
class Listed:
    """Of an act the sections with a letter that are known, with the acts that print them; ``among``: from which section to which.

    Of the sections from-to that are ``whole`` every one is listed, those without a letter too, in every version that is in force on the day beside them
    or later, and ``in_force`` says from which day each act that gave such a version applies; of those that are ``elsewhere`` another act says it. Of
    those that are ``unread`` only the number is known. What changes ``another`` act with the same number is passed over.
    An act so old that others name it without its number is found by how its name begins (``named``).
    """

    number: str
    among: tuple[tuple[str, str], ...]
    sections: Mapping[str, tuple[str, ...]]
    unread: tuple[str, ...] = ()
    whole: tuple[tuple[str, str, str], ...] = ()
    in_force: Mapping[str, str] = attrs.field(factory=dict)
    elsewhere: tuple[str, ...] = ()
    another: tuple[str, ...] = ()
    named: str = ""

    def covers(self, section: str) -> bool:
        """Whether a section, with a letter unless its chapter is whole, stands among those that must be listed."""
        lettered = bool(order_of(section)[2]) and any(_among(section, first, last) for first, last in self.among)
        return lettered or self.whole_since(section) is not None

    def whole_since(self, section: str) -> str | None:
        """The first day of the versions that must be listed of a section, where every section is; ``None`` where only those with a letter are."""
        return next((since for first, last, since in self.whole if _among(section, first, last)), None)


def _among(section: str, first: str, last: str) -> bool:
    return order_of(first)[:2] <= order_of(section)[:2] <= order_of(last)[:2]


def listed(path: Path = LETTERS) -> dict[str, Listed]:
    """Return what is listed, by the short name of the act."""
    return {
        name: Listed(
            one["number"],
            tuple((first, last or first) for first, _, last in (span.partition("–") for span in one.get("among", ()))),
            {section: tuple(acts) for section, acts in one["sections"].items()},
            tuple(one.get("unread", ())),
            tuple(
                (first, last or first, str(day))
                for (first, _, last), day in ((s.partition("–"), d) for s, d in one.get("whole", {}).items())
            ),
            one.get("in_force", {}),
            tuple(one.get("elsewhere", ())),
            tuple(one.get("another", ())),
            one.get("named", ""),
        )
        for name, one in read(path).data["letters"].items()
    }


def unlisted(directory: Path) -> tuple[str, ...]:
    """Say each section that must be listed and that a file of the directory prints, where the list does not know it or the act that prints it."""
    known = listed()
    found = []
    for path in sorted(directory.rglob("asd*.xml")):
        raw = path.read_bytes()
        act = f"{int(path.stem[7:])}/{path.stem[3:7]}"
        for name, one in known.items():
            here = (
                letters(raw, act, one) if act == one.number or (one.named or one.number).encode() in raw else []
            )  # an act does not print its own number
            day = in_force(raw)
            here = [s for s in here if (one.in_force.get(act) or day) >= (one.whole_since(s) or "")]
            found += [f"{name} {s} § ({act}) is not listed" for s in here if act not in one.sections.get(s, ())]
            whole = any(one.whole_since(s) is not None for s in here)
            if whole and act not in one.elsewhere and one.in_force.get(act) != day:
                found.append(f"{name} ({act}) is in force from {day or 'no day'} by its own clause")
    return tuple(found)


MONTHS = ("tammi", "helmi", "maalis", "huhti", "touko", "kesä", "heinä", "elo", "syys", "loka", "marras", "joulu")
_ENTRY = re.compile(rf"Tämä laki tulee voimaan (\d+) päivänä ({'|'.join(MONTHS)})kuuta (\d{{4}})")


def in_force(xml: bytes) -> str:
    """The day on which an act enters into force by its own last clause, as ``2011-09-01``; empty where it has none."""
    found = _ENTRY.search(_text(ElementTree.fromstring(xml)))
    return f"{found[3]}-{MONTHS.index(found[2]) + 1:02}-{int(found[1]):02}" if found else ""


# -- clauses of entry into force ---------------------------------------------------------------------------------

_BARE = re.compile(
    r"(Tä(mä|män) (laki|asetus) tulee voimaan (\d+ päivänä \w+ \d{4}( ja on voimassa \d+ päivään \w+ \d{4}( asti)?)?"
    r"|(valtioneuvoston )?asetuksella säädettävänä ajankohtana|samana päivänä kuin .*)( [Ee]nnen (tämän )?lain voimaantuloa voidaan ryhtyä .*)?"
    r"|Tämän (lain|asetuksen) voimaantulosta säädetään .*|Ennen (tämän )?lain voimaantuloa voidaan ryhtyä .*|Lain täytäntöönpanon edellyttämiin .*"
    r"|Tällä lailla kumotaan.*)\.?"
)


def transitional(xml: bytes) -> tuple[str, ...]:
    """The sentences on entry into force and transition that say more than a day, what is repealed, and that preparation may begin."""
    found: list[str] = []
    for node in (node for node in ElementTree.fromstring(xml).iter() if _name(node) == "Pykala"):
        number = next((_text(part) for part in node if _name(part) == "PykalaTunnusKooste"), "")
        head = next((_text(part) for part in node if "tsikko" in _name(part)), "")
        if not number or re.search("voimaantulo|siirtymäs", head, re.IGNORECASE):
            text = " ".join(_text(part) for part in node if _name(part) in (*_ITEMS, "MomenttiKooste", "KohdatMomentti"))
            found += [one for one in re.split(r"(?<=\.)\s+(?=[A-ZÅÄÖ])", text) if one and not _BARE.fullmatch(one)]
    return tuple(found)


def transitions(path: Path = TRANSITIONS) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """What is listed of those sentences, act → amending act → homes in their order; ``sentences``: how many the home has, one if nothing is said."""
    listed_: dict[str, dict[str, list[dict[str, Any]]]] = read(path).data["transitions"]
    return listed_


def unhoused(directory: Path) -> tuple[str, ...]:
    """Say each act of the record whose clause of entry into force has another number of such sentences than are listed."""
    files = {path.name: path for path in sorted(directory.rglob("asd*.xml"), reverse=True)}
    structures = read(RECORD).data["structures"]
    found = []
    for name, homes in transitions().items():
        for act, digest in structures[name]["files"].items():
            number, _, year = act.partition("/")
            path = files.get(f"asd{year}{number.zfill(4)}.xml")
            raw = path.read_bytes() if path else b""
            count, have = len(transitional(raw)) if raw else 0, sum(int(one.get("sentences", 1)) for one in homes.get(act, ()))
            if hashlib.sha256(raw).hexdigest() == digest and count != have:
                found.append(f"{name} ({act}): {count} sentences on transition, {have} with a home")
    return tuple(found)


def letters(xml: bytes, act: str, one: Listed) -> list[str]:
    """The sections that must be listed, of an act or of one that amends it; none of another act."""
    root = ElementTree.fromstring(xml)
    clause = " ".join(_text(node) for node in root.iter() if _name(node) == "Johtolause")
    changed = one.named or rf"[^§]*\({re.escape(one.number)}\)"
    if act in one.another or (act != one.number and not re.search(rf"(muutetaan|lisätään|kumotaan) ?{changed}", clause)):
        return []
    chapters = any(":" in first for first, *_ in (*one.among, *one.whole))
    numbers = (part.number if chapters else part.number.rpartition(":")[2] for part in _sections(root, ""))
    return sorted({number for number in numbers if one.covers(number)}, key=order_of)


def _held(directory: Path) -> dict[str, dict[str, Printed]]:
    """The sections of each act whose file is the recorded one, by number."""
    files = {path.name: path for path in sorted(directory.rglob("asd*.xml"), reverse=True)}
    held: dict[str, dict[str, Printed]] = {}
    for structure in read(RECORD).data["structures"].values():
        for act, digest in structure.get("files", {}).items():
            number, _, year = act.partition("/")
            path = files.get(f"asd{year}{number.zfill(4)}.xml")
            raw = path.read_bytes() if path else b""
            for one in printed(raw) if hashlib.sha256(raw).hexdigest() == digest else ():
                sections = held.setdefault(
                    act, {}
                )  # numbers run on through the chapters, or begin anew in each: the record has the chapter then
                sections.setdefault(one.number, one)
                sections.setdefault(one.number.rpartition(":")[2], one)
    return held


def _verdict(section: Section, act: str, leaves: tuple[Leaf, ...], held: Mapping[str, Mapping[str, Printed]]) -> str:
    if act not in held:
        return "no file"
    if not leaves:  # repealed, or the end of an act of limited time
        return "not in the file"
    found = held[act].get(section.number)
    return compare(str(section), act, shape(leaves), found) if found else "not in the file"


def main() -> int:
    """Print what was compared; 1 for a difference, or when nothing could be compared."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    directory = parser.parse_args().directory
    report = against(directory)
    told = (*report.differences, *unlisted(directory), *unhoused(directory))
    print(*(f"{line}\n" for line in told), sep="", end="")
    print(", ".join(f"{name}: {count}" for name, count in report.counts.items()))
    return 1 if told or not report.counts.get("whole") else 0


if __name__ == "__main__":
    sys.exit(main())
