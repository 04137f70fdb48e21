"""The commands for many people: ``columns`` looks Parquet files through or decides them, ``compare`` counts who gains and who loses by
a draft, ``population`` invents people.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tunnistus.commands import terminal
from tunnistus.commands.options import as_of_option, day, rules_options
from tunnistus.errors import TunnistusError
from tunnistus.messages import message
from tunnistus.rules.calendar import day_from_text
from tunnistus.rules.model import Book
from tunnistus.saying.speaker import Speaker
from tunnistus.saying.texts import Texts

if TYPE_CHECKING:
    from tunnistus.columns.dated import Ready
    from tunnistus.columns.kernel import Refused

__all__ = ["commands"]

Command = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]
WIDTH: Final = 40
MINUTE: Final = 60


def commands(command: Command, t: Texts, book: Callable[[argparse.Namespace], Book]) -> None:
    """Add the commands. ``book`` gives the rules that the options name."""

    def columns(options: argparse.Namespace) -> int:
        return _columns(options, book(options))

    told = t.ui("cli.columns", "Ratkaise sääntö Parquet-tiedostojen jokaiselle riville. Keskeytynyt työ jatkuu siitä, mihin se jäi.")
    sub = command("columns", columns, told)
    sub.set_defaults(answers_given=True)
    _columns_options(sub, t)
    _compare_command(command, t, book)
    told = t.ui("cli.population", "Keksi ihmisiä, joilla sääntöä voi kokeilla, ja kirjoita heidät Parquet-tiedostoon.")
    sub = command("population", lambda options: _population(options, t, book(options)), told)
    _population_options(sub, t)


def _columns_options(sub: argparse.ArgumentParser, t: Texts) -> None:
    sub.add_argument("topic", help=t.ui("cli.topic", "Säännön tai aiheen tunnus."))
    told = t.ui("cli.columns.data", "Parquet-tiedosto tai kansio, jossa niitä on: rivi kutakin henkilöä ja sarake kutakin tietoa kohti.")
    sub.add_argument("data", type=Path, help=told)
    told = t.ui("cli.columns.out", "Kansio, joka luodaan ja johon tulos kirjoitetaan. Sitä ei saa olla ennestään.")
    sub.add_argument("out", type=Path, nargs="?", help=told)
    told = t.ui(
        "cli.columns.check",
        "Kerro vain, mitä aineistossa on vialla ja kuinka monella rivillä kukin tieto on vastattu. Mitään ei ratkaista eikä kirjoiteta.",
    )
    sub.add_argument("--check", action="store_true", help=told)
    told = t.ui(
        "cli.columns.set_aside",
        "Parquet-tiedosto, johon kirjoitetaan kokonaisina ne rivit, joita ei voi ratkaista tai joiden tiedot eivät voi kaikki pitää "
        "paikkaansa, ja syyt. Muut rivit ratkaistaan. Tiedostoa ei saa olla ennestään.",
    )
    sub.add_argument("--set-aside", type=Path, metavar="FILE", help=told)
    told = t.ui("cli.columns.keep", "Sarake, joka kopioidaan tulokseen; voi antaa monta.")
    sub.add_argument("--keep", action="append", default=[], help=told)
    told = t.ui("cli.columns.judged", "Kuka sarakkeen arviot teki ja milloin: TIETO=TOIMIJA@2026-01-01; voi antaa monta.")
    sub.add_argument("--judged", action="append", default=[], metavar="FACT=ACTOR@DATE", help=told)
    told = t.ui("cli.columns.form", "truths: sarake kutakin lopputulosta kohti; masks: lukuja, joiden bitit ovat lopputuloksia.")
    sub.add_argument("--form", choices=("truths", "masks"), default="truths", help=told)
    sub.add_argument("--clauses", action="store_true", help=t.ui("cli.columns.clauses", "Kerro myös, mitkä kohdat soveltuvat."))
    told = t.ui("cli.columns.missing", "Kerro myös joka rivistä, mitä siitä vielä puuttuu. Tämä on hitaampaa.")
    sub.add_argument("--missing", action="store_true", help=told)
    told = t.ui("cli.columns.kleene", "Älä käy yhdistelmiä läpi; tämä on nopeampaa, mutta enemmän voi jäädä avoimeksi.")
    sub.add_argument("--kleene", action="store_true", help=told)
    sub.add_argument("--rows", type=int, default=1_000_000, help=t.ui("cli.columns.rows", "Montako riviä ratkaistaan kerralla."))
    _dates(sub, t)
    sub.epilog = t.ui("cli.columns.days", "Päivän sijaan voi antaa column:SARAKE. Silloin joka rivillä on oma päivänsä.")


def _population_options(sub: argparse.ArgumentParser, t: Texts) -> None:
    sub.add_argument("topic", help=t.ui("cli.topic", "Säännön tai aiheen tunnus."))
    sub.add_argument("directory", type=Path, help=t.ui("cli.population.directory", "Kansio, johon tiedosto kirjoitetaan."))
    sub.add_argument("--people", type=int, default=1000, help=t.ui("cli.population.people", "Montako ihmistä keksitään."))
    sub.add_argument("--seed", type=int, default=1, help=t.ui("cli.population.seed", "Siemenluku: samasta luvusta tulevat samat ihmiset."))
    told = t.ui("cli.population.outcomes", "Kuinka suuri osa saa jonkin lopputuloksen varmasti, 0–1. Jokaista lopputulosta saa yhtä moni.")
    sub.add_argument("--outcomes", type=float, default=0.0, help=told)
    rules_options(sub, t)
    as_of_option(sub, t)


def _compare_command(command: Command, t: Texts, book: Callable[[argparse.Namespace], Book]) -> None:
    """Add the command that compares two books of rules, or two days, on people."""
    told = t.ui(
        "cli.compare",
        "Laske, kuinka moni saa, menettää tai saa muun tuloksen, kun säännöt ovat luonnoksen mukaiset tai päivä on toinen.",
    )
    sub = command("compare", lambda options: _compare(options, book), told)
    sub.set_defaults(answers_given=True)
    _compared_arguments(sub, t)
    told = t.ui("cli.compare.topic", "Vertaa vain tätä sääntöä tai aihetta; voi antaa monta. Ilman tätä verrataan kaikkia sääntöjä.")
    sub.add_argument("--topic", action="append", default=[], metavar="RULE", help=told)
    told = t.ui("cli.compare.by", "Sarake, jonka arvojen mukaan ihmiset jaetaan ryhmiin.")
    sub.add_argument("--by", metavar="COLUMN", help=told)
    told = t.ui("cli.compare.weight", "Sarake, jossa on paino: kuinka montaa ihmistä rivi vastaa.")
    sub.add_argument("--weight", metavar="COLUMN", help=told)
    told = t.ui(
        "cli.compare.at_least",
        "Luvut pyöristetään niin, ettei tätä pienempää lukua voi päätellä niistä. Oletus on 5. Jos arvo on 1, luvut ovat tarkkoja.",
    )
    sub.add_argument("--at-least", type=int, default=5, metavar="N", help=told)
    told = t.ui(
        "cli.compare.set_aside",
        "Parquet-tiedosto, johon kirjoitetaan kokonaisina ne rivit, joita ei voi ratkaista tai joiden tiedot eivät voi kaikki pitää "
        "paikkaansa, ja syyt. Muut ihmiset lasketaan mukaan. Tiedostoa ei saa olla ennestään.",
    )
    sub.add_argument("--set-aside", type=Path, metavar="FILE", help=told)
    told = t.ui("cli.compare.keep", "Sarake, joka ei ole tieto ja jota ei lueta; voi antaa monta.")
    sub.add_argument("--keep", action="append", default=[], metavar="COLUMN", help=told)
    told = t.ui("cli.columns.judged", "Kuka sarakkeen arviot teki ja milloin: TIETO=TOIMIJA@2026-01-01; voi antaa monta.")
    sub.add_argument("--judged", action="append", default=[], metavar="FACT=ACTOR@DATE", help=told)
    way = sub.add_mutually_exclusive_group()
    way.add_argument("--json", dest="format", action="store_const", const="json", help=t.ui("cli.show.json", "Tulosta JSON-muodossa."))
    way.add_argument("--csv", dest="format", action="store_const", const="csv", help=t.ui("cli.compare.csv", "Tulosta luvut CSV-muodossa."))
    rules_options(sub, t)


def _compared_arguments(sub: argparse.ArgumentParser, t: Texts) -> None:
    """Add what is compared, on whom and on which day."""
    side = t.ui(
        "cli.compare.side",
        "Sääntöjen hakemisto, shipped (mukana tulevat säännöt) tai päivä. Yksittäinen sääntötiedosto luetaan toisen puolen vastaavan "
        "tiedoston tilalle. Sääntöjä ja päivää ei voi verrata keskenään.",
    )
    sub.add_argument("law", help=side)
    sub.add_argument("draft", help=side)
    told = t.ui("cli.columns.data", "Parquet-tiedosto tai kansio, jossa niitä on: rivi kutakin henkilöä ja sarake kutakin tietoa kohti.")
    sub.add_argument("data", type=Path, help=told)
    sub.add_argument(
        "--as-of", type=day, help=t.ui("cli.compare.as_of", "Päivä, jona kahta sääntöaineistoa verrataan, muodossa 2026-11-24.")
    )


def _compare(options: argparse.Namespace, book: Callable[[argparse.Namespace], Book]) -> int:
    _installed()
    from tunnistus import columns
    from tunnistus.columns import aside, batches
    from tunnistus.columns.compared import in_danger
    from tunnistus.columns.kernel import Refused

    sides = options.law, options.draft
    first, second = (_one_side(text, other, options) for text, other in (sides, sides[::-1]))
    if isinstance(first, date) != isinstance(second, date):
        todo = message("Give two directories of rules, or two days.")
        raise TunnistusError(message("Rules and a day cannot be compared."), where=f"{options.law} {options.draft}", todo=todo)
    one = None if isinstance(first, Book) else book(options)
    books = [each for each in (first, second, one) if isinstance(each, Book)]
    topics = options.topic or [*dict.fromkeys(rule.id for each in books for rule in each.rules_in_order())]
    s, left = Speaker(books[0], options.lang), options.set_aside
    bar = _Bar(s, terminal.seconds)
    data, total = batches.read_together(options.data)
    if left:
        aside.refuse_among(left, options.data)
    found = columns.balance(
        data, topics, first, second, as_of=options.as_of, by=options.by, weight=options.weight, at_least=options.at_least,
        keep=options.keep, judged=dict(map(_judged, options.judged)), book=one, progress=lambda done, _: bar(done, total), set_aside=left,
    )  # fmt: skip
    told = {"json": lambda: json.dumps(found.to_dict(), ensure_ascii=False, indent=1) + "\n", "csv": found.to_csv}
    sys.stdout.write(told[options.format]() if options.format else terminal.fitting(found.explain(options.lang)))
    _tell_refused(s, Refused(aside.rows_in(left) if left else 0), left)
    if options.format:  # in words it is told above
        sys.stderr.write("".join(f"{line}\n" for line in in_danger(s, found.refused_in_danger, exact=found.base == 1)))
    return 1 if found.nobody else 0


def _one_side(text: str, other: str, options: argparse.Namespace) -> date | Book:
    """Return the day, or the rules, that one side is: of a single file those of the other side with this file in its place."""
    from tunnistus.shipping import source
    from tunnistus.shipping.directories import chosen, with_file

    if text == "shipped":
        return source.book()
    if not Path(text).is_file():
        return day_from_text(text) or chosen([Path(text)], [], options.locales)
    written, root = Path(other), source.checkout()
    if not written.is_dir():
        if root is None:
            what = message("A single file takes the place of one of a directory, and none is given.")
            raise TunnistusError(what, where=text, todo=message("Give the directory of the rules on the other side."))
        written = root / "indicators"
    return with_file(written, Path(text), options.locales)


def _installed() -> None:
    """Refuse where the libraries of the extra are missing."""
    try:
        import tunnistus.columns.batches  # noqa: F401  # only to see
    except ModuleNotFoundError as problem:
        raise _absent(problem, "columns") from None


def _day_or_column(text: str) -> date | str:
    """Read a date, or after ``column:`` the name of a column."""
    kind, _, name = text.partition(":")
    return name if kind == "column" and name else day(text)


def _dates(sub: argparse.ArgumentParser, t: Texts) -> None:
    rules_options(sub, t)
    as_of_option(sub, t, read=_day_or_column)
    sub.add_argument("--act-from", type=_day_or_column, help=t.ui("cli.act_from", "Päivä, jona teot alkoivat."))
    sub.add_argument("--act-to", type=_day_or_column, help=t.ui("cli.act_to", "Päivä, jona teot päättyivät."))
    sub.add_argument("--applied-on", type=_day_or_column, help=t.ui("cli.applied_on", "Päivä, jona hakemus tehtiin."))


def _given_dates(options: argparse.Namespace) -> dict[str, Any]:
    return {name: getattr(options, name) for name in ("as_of", "act_from", "act_to", "applied_on")}


def _absent(problem: ModuleNotFoundError, extra: str) -> TunnistusError:
    todo = message("Install the extra {extra}, from where you got tunnistus.", extra=extra)
    return TunnistusError(message("{name} is not installed.", name=problem.name), where=extra, todo=todo)


def _population(options: argparse.Namespace, t: Texts, book: Book) -> int:
    """Write invented people, and the name of the file with the outcomes that nobody has."""
    try:
        import pyarrow.parquet as pq

        from tunnistus.testing import write_population
    except ModuleNotFoundError as problem:
        raise _absent(problem, "kit, columns") from None
    path = write_population(
        options.directory, n=options.people, seed=options.seed, rules=options.topic, as_of=options.as_of, outcomes=options.outcomes,
        book=book, progress=_Bar(Speaker(book, options.lang), terminal.seconds),
    )  # fmt: skip
    nobody = json.loads(pq.read_schema(path).metadata[b"tunnistus.invented"])["nobody"]
    lines = [str(path)]
    if nobody:
        lines += [t.ui("cli.population.nobody", "Näitä lopputuloksia kukaan ei voi saada sinä päivänä:"), *nobody]
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0


def _columns(options: argparse.Namespace, book: Book) -> int:
    _installed()
    from tunnistus import columns
    from tunnistus.columns import batches

    plan = columns.plan(
        options.topic, exact=not options.kleene, clauses=options.clauses, keep=options.keep, judged=dict(map(_judged, options.judged)),
        book=book, **_given_dates(options),
    )  # fmt: skip
    if options.check:
        return _check(plan, options)
    if options.out is None:
        todo = message("Name the directory for the result, or write --check to look the data through.")
        raise TunnistusError(message("There is nowhere to write to."), where="columns", todo=todo)
    form = options.form + ("+missing" if options.missing else "")
    s, aside = Speaker(book, options.lang), options.set_aside
    bar = _Bar(s, terminal.seconds)
    rows = batches.decide_files(plan, options.data, options.out, rows=options.rows, progress=bar, form=form, set_aside=aside)
    refused = batches.refused_in(options.out)
    _tell_refused(s, refused, aside)
    return 1 if rows and refused.rows == rows else 0


def _check(plan: Ready, options: argparse.Namespace) -> int:
    """Write what is wrong in each file. Returns 0 when every row can be decided, and none is refused."""
    from tunnistus.columns.examined import examine_files

    whole = True
    for path, found in examine_files(plan, options.data, rows=options.rows):
        sys.stdout.write(f"{path}\n\n{terminal.fitting(found.explain(options.lang))}\n")
        whole = whole and found.whole
    return 0 if whole else 1


def _tell_refused(s: Speaker, refused: Refused, aside: Path | None) -> None:
    """Say on standard error, below how far the work is, how many rows are to be left out, or were set aside, and what not to leave."""
    from tunnistus.columns.compared import in_danger

    if refused.rows:
        said = s.t.ui("cli.columns.refused", "Rivejä, joiden tiedot eivät voi kaikki pitää paikkaansa: {n}. Jätä ne pois laskuista.")
        if aside:
            said = s.t.ui("cli.columns.aside", "Sivuun pantuja rivejä: {n}. Rivit ja syyt ovat tiedostossa {file}.")
        lines = [said.format(n=s.number(refused.rows), file=aside), *in_danger(s, refused.danger)]
        sys.stderr.write("".join(f"{line}\n" for line in lines))


def _judged(text: str) -> tuple[str, tuple[str, date]]:
    fact, _, rest = text.partition("=")
    who, _, written = rest.partition("@")
    day = day_from_text(written)
    if day is None:
        todo = message("Write FACT=ACTOR@2026-01-01.")
        raise TunnistusError(message("Who made the judgements, and when, cannot be read."), where="--judged", todo=todo)
    return fact, (who, day)


class _Bar:
    """How far the work is, on standard error: one line that changes on a terminal, else a line for every tenth.

    Args:
        clock: gives the seconds that have gone by since any moment.
    """

    def __init__(self, s: Speaker, clock: Callable[[], float]) -> None:
        self.s, self.clock, self.last = s, clock, -1
        self.begun: tuple[int, float] | None = None

    def __call__(self, done: int, total: int) -> None:
        if self.begun is None:
            self.begun = done, self.clock()
        share = 100 * done // total if total else 100
        changes = sys.stderr.isatty()
        if not changes and share // 10 == self.last // 10 and share < 100:
            return
        self.last = share
        filled = "#" * (WIDTH * share // 100)
        write = terminal.over if changes else sys.stderr.write
        write(f"[{filled:.<{WIDTH}}] {share:3} %  {done:,} / {total:,}{self._left(done, total):20}".rstrip() + " " * (20 * changes))
        sys.stderr.write("" if changes and done < total else "\n")
        sys.stderr.flush()

    def _left(self, done: int, total: int) -> str:
        """How long the rest takes if it goes on as since it was begun; nothing before anything was done."""
        assert self.begun is not None
        rows, seconds = done - self.begun[0], self.clock() - self.begun[1]
        if not rows or done >= total:
            return ""
        left = math.ceil(seconds / rows * (total - done))
        if left < 2 * MINUTE:
            return "  " + self.s.t.ui("cli.left.seconds", "jäljellä noin {n} s").format(n=left)
        return "  " + self.s.t.ui("cli.left.minutes", "jäljellä noin {n} min").format(n=self.s.number(math.ceil(left / MINUTE)))
