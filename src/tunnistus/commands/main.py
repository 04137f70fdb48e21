"""The command line: assess a case file, interview, show rules, check, run cases, catalogues, compile."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from tunnistus.commands import form, many_people, practise, terminal
from tunnistus.commands.arguments import Parser
from tunnistus.commands.options import (
    as_of_or_today_option,
    cases_options,
    check_options,
    day,
    mutate_options,
    output_option,
    register_option,
    rules_options,
    show_options,
)
from tunnistus.errors import TunnistusError, UnknownName
from tunnistus.explaining.danger import danger_in, unread
from tunnistus.messages import Message, message
from tunnistus.rules.model import LANGUAGES
from tunnistus.saying.messages import said, translation
from tunnistus.saying.texts import Texts, own_texts
from tunnistus.shipping import source
from tunnistus.version import __version__

if TYPE_CHECKING:
    from datetime import date

    from tunnistus.assessment import Assessment
    from tunnistus.explaining.explain import Decision
    from tunnistus.messages import Translate
    from tunnistus.reading.findings import Finding, Witness
    from tunnistus.rules.model import Book
    from tunnistus.trying.cases import Example, Person
    from tunnistus.trying.coverage import Coverage

__all__ = ["main", "parser"]

WRONG_INPUT = 2
VERIFIED = {"same": 0, "different": 1, "not_recomputed": 3, "damaged": 4}
KEPT = ("receipt", "json", "page")  # forms of a result that programs read and that are kept
Run = Callable[[argparse.Namespace], int]
Command = Callable[[str, Run, str], argparse.ArgumentParser]


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns 0, 1 when a check found something, 2 when the input was wrong or the machine refused; ``verify`` has more.

    Ends quietly when nobody reads on.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    lang = _language(arguments)
    with terminal.ready():
        return terminal.safely(lambda: _run(arguments, lang), lang)


def _run(arguments: list[str], lang: str) -> int:
    options = argparse.Namespace()
    try:
        parser(own_texts(lang)).parse_args(arguments, options)
        result: int = options.run(options)
        return result
    except TunnistusError as problem:
        _first(options, lang, problem)
        print(said(problem, lang), file=sys.stderr)
        return WRONG_INPUT
    except BrokenPipeError:
        raise
    except OSError:
        _first(options, lang)
        raise
    except (KeyboardInterrupt, EOFError):
        print(file=sys.stderr)
        return WRONG_INPUT


def _first(options: argparse.Namespace, lang: str, problem: TunnistusError | None = None) -> None:
    """Say on standard error, before what failed, what to do about danger, where a command was given answers.

    Of an error that does not know what they say, and where the machine refuses: what to do if there is danger.
    """
    if not getattr(options, "answers_given", False):
        return
    with contextlib.suppress(TunnistusError, OSError):  # what is to be said cannot be read: then what failed is said all the same
        asked = problem or TunnistusError(message("The machine refuses to read or write."))
        asked.say_first(unread(source.book()))
        for line in asked.urgent(lang, register=getattr(options, "register", "worker")):
            print(line, file=sys.stderr)


def _language(arguments: list[str]) -> str:
    """Return the language after ``--lang``, else English, for help texts and errors."""
    lang = "en"
    for n, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            lang = argument.partition("=")[2]
        elif argument == "--lang" and n + 1 < len(arguments):
            lang = arguments[n + 1]
    return lang if lang in LANGUAGES else "en"


def parser(t: Texts) -> argparse.ArgumentParser:
    about = t.ui(
        "cli.about",
        "Ihmiskaupan merkit ja Suomen säännöt siitä, mitä niistä seuraa. Ohjelma ei päätä kenestäkään eikä tallenna mitään.",
    )
    own = t.ui(
        "cli.own",
        "Omat säännöt tarkistaa check DIR. Muille komennoille, kuten cases --missing ja ask, ne annetaan valitsimella "
        "--rules DIR; testit: pytest --tunnistus-rules DIR.",
    )
    parser = Parser(t, prog="tunnistus", description=about, epilog=own + " docs/test-your-own-rules.md")
    parser.add_argument("--version", action="version", version=__version__, help=t.ui("cli.version", "Näytä versio."))
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help=t.ui("cli.lang", "Kieli: fi, sv tai en."))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Run, said: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, t=t, help=said, description=said)
        sub.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=t.ui("cli.lang", "Kieli: fi, sv tai en."))
        sub.set_defaults(run=run)
        return sub

    _from_a_file(command, t)
    _in_an_interview(command, t)
    told = t.ui(
        "cli.show",
        "Näytä sääntö, tieto tai lainkohta sellaisena kuin ihminen sen lukee, tai luettelo: rules, facts, actors tai installed.",
    )
    show_options(command("show", _show, told), t)
    form.commands(command, t, _book)
    practise.commands(command, t, sys.stdout.write, _told, _book)
    _for_two_days(command, t)
    _for_receipts(command, t)
    many_people.commands(command, t, _book)
    _for_authors(command, t)
    return parser


def _book(options: argparse.Namespace) -> Book:
    from tunnistus.shipping.directories import chosen

    return chosen(options.directories, options.installed, options.locales)


def _from_a_file(command: Command, t: Texts) -> None:
    """Add the command about a person of whom a file tells."""
    sub = command("assess", _assess, t.ui("cli.assess", "Arvioi tapaustiedosto ja selitä tulos."))
    sub.set_defaults(answers_given=True)
    whom = sub.add_mutually_exclusive_group(required=True)
    whom.add_argument("case", type=Path, nargs="?", help=t.ui("cli.case", "Tapaustiedosto (YAML)."))
    whom.add_argument("--answers", type=Path, metavar="FILE", help=t.ui("cli.answers", "Vastaukset JSON-muodossa (docs/json.md)."))
    said = t.ui("cli.lenient", "Vastaukset ovat lomakkeelta, jossa kaikki on tekstiä. Tyhjä vastaus jää avoimeksi.")
    sub.add_argument("--lenient", action="store_true", help=said)
    as_of_or_today_option(sub, t)
    register_option(sub, t)
    sub.add_argument("--role", action="append", default=[], help=t.ui("cli.role", "Tehtävä, jossa tapaat henkilön; voi antaa monta."))
    sub.add_argument(
        "--format",
        choices=("text", "markdown", "html", "pdf", "page", "json", "receipt"),
        default="text",
        help=t.ui("cli.format", "Tulosteen muoto."),
    )
    said = t.ui("cli.full", "Tulosta kaikki, mitä tilanteesta seuraa, perusteluineen; ilman tätä tulostuu yksi sivu.")
    sub.add_argument("--full", action="store_true", help=said)
    said = t.ui(
        "cli.handbook",
        "HTML-sivun virkkeet viittaavat tässä osoitteessa olevaan käsikirjaan. Osoite on verkko-osoite tai polku.",
    )
    sub.add_argument("--handbook", default="", metavar="ADDRESS", help=said)
    said = t.ui("cli.lists", "Tulosta koko sivu ja kerro siinä myös, mihin julkaistujen luettelojen kohtiin merkit kuuluvat.")
    sub.add_argument("--lists", action="store_true", help=said)
    output_option(sub, t)
    sub.add_argument("--json", dest="format", action="store_const", const="json", help=t.ui("cli.json", "Sama kuin --format json."))
    rules_options(sub, t)
    said = t.ui("cli.values", "Kirjoita JSON-muotoon ja kuittiin myös vastaukset ja päivät. Ne ovat henkilötietoja.")
    sub.add_argument("--values", action="store_true", help=said)


def _in_an_interview(command: Command, t: Texts) -> None:
    """Add the command that asks about a person."""
    sub = command(
        "ask",
        _ask,
        t.ui("cli.ask", "Haastattele: ohjelma kysyy vain sen, mikä voi vielä muuttaa tulosta. Vastauksia ei tallenneta."),
    )
    sub.set_defaults(answers_given=True)
    way = sub.add_mutually_exclusive_group()
    as_of_or_today_option(way, t)
    way.add_argument(
        "--simulate",
        action="store_true",
        help=t.ui("cli.simulate", "Haastattele harjoituskertomusten henkilöt ja kerro, kuinka monta kysymystä se vaati."),
    )
    register_option(sub, t)
    rules_options(sub, t)


def _for_two_days(command: Command, t: Texts) -> None:
    """Add the command that compares two days of the law."""
    sub = command("diff", _diff, t.ui("cli.diff", "Vertaa, mitä sääntö tai aihe sanoo kahtena eri päivänä."))
    sub.add_argument("topic", help=t.ui("cli.topic", "Säännön tai aiheen tunnus."))
    sub.add_argument("first", type=day, help=t.ui("cli.first", "Ensimmäinen päivä."))
    sub.add_argument("second", type=day, help=t.ui("cli.second", "Toinen päivä."))
    sub.add_argument("--format", choices=("text", "markdown", "json"), default="text", help=t.ui("cli.format", "Tulosteen muoto."))
    rules_options(sub, t)


def _for_receipts(command: Command, t: Texts) -> None:
    """Add the command for those who kept receipts."""
    sub = command(
        "verify",
        _verify,
        t.ui(
            "cli.verify",
            "Kerro, antaako tämä asennus saman tuloksen kuin kuitti ja mikä osa poikkeaa; ilman kuittia kerro, onko asennus ehjä.",
        ),
    )
    sub.add_argument("receipt", type=Path, nargs="?", help=t.ui("cli.verify.receipt", "Kuitti (JSON)."))
    rules_options(sub, t)


def _for_authors(command: Command, t: Texts) -> None:
    """Add the commands for those who write rules."""
    sub = command(
        "snapshot",
        _snapshot,
        t.ui("cli.snapshot", "Kirjoita sääntöjen lopputulokset versioittain kansioon snapshots tai vertaa niihin."),
    )
    sub.add_argument("--check", action="store_true", help=t.ui("cli.snapshot.check", "Vertaa, älä muuta mitään."))
    check_options(
        command("check", _check, t.ui("cli.check", "Tarkista säännöt: virheet ja epäilyttävät kohdat, esimerkkitapauksineen.")), t
    )
    cases_options(command("cases", _cases, t.ui("cli.cases", "Aja sääntöjen viereen kirjoitetut tapaukset.")), t)
    mutate_options(
        command("mutate", _mutate, t.ui("cli.mutate", "Tee sääntöihin pieniä virheitä ja kerro, mitä niistä mikään tapaus ei huomaa.")), t
    )
    said = t.ui("cli.draft", "Tee luonnos: kopioi tämän ohjelman säännöt käännöksineen hakemistoon, jossa voit muuttaa niitä.")
    sub = command("draft", _draft, said)
    sub.add_argument("directory", type=Path, help=t.ui("cli.draft.directory", "Luonnoksen hakemisto: uusi tai tyhjä."))
    sub = command("l10n", _l10n, t.ui("cli.l10n", "Päivitä käännösluettelot tai tarkista ne."))
    sub.add_argument("--check", action="store_true", help=t.ui("cli.l10n.check", "Tarkista, älä muuta mitään."))
    said = t.ui("cli.l10n.dirs", "Muiden sääntöjen hakemistot; niiden käännökset tulevat hakemistoon locales.")
    sub.add_argument("directories", nargs="*", type=Path, help=said)
    sub = command("trace", _trace, t.ui("cli.trace", "Tulosta taulukko: lain kohta, sääntö, tapaukset, tekstit ja mitä puuttuu."))
    said = t.ui("cli.trace.units", "Luettele sen sijaan säädösten momentit, kohdat ja virkkeet ja kerro, missä säännössä kukin on.")
    sub.add_argument("--units", action="store_true", help=said)
    command("compile", _compile, t.ui("cli.compile", "Kokoa säännöt ja käännökset ajettavaan muotoon."))
    sub = command("schema", _schema, t.ui("cli.schema", "Tulosta JSON Schema: sääntötiedostot, vastaukset, tulos tai kuitti."))
    sub.add_argument("kind", nargs="?", default="rules", choices=("answers", "result", "receipt", "rules"))


def _assess(options: argparse.Namespace) -> int:
    from tunnistus.trying.cases import read_person, read_wire

    book, answers = _book(options), options.answers
    person = read_wire(answers, lenient=options.lenient, book=book) if answers else read_person(options.case, book=book)
    try:
        return _assess_person(options, book, person)
    except TunnistusError as problem:
        problem.say_first(danger_in(book, person.answers, others=[theirs for _, theirs in person.others]))
        raise


def _assess_person(options: argparse.Namespace, book: Book, person: Person) -> int:
    from tunnistus.assessment import assess
    from tunnistus.explaining.assessed import danger_for
    from tunnistus.rules.answers import Dates, set_aside
    from tunnistus.rules.roles import holder
    from tunnistus.saying.contradictions import contradiction
    from tunnistus.saying.foremost import lines
    from tunnistus.saying.speaker import Speaker

    as_of = options.as_of or person.as_of or _today(options, book)
    dates = Dates(as_of, person.act_from, person.act_to, person.applied_on)
    answers, contradictions = set_aside(book, person.answers, dates)
    asked = holder(book, "workers_role")
    for role in options.role if asked else ():  # what the worker is, is given by the worker: an answer that contradicts it is left open
        without, found = set_aside(book, {**answers, asked: role}, dates)
        answers, contradictions = {n: a for n, a in without.items() if n != asked or n in answers}, contradictions + found
    others = [(about, set_aside(book, theirs, dates)) for about, theirs in person.others]
    contradictions += tuple(problem for _, (_, found) in others for problem in found)
    a = assess(
        answers,
        as_of=as_of,
        act_from=person.act_from,
        act_to=person.act_to,
        applied_on=person.applied_on,
        roles=options.role,
        others=[(about, left) for about, (left, _) in others],
        book=book,
    )
    terminal.give(_written(a, options), options.output)
    speaker = Speaker(book, options.lang, options.register)
    if contradictions:  # whoever reads what is wrong may not see the page
        print(*lines(speaker, danger_for(a)), sep="\n", file=sys.stderr)
    for problem in contradictions:  # the page came first: danger, a child and what rests on the other answers do not wait
        print("", *contradiction(speaker, problem), sep="\n", file=sys.stderr)
    return 1 if contradictions else 0


def _written(a: Assessment, options: argparse.Namespace) -> str | bytes:
    """An assessment in the form that was asked for."""
    if options.handbook and options.format != "html":
        what, todo = message("Only HTML leads to a handbook."), message("Leave it out, or use --format html.")
        raise TunnistusError(what, where="--handbook", todo=todo)
    if options.format == "json":
        return a.to_json(options.lang, register=options.register, full=options.full, values=options.values) + "\n"
    if options.format == "receipt":
        return json.dumps(a.receipt(values=options.values), ensure_ascii=False, indent=2) + "\n"
    if options.format == "page":
        return json.dumps(a.page(options.lang, register=options.register), ensure_ascii=False, indent=2) + "\n"
    depth = {"register": options.register, "full": options.full, "lists": options.lists}
    if options.format == "pdf":
        if options.full or options.lists:
            raise TunnistusError(
                message("A PDF holds one sheet."), where="--format", todo=message("Leave out --full and --lists, or use --format html.")
            )
        return a.pdf(options.lang, register=options.register)
    if options.format == "html":
        page = a.html(options.lang, handbook=options.handbook, **depth)
        return page if options.output else terminal.page(page)
    if options.format == "markdown":
        return a.explain(options.lang, markdown=True, **depth)
    text = a.explain(options.lang, **depth)
    return text if options.output else terminal.fitting(text)


def _today(options: argparse.Namespace, book: Book) -> date:
    """Return the day of the machine, and tell it, where a person at a terminal left it out; see :func:`terminal.today`.

    A receipt, and what programs read, is kept: whoever asks for it gives the day.
    """
    from tunnistus.errors import DateError
    from tunnistus.saying.speaker import Speaker

    if getattr(options, "format", "text") in KEPT:
        raise DateError(
            message("What is kept needs its day."), where="as_of", todo=message("Give --as-of 2026-11-24, or as_of in the file.")
        )
    day, s = terminal.today(), Speaker(book, options.lang)
    told = s.t.ui("cli.today", "Käytössä on tämän päivän päivämäärä, {day}. Muun päivän voi antaa valitsimella --as-of.").format(
        day=s.day(day)
    )
    print(terminal.fitting(told).removesuffix("\n"), file=sys.stderr)
    return day


def _told(said: str) -> None:
    print(terminal.fitting(said).removesuffix("\n"))


def _ask(options: argparse.Namespace) -> int:
    from tunnistus.commands.interview import interview

    if options.simulate:
        from tunnistus.trying.simulate import courses, summary, without_signs
        from tunnistus.trying.vignettes import read_vignettes

        vignettes = read_vignettes(_root() / "indicators" / "vignettes")
        book, last = source.book(), max(v.doc.as_of for v in vignettes.values())
        found = (*courses(book, vignettes.values()), *without_signs(book, last))
        print(*summary(found, options.lang, book), sep="\n")
        return 0
    book = _book(options)
    interview(options.as_of or _today(options, book), options.lang, options.register, read=input, write=_told, book=book)
    return 0


def _verify(options: argparse.Namespace) -> int:
    """Print whether this installation gives what a receipt tells. Returns a status for each way in which it can end."""
    from tunnistus.trying.receipts import verify_file

    if options.receipt is None:
        source.check_all()
        print(own_texts(options.lang).ui("verify.whole", "Asennus on ehyt: säännöt, tekstit ja ohjelma ovat sellaiset kuin ne koottiin."))
        return 0
    found = verify_file(options.receipt, book=_book(options))
    sys.stdout.write(found.explain(options.lang))
    return VERIFIED[found.status]


def _show(options: argparse.Namespace) -> int:
    from tunnistus.commands.show import shown

    for line in shown(options, _book):
        sys.stdout.write(line)
    return 0


def _diff(options: argparse.Namespace) -> int:
    from tunnistus.comparing.comparison import diff

    found = diff(options.topic, options.first, options.second, book=_book(options))
    if options.format == "json":
        print(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
    else:
        sys.stdout.write(found.explain(options.lang, markdown=options.format == "markdown"))
    return 0


def _snapshot(options: argparse.Namespace) -> int:
    from tunnistus.comparing import snapshots
    from tunnistus.reading.files import read_directory

    root = _root()
    book = read_directory(root / "indicators")
    if not options.check:
        print(f"{snapshots.write(book, root / 'snapshots')} snapshots written")
        return 0
    found = snapshots.differences(book, root / "snapshots")
    print(*found, sep="\n", end="\n" if found else "")
    print(f"{len(found)} differences" + (": read them, then run make generate" if found else ""))
    return 1 if found else 0


def _check(options: argparse.Namespace) -> int:
    from tunnistus.reading.findings import CODES, WARNINGS

    told = translation(options.lang)
    if options.list:
        for code, meaning in CODES.items():
            level = message("warning") if code in WARNINGS else message("error")
            print(f"{level.said(told):10}{code:28}{meaning.said(told)}")
        return 0
    counts, found = _found(options)
    errors = sum(f.level == "error" for f in found)
    if options.format == "json":
        report = {"errors": errors, "warnings": len(found) - errors, "findings": [f.to_dict(told) for f in found]}
        print(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        print(*(f.said(told) for f in found), sep="\n", end="\n" if found else "")
        print(counts.filled(**counts.values, errors=errors, warnings=len(found) - errors).said(told))
    failed = 0 if errors else _failing_cases(options)
    return 1 if errors or failed or (options.strict and found) else 0


def _failing_cases(options: argparse.Namespace) -> int:
    """Run the cases of directories that were named, once their rules can be read, and print those that fail; how many."""
    from tunnistus.shipping.directories import rule_directories
    from tunnistus.trying.cases import case_files

    directories = rule_directories(options.directories, options.installed)
    files = [file for directory in directories for file in case_files(directory)]
    if not files:
        return 0
    out = sys.stderr if options.format == "json" else sys.stdout
    passed, failed = _tried(_book(options), files, options.lang, out)
    print(message("{passed} passed, {failed} failed", passed=passed, failed=failed).said(translation(options.lang)), file=out)
    return failed


def _tried(book: Book, files: Sequence[Path], lang: str, out: IO[str]) -> tuple[int, int]:
    """Decide cases and print in what they differ; how many pass and fail."""
    from tunnistus.trying.cases import read_cases

    results = _results(book, [example for path in files for example in read_cases(path)], lang, lambda _: None)
    _print_failing(results, out)
    failed = sum(bool(differences) for _, differences in results)
    return len(results) - failed, failed


def _results(book: Book, examples: Iterable[Example], lang: str, see: Callable[[Decision], None]) -> list[tuple[Example, list[str]]]:
    """Cases with what differs in each, in sentences."""
    from tunnistus.trying.cases import compare
    from tunnistus.trying.contrast import contrast

    return [(example, [contrast(book, each, lang) for each in compare(book, example, see)]) for example in examples]


def _print_failing(results: Iterable[tuple[Example, list[str]]], out: IO[str]) -> None:
    for example, differences in results:
        for each in differences:
            print(f"{example.where}: {example.name}: {each}", file=out)


def _found(options: argparse.Namespace) -> tuple[Message, list[Finding]]:
    """Return what was looked at, as a message that lacks the numbers of what was found, and that."""
    from tunnistus.checking.units import units
    from tunnistus.checking.upkeep import hidden
    from tunnistus.checking.verify import check
    from tunnistus.errors import LoadError
    from tunnistus.reading.findings import of_load_error
    from tunnistus.reading.wording import WORDS
    from tunnistus.shipping import l10n
    from tunnistus.shipping.directories import catalogues, read_beside, statutes_beside, written_in
    from tunnistus.trying.proposed import unread

    root, named = source.checkout(), options.directories or options.installed
    directories = written_in(options.directories, options.installed)
    locales = options.locales if named or not root else [root / "locales", *options.locales]
    try:
        book = read_beside(*directories) if directories else source.book()
        said = l10n.translations(book.own(), catalogues(directories, locales))
    except LoadError as problem:
        found = of_load_error(problem)
        with contextlib.suppress(LoadError, OSError):  # what is wrong with a directory is said already
            found += hidden(*directories)
        return message("{errors} errors, {warnings} warnings"), found
    words = {**WORDS, **dict(options.words)}
    found = [*check(book, as_of=options.as_of, today=terminal.begun(), translations=said, words=words), *hidden(*directories)]
    try:
        found += [*units(statutes_beside(*directories, book=book), book), *unread(*directories)]
    except LoadError as problem:
        found += of_load_error(problem)
    written = book.own()
    said_of = message(
        "{rules} rules, {facts} facts: {errors} errors, {warnings} warnings", rules=len(written.rules), facts=len(written.facts)
    )
    return said_of, found


def _cases(options: argparse.Namespace) -> int:
    from tunnistus.shipping.directories import written_in
    from tunnistus.trying.cases import case_files, read_cases
    from tunnistus.trying.coverage import Coverage
    from tunnistus.trying.lcov import lcov
    from tunnistus.trying.proposed import proposals
    from tunnistus.writing import write

    book, directories = _book(options), written_in(options.directories, options.installed)
    files = options.files or [file for directory in directories for file in case_files(directory)]
    coverage, told = Coverage(book), translation(options.lang)
    examples = [example for path in files for example in read_cases(path)]
    some = [each for each in examples if any(options.only in name for name in (each.name, *each.doc.expect))]
    if options.only and not some:
        what = message("No case has this text in its name or in the id of its rule.")
        raise UnknownName(what, where="--only", todo=message("Correct it, or leave it out."))
    results = _results(book, some, options.lang, coverage.add)
    whole = len(some) == len(examples) and not options.files
    lines, lacking = _lacking(coverage, told, whole=whole, missing=options.missing)
    failed = sum(bool(differences) for _, differences in results)
    if options.lcov:
        write(options.lcov, lcov(coverage, directories))
    if options.write:
        _write_cases(options, book, "outcomes", proposals(coverage if whole else _with_all(coverage, directories)))
    if options.format == "json":
        failing = [{"where": each.where, "name": each.name, "differences": found} for each, found in results if found]
        report = {"passed": len(results) - failed, "failed": failing, "missing": lacking, "shown": lines}
        print(json.dumps(report, ensure_ascii=False, indent=2))
        return 1 if failed or lacking else 0
    _print_failing(results, sys.stdout)
    shown = [coverage.summary().said(told)] if options.lcov and not options.missing else []
    print(*lines, *shown, sep="\n", end="\n" if lines or shown else "")
    said = message("{passed} passed, {failed} failed", passed=len(results) - failed, failed=failed)
    if lacking:
        said = message("{passed} passed, {failed} failed, {missing} missing", passed=len(results) - failed, failed=failed, missing=lacking)
    print(said.said(told))
    return 1 if failed or lacking else 0


def _write_cases(options: argparse.Namespace, book: Book, kind: str, found: Sequence[Witness]) -> None:
    """Write proposed cases, and say where."""
    from tunnistus.trying.proposed import write_cases

    files = write_cases(book, options.write, kind, found)
    names = ", ".join(map(str, files)) or str(options.write)
    said = message("{cases} cases, marked unread, are written to: {names}", cases=len(found), names=names)
    print(said.said(translation(options.lang)), file=sys.stderr if options.format == "json" else sys.stdout)


def _with_all(coverage: Coverage, directories: Iterable[Path]) -> Coverage:
    """What the chosen cases and all cases below directories show."""
    from tunnistus.trying.cases import case_files, compare, read_cases

    whole = coverage.copy()
    for example in (example for directory in directories for path in case_files(directory) for example in read_cases(path)):
        compare(whole.book, example, whole.add)
    return whole


def _lacking(coverage: Coverage, told: Translate, *, whole: bool, missing: bool) -> tuple[list[str], int]:
    """What no case shows, line by line, and how much is neither shown nor proved impossible; of some of the cases alone no gaps."""
    from tunnistus.trying.halves import balance, couples, missing_halves

    gaps = coverage.clause_gaps() + coverage.leaf_gaps() if whole else []
    lines, lacking = [gap.said(told) for gap in gaps], len(gaps)
    if missing:
        halves = list(missing_halves(coverage))
        last = (balance(coverage, halves), *couples(coverage))
        lines += [coverage.summary().said(told), *(half.said(told) for half in halves), *(line.said(told) for line in last)]
        lacking = max(lacking, sum(not half.proof for half in halves))
    return lines, lacking


def _mutate(options: argparse.Namespace) -> int:
    """Print the survivors with a case each and the share killed; 1 when one is not justified or a justification is out of date."""
    from tunnistus.shipping.directories import read_beside
    from tunnistus.trying import mutation
    from tunnistus.trying.proposed import surviving

    directories = tuple(options.rules) or (_root() / "indicators",)
    reasons = mutation.justified(options.justified) if options.justified else {}
    fates = mutation.mutate(directories, options.topics, jobs=options.jobs)
    whole = reasons if not options.topics else {n: reason for n, reason in reasons.items() if n in {f.id for f in fates}}
    left, stale = mutation.unjustified(fates, whole), mutation.stale(fates, whole)
    if options.write:
        book = read_beside(*directories)
        _write_cases(options, book, "borders", surviving(book, left))
    if options.format == "json":
        print(json.dumps(mutation.report(fates, whole), ensure_ascii=False, indent=2))
        return 1 if left or stale else 0
    print(*(f"equivalent: {f}" for f in fates if options.equivalent and f.fate == "equivalent"), *mutation.summary(fates, whole), sep="\n")
    return 1 if left or stale else 0


def _draft(options: argparse.Namespace) -> int:
    from tunnistus.shipping.drafts import draft

    said = message(
        "{files} files of rules and cases are in {name}, with their translations.",
        files=draft(options.directory, _root()),
        name=options.directory,
    )
    print(said.said(translation(options.lang)))
    return 0


def _l10n(options: argparse.Namespace) -> int:
    from tunnistus.shipping import l10n
    from tunnistus.shipping.directories import read_beside

    for directory in options.directories:
        for lang, waiting in l10n.update_rules(directory, read_beside).items():
            print(f"{directory.name}: {lang}: {waiting} wait for a translator")
    if options.directories:
        return 0
    root = _root()
    if options.check:
        found = l10n.findings(root)
        print(*found, sep="\n", end="\n" if found else "")
        every = (l10n.messages, l10n.templates, l10n.lessons, l10n.handbook, l10n.statutes)
        print(f"{sum(len(wanted(root)) for wanted in every)} messages, {len(found)} findings")
        return 1 if found else 0
    for lang, waiting in l10n.update(root).items():
        print(f"{lang}: {waiting} wait for a translator")
    return 0


def _root() -> Any:
    from tunnistus.errors import LoadError

    root = source.checkout()
    if root is None:
        raise LoadError(message("This is not a checkout of the project."), todo=message("Run it in the project's source tree."))
    return root


def _compile(options: argparse.Namespace) -> int:
    from tunnistus.shipping.build import DATA, build

    root = _root()
    build(root, DATA)
    print(source.book())
    return 0


def _trace(options: argparse.Namespace) -> int:
    from tunnistus.reading.unitfile import read_statutes
    from tunnistus.trying.trace import cases_by_rule, trace
    from tunnistus.trying.units import table

    rules = _root() / "indicators"
    if options.units:
        sys.stdout.write(table(read_statutes(rules, book=source.book()), source.book(), options.lang))
        return 0
    sys.stdout.write(trace(source.book(), cases_by_rule(rules), options.lang))
    return 0


def _schema(options: argparse.Namespace) -> int:
    from tunnistus.shipping.schemas import json_schema

    print(json.dumps(json_schema(options.kind), ensure_ascii=False, indent=1, sort_keys=True))
    return 0
