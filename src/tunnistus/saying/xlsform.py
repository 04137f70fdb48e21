"""A form as XLSForm, the spreadsheet that ODK, KoboToolbox and others make forms from, in three languages; and what they send back.

The choices have the names of answers in JSON (``true``, ``maybe``, ``declined``, members), and ``not_known`` leaves the fact open. What is
no choice has a second question for these (``…__open``), and a judgement two for who made it and when (``…__by``, ``…__day``).

A question has the id of its fact for a name, where no form program, no question beside it and no list of choices of
ours can take that name for another one; else a name that is written so that nothing can (:func:`column`). Lists of
choices have the name of their question.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from tunnistus.errors import AnswerError, AnswersRefused, TunnistusError, shown
from tunnistus.limits import FIRST_DAY, LAST_DAY
from tunnistus.messages import message
from tunnistus.rules.answer_schema import MARKS
from tunnistus.rules.decimals import written
from tunnistus.rules.model import LANGUAGES, Book, Fact
from tunnistus.saying import form_words as words
from tunnistus.saying.asked import Field, Opening
from tunnistus.saying.form_words import NOT_KNOWN
from tunnistus.saying.speaker import Speaker

__all__ = ["answers_in", "column", "sheets", "workbook"]

Row = dict[str, str]
Sheets = dict[str, list[Row]]
COLUMNS: Final = {"fi": "Suomi (fi)", "sv": "Svenska (sv)", "en": "English (en)"}
FIRST: Final = "first"  # the note before the questions
YES_NO: Final = "yes_no"  # a list of choices
JUDGED: Final = "judged"  # lists of judgements begin with it: they do not offer to decline
OPEN: Final = "open"  # a list of choices, and what the second question of a number or a day is about
BY: Final = "by"
DAY: Final = "day"
OTHERWISE: Final = "fact"  # begins the name of a question that cannot have the id of its fact
# What ODK and KoboToolbox add to what was answered: under these names, and under such as begin with an underscore.
ADDED: Final = frozenset(
    {"start", "end", "today", "deviceid", "subscriberid", "simserial", "phonenumber", "username", "email", "audit",
     "instanceid", "instancename", "instance_id", "instance_name", "start_geopoint", "start-geopoint",
     "background_audio", "background-audio", "background_geopoint", "background-geopoint"}
)  # fmt: skip
KEPT: Final = frozenset({"meta", "formhub"})  # groups of theirs
LISTS: Final = frozenset({YES_NO, OPEN, f"{JUDGED}_{YES_NO}", f"{JUDGED}_{OPEN}"})  # that many questions share
# Names that mean something else in a form: those, the root, the operators of XPath, and ours.
TAKEN: Final = ADDED | KEPT | LISTS | {"data", "tunnistus", "and", "or", "div", "mod", FIRST, OTHERWISE}
_WORDS: Final = (*MARKS, NOT_KNOWN)
_YES_NO: Final = ("true", "false")
_PAGE: Final = re.compile(r"page[0-9]+")  # groups of ours
_NUMBER: Final = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?(?:E[0-9]{1,2})?")  # as form programs store one


def column(fact: str, part: str = "") -> str:
    """Return the name of a question of a form; no two questions have the same one.

    Args:
        fact: id of the fact.
        part: nothing for the answer itself, or what else is asked about it: :data:`OPEN`, :data:`BY` or :data:`DAY`.

    >>> column("wants_help"), column("wants_help", "by"), column("start"), column("f1__by")
    ('wants_help', 'wants_help__by', 'fact__start', 'fact__f1_u_uby')
    """
    taken = fact in TAKEN or _PAGE.fullmatch(fact) or fact.startswith("xml")
    plain = not taken and "__" not in fact and not fact.endswith("_")
    name = fact if plain else f"{OTHERWISE}__{fact.replace('_', '_u')}"  # in the latter no two underscores meet
    return f"{name}__{part}" if part else name


class _Writer:
    """Writes the rows of the sheets, every text in every language."""

    def __init__(self, book: Book, register: str) -> None:
        self.book = book
        self.speakers = {lang: Speaker(book, lang, register) for lang in LANGUAGES}
        self.survey: list[Row] = []
        self.choices: dict[str, list[Row]] = {}

    def said(self, column: str, say: Callable[[Speaker], str]) -> Row:
        told = {f"{column}::{COLUMNS[lang]}": say(s) for lang, s in self.speakers.items()}
        return told if any(told.values()) else {}

    def row(self, kind: str, name: str, label: Callable[[Speaker], str] | None = None, **more: str) -> Row:
        row = {"type": kind, "name": name, **(self.said("label", label) if label else {}), **{n: text for n, text in more.items() if text}}
        self.survey.append(row)
        return row

    def choice_list(self, name: str, labels: Mapping[str, Callable[[Speaker], str]]) -> str:
        """Add a list of choices if it is not there, and return how a question names it."""
        self.choices.setdefault(name, [{"list_name": name, "name": each, **self.said("label", say)} for each, say in labels.items()])
        return f"select_one {name}"


def sheets(book: Book, fields: Sequence[Field], *, register: str, lang: str) -> Sheets:
    """Return the rows of the sheets ``survey``, ``choices`` and ``settings``, each a mapping of column to text.

    Args:
        lang: in which language the form opens.
    """
    w = _Writer(book, register)
    w.row("note", FIRST, words.note)
    for page in dict.fromkeys(field.page for field in fields):
        w.row("begin_group", f"page{page}", lambda s, page=page: words.page(s, page))  # type: ignore[misc]
        for field in fields:
            if field.page == page:
                _question(w, field)
        w.row("end_group", f"page{page}")
    settings = {"form_title": words.title(w.speakers[lang]), "form_id": "tunnistus", "default_language": COLUMNS[lang]}
    return {
        "survey": w.survey,
        "choices": [row for rows in w.choices.values() for row in rows],
        "settings": [{**settings, "version": book.digest[:16]}],
    }


def _question(w: _Writer, field: Field) -> None:
    fact, relevant = field.fact, " or ".join(map(_opened, field.when))
    kind = {"date": "date", "number": "decimal" if fact.decimals else "integer"}.get(fact.type) or _choices(w, fact)
    name, by = column(fact.id), column(fact.id, BY)
    row = w.row(kind, name, lambda s: s.question(fact), relevant=relevant, constraint=_constraint(fact))
    row.update(w.said("hint", lambda s: words.hint(s, fact)))
    known = f"${{{name}}} != ''"
    if fact.type in ("date", "number"):
        only_open = f"${{{name}}} = ''"
        relevant = f"({relevant}) and {only_open}" if relevant else only_open
        w.row(w.choice_list(_shared(OPEN, fact), _marks(fact)), column(fact.id, OPEN), words.why_open, relevant=relevant)
    else:
        known += "".join(f" and ${{{name}}} != '{word}'" for word in _WORDS)
    if fact.judgement:
        functions = {who: (lambda s, who=who: words.actor(s, who)) for who in fact.judgement.who}
        w.row(w.choice_list(by, functions), by, words.by, relevant=known, required="yes")
        w.row("date", column(fact.id, DAY), words.day, relevant=known, required="yes")


def _choices(w: _Writer, fact: Fact) -> str:
    if fact.type == "bool":
        yes_no = {name: _value(fact, name == "true") for name in _YES_NO}
        return w.choice_list(_shared(YES_NO, fact), {**yes_no, **_marks(fact)})
    return w.choice_list(column(fact.id), {**{each: _value(fact, each) for each in fact.values}, **_marks(fact)})


def _value(fact: Fact, given: bool | str) -> Callable[[Speaker], str]:
    return lambda s: words.value(s, fact, given)


def _shared(name: str, fact: Fact) -> str:
    """The name of a list of choices that many questions share."""
    return f"{JUDGED}_{name}" if fact.judgement else name


def _marks(fact: Fact) -> dict[str, Callable[[Speaker], str]]:
    return {word: (lambda s, word=word: words.mark(s, word)) for word in (*words.marks(fact), NOT_KNOWN)}  # type: ignore[misc]


def _opened(each: Opening) -> str:
    """The condition of an opening in the language of the spreadsheet."""
    by = " or ".join(_is(each.fact, answer) for answer in each.answers)
    return f"(({by}) and ({' or '.join(_is(name, answer) for name, answer in each.seen)}))" if each.seen else by


def _is(fact: str, answer: bool | str | None) -> str:
    word = NOT_KNOWN if answer is None else str(answer).lower() if isinstance(answer, bool) else answer
    return f"${{{column(fact)}}} = '{word}'"


def _constraint(fact: Fact) -> str:
    if fact.type == "date":
        return f". >= date('{FIRST_DAY.isoformat()}') and . <= " + ("today()" if fact.past else f"date('{LAST_DAY.isoformat()}')")
    if fact.type != "number":
        return ""
    bounds = [f". {sign} {written(at)}" for sign, at in ((">=", fact.low), ("<=", fact.high)) if at is not None]
    return " and ".join(bounds)


# -- the file ----------------------------------------------------------------------------------------------------

_MADE: Final = datetime(
    2000, 1, 1, tzinfo=UTC
)  # stands in the file for the day on which it was made, so that the same form gives the same bytes


def workbook(told: Sheets) -> bytes:
    """Write the sheets as a file .xlsx, the same bytes for the same rows. Needs the extra ``forms``.

    Raises:
        TunnistusError: XlsxWriter is not installed.
    """
    try:
        from xlsxwriter import Workbook
    except ImportError:
        todo = message("Install the extra {extra}, from where you got tunnistus.", extra="forms")
        raise TunnistusError(message("XlsxWriter is not installed."), where="xlsform", todo=todo) from None
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}) as book:
        book.set_properties({"created": _MADE})
        for name, rows in told.items():
            sheet, columns = book.add_worksheet(name), _columns(rows)
            for n, line in enumerate([columns, *([row.get(column, "") for column in columns] for row in rows)]):
                for k, text in enumerate(line):
                    sheet.write_string(n, k, text)
    return out.getvalue()


def _columns(rows: Sequence[Row]) -> list[str]:
    """Every column once: those of names, then what is said in each language, then the rest."""
    every = dict.fromkeys(column for row in rows for column in row)
    return sorted(every, key=lambda column: (not column.endswith("name") and column != "type", "::" not in column))


# -- what is sent back -------------------------------------------------------------------------------------------


def answers_in(fields: Sequence[Field], sent: Mapping[Any, Any], others: Sequence[str]) -> dict[str, Any]:
    """Return the answers that a submission holds, as text, in the wire form; what is not known is left out.

    Args:
        sent: as ODK sends it, with groups as objects, or as KoboToolbox does, with ``group/name``.
        others: names of questions that were added to the form.

    Raises:
        AnswersRefused: a name stands there twice, or is that of no question.
        AnswerError: one of the added questions has the name of one of the form.
    """
    ours = {column(field.fact.id, part) for field in fields for part in ("", OPEN, BY, DAY)}
    for name in others:
        if name in ours:
            what = message("This question is one of the form itself.")
            raise AnswerError(what, where=name, todo=message("Leave it out of the names of added questions."))
    told: dict[str, Any] = {}
    for name, item in _flat(sent, {*others}):
        if name in told:
            what, todo = message("This question was answered twice."), message("Send one submission at a time.")
            raise AnswersRefused(what, where=name if shown(name) else "submission", todo=todo, code="not-json", reason="key-twice")
        told[name] = item
    found: dict[str, Any] = {}
    for field in fields:
        fact = field.fact
        item, who, day, mark = (told.pop(column(fact.id, part), None) for part in ("", BY, DAY, OPEN))
        item = mark if item in (None, "") else _number(fact, item)
        if item in (None, "", NOT_KNOWN):
            continue
        found[fact.id] = {"judged": item, "by": who, "day": day} if fact.judgement and item not in MARKS else item
    for name in told:
        if column(name) != name:  # it may be the id of a fact, and is not its question
            what, todo = message("This question is not one of the form."), message("If you have added it, name it in others.")
            where = name if shown(name) else "submission"
            raise AnswersRefused(what, where=where, todo=todo, code="unknown-fact", reason="fact")
    return {**found, **told}  # of what is left, the reader refuses what is no fact


def _number(fact: Fact, item: Any) -> Any:
    """A number that was sent as text: a form program writes one in one way, whatever the language of the form."""
    return Decimal(item) if fact.type == "number" and isinstance(item, str) and _NUMBER.fullmatch(item) else item


def _flat(sent: Mapping[Any, Any], others: set[str]) -> Iterator[tuple[str, Any]]:
    for path, item in sent.items():
        *groups, name = str(path).split("/")
        if any(part in KEPT or part.startswith("_") for part in (*groups, name)):
            continue
        if isinstance(item, Mapping):
            yield from _flat(item, others)
        elif name.lower() not in ADDED and name != FIRST and name not in others:
            yield name, item
