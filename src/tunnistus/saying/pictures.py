"""Pictures: the tree of a rule, the days of a result, the signs by act, means and purpose; each with the same as a list.

The list is the accessible form, the picture the quick one; both are made of the same labels.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

import attrs

from tunnistus.discreet import discreet
from tunnistus.errors import UnknownName
from tunnistus.explaining.assessed import Assessed
from tunnistus.explaining.explain import Decision
from tunnistus.messages import message
from tunnistus.rules.model import Book, Rule
from tunnistus.saying import drawing, elements, graphs, report, timeline, tree
from tunnistus.saying.labels import Label, item, of_tree
from tunnistus.saying.markup import PAGES, written
from tunnistus.saying.report import Heading, Item, Report
from tunnistus.saying.sections import not_covered
from tunnistus.saying.speaker import Speaker
from tunnistus.saying.svg import Sheet, clean

__all__ = ["KINDS", "Picture", "of_decision", "of_person", "of_rule"]

KINDS: Final = ("tree", "timeline", "signs")


@discreet
@attrs.frozen(eq=False, repr=False)
class Picture:
    """A picture in one language, and the same as a list. Shows nothing of a person in its ``repr``; in a notebook it shows itself.

    Attributes:
        kind: ``tree``, ``timeline`` or ``signs``.
        lang: ``fi``, ``sv`` or ``en``.
    """

    kind: str
    lang: str
    root: Label
    draw: Callable[[], Sheet]
    summary: str

    def __repr__(self) -> str:
        return f"<Picture {self.kind} in {self.lang}>"

    def __dir__(self) -> list[str]:
        return [name for name in object.__dir__(self) if name not in ("draw", "items", "root", "summary")]

    @property
    def title(self) -> str:
        """What is shown, in words."""
        return self.root.text

    @property
    def items(self) -> tuple[Item, ...]:
        """The same as a nested list."""
        return tuple(map(item, self.root.under))

    def to_svg(self) -> str:
        """Return the picture: one SVG without script, font or address, to stand alone or inside a page."""
        return self.draw().document()

    def to_html(self) -> str:
        """Return the picture as a ``figure`` with the list beside it, to stand inside a page."""
        return written(PAGES, "figure.html", {
            "lang": self.lang,
            "pages": self.draw().pages(),
            "summary": self.summary,
            "title": clean(self.title),
            "more": map(clean, self.root.more),
            "items": self.items,
            "clean": clean,
        })  # fmt: skip

    def to_text(self) -> str:
        """Return the list as plain text."""
        return report.text(self._report())

    def to_markdown(self) -> str:
        """Return the list as Markdown."""
        return report.markdown(self._report())

    def to_mermaid(self) -> str:
        """Return the tree as a Mermaid flowchart. Raises :class:`UnknownName` for a timeline."""
        return graphs.mermaid(self._tree())

    def to_dot(self) -> str:
        """Return the tree as DOT, for Graphviz. Raises :class:`UnknownName` for a timeline."""
        return graphs.dot(self._tree())

    def _report(self) -> Report:
        return Report(self.lang, self.title, self.root.more, (Heading(self.summary, items=self.items),))

    def _tree(self) -> Label:
        if self.kind == "timeline":
            raise UnknownName(
                message("A timeline is not a graph."), where=self.kind, todo=message("Use to_svg, to_html, to_text or to_markdown.")
            )
        return self.root

    def _repr_html_(self) -> str:
        return self.to_html()

    def _repr_markdown_(self) -> str:
        return self.to_markdown()


def of_rule(book: Book, rule: Rule, lang: str, on: date | None = None) -> Picture:
    """Return the tree of a rule that nobody is decided by, of all its versions, or of one day."""
    s = Speaker(book, lang)
    told = s.t.ui("picture.tree.rule", "Säännön ehdot puuna: mikä lopputulos seuraa ja mitä se edellyttää.")
    return _drawn_tree(s, of_tree(s, tree.of_rule(book, rule, on)), told)


def of_decision(d: Decision, lang: str, kind: str = "tree") -> Picture:
    """Return the tree of a rule with the person's state at each node, or the days of the result. Raises :class:`UnknownName`."""
    s = Speaker(d.case.book, lang, dates=d.case.dates)
    if kind == "timeline":
        return _drawn_line(s, s.title(d.rule.id), timeline.of_decision(d))
    if kind != "tree":
        raise _no_such("tree, timeline")
    told = s.t.ui(
        "picture.tree.person", "Säännön ehdot puuna. Kunkin ehdon kohdalla näkyy, täyttyykö se, jääkö se täyttymättä vai onko se avoin."
    )
    root = of_tree(s, tree.of_decision(d))
    gone = [s.t.ui("ui.not_in_force", "Tämä sääntö ei ole voimassa tuona päivänä.")] if not d.in_force else []
    gone += [s.t.ui("ui.out_of_scope", "Tämä sääntö ei koske tätä henkilöä.")] if d.in_force and not d.counts else []
    gone += not_covered(s, d.rule.id) if d.not_covered else ()
    return _drawn_tree(s, attrs.evolve(root, more=(*root.more, _of_day(s, d.case.dates.as_of), *gone)), told)


def of_person(a: Assessed, lang: str, kind: str = "signs") -> Picture:
    """Return the signs of a person by act, means and purpose, or the days. Raises :class:`UnknownName`."""
    s = Speaker(a.case.book, lang, dates=a.case.dates)
    if kind == "timeline":
        return _drawn_line(s, s.t.ui("picture.timeline.person", "Päivät ja määräajat"), timeline.of_person(a))
    if kind != "signs":
        raise _no_such("signs, timeline")
    title = s.t.ui("picture.signs", "Merkit: teko, keinot ja tarkoitus")
    caveat = s.t.ui(
        "ui.caveat.signs",
        "Merkit eivät todista mitään, eikä merkkien puuttuminen sulje mitään pois. Avoin tieto ei ole kielteinen vastaus.",
    )
    root = Label("0", "signs", "", "", title, (_of_day(s, a.case.dates.as_of), caveat), elements.labels(s, a))
    told = s.t.ui("picture.signs.told", "Mitä merkkejä on nähty teosta, keinoista ja tarkoituksesta, ja mitä merkkejä ehkä on.")
    names = [elements.short(s, name) for name in elements.DEFINING]
    return Picture("signs", s.lang, root, lambda: drawing.signs(s.lang, root, names, _described(s, told)), _beside(s))


def _drawn_tree(s: Speaker, root: Label, told: str) -> Picture:
    return Picture("tree", s.lang, root, lambda: drawing.tree(s.lang, root, _described(s, told)), _beside(s))


def _drawn_line(s: Speaker, title: str, line: timeline.Timeline) -> Picture:
    t = s.t
    note = t.ui("picture.scale", "Rivien välit eivät ole mittakaavassa.")
    given = any(m.day and m.kind != "as_of" for m in line.moments)
    alone = () if given else (t.ui("picture.timeline.none", "Tekojen päiviä, hakemusta tai määräaikoja ei ole annettu."),)
    root = Label("0", "timeline", "", "", title, alone or (note,), timeline.labels(s, line))
    told = t.ui("picture.timeline.told", "Aikajana: teot, hakemus, arvion päivä, säännön versiot ja määräajat järjestyksessä.")
    kinds = {
        "version": t.ui("picture.band.version", "Versio, jota käytetään"),
        "unused": t.ui("picture.band.unused", "Muu versio"),
        "deeds": t.ui("picture.band.deeds", "Teot"),
        "period": t.ui("picture.band.period", "Määräaika"),
    }
    return Picture("timeline", s.lang, root, lambda: drawing.timeline(s.lang, root, line, kinds, _described(s, told)), _beside(s))


def _described(s: Speaker, told: str) -> str:
    same = s.t.ui("picture.same", "Samat tiedot ovat luettelona kuvan vieressä.")
    return f"{told} {same}"


def _beside(s: Speaker) -> str:
    return s.t.ui("picture.list", "Kuva luettelona")


def _of_day(s: Speaker, day: date) -> str:
    return s.t.ui("ui.as_of", "Päivä, jolle arvio on tehty: {day}.").format(day=s.day(day))


def _no_such(kinds: str) -> UnknownName:
    return UnknownName(message("There is no such picture of this."), where="kind", todo=message("Use one of: {names}.", names=kinds))
