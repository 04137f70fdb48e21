"""A form as XLSForm, the spreadsheet that ODK, KoboToolbox and others make forms from, in three languages; and what they send back.

The choices have the names of answers in JSON (``true``, ``maybe``, ``declined``, members), and ``not_known`` leaves the fact open. What is
no choice has a second question for these (``…__open``), and a judgement two for who made it and when (``…__by``, ``…__day``).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from tunnistus.errors import AnswersRefused, TunnistusError, shown
from tunnistus.limits import FIRST_DAY, LAST_DAY
from tunnistus.messages import message
from tunnistus.rules.answer_schema import MARKS
from tunnistus.rules.decimals import written
from tunnistus.rules.model import LANGUAGES, Book, Fact
from tunnistus.saying import form_words as words
from tunnistus.saying.asked import Field, Opening
from tunnistus.saying.form_words import NOT_KNOWN
from tunnistus.saying.speaker import Speaker

__all__ = ["answers_in", "sheets", "workbook"]

Row = dict[str, str]
Sheets = dict[str, list[Row]]
COLUMNS: Final = {"fi": "Suomi (fi)", "sv": "Svenska (sv)", "en": "English (en)"}
# What ODK and KoboToolbox add to what was answered, and what begins with an underscore.
ADDED: Final = frozenset({"meta", "formhub", "start", "end", "today", "username", "deviceid", "phonenumber", "audit"})
_WORDS: Final = (*MARKS, NOT_KNOWN)
_YES_NO: Final = ("true", "false")


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
    w.row("note", "first", words.note)
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
    row = w.row(kind, fact.id, lambda s: s.question(fact), relevant=relevant, constraint=_constraint(fact))
    row.update(w.said("hint", lambda s: words.hint(s, fact)))
    known = f"${{{fact.id}}} != ''"
    if fact.type in ("date", "number"):
        marks = w.choice_list("open", _marks())
        only_open = f"${{{fact.id}}} = ''"
        w.row(marks, f"{fact.id}__open", words.why_open, relevant=f"({relevant}) and {only_open}" if relevant else only_open)
    else:
        known += "".join(f" and ${{{fact.id}}} != '{word}'" for word in _WORDS)
    if fact.judgement:
        functions = {who: _actor(who) for who in fact.judgement.who}
        w.row(w.choice_list(f"{fact.id}__by", functions), f"{fact.id}__by", words.by, relevant=known, required="yes")
        w.row("date", f"{fact.id}__day", words.day, relevant=known, required="yes")


def _choices(w: _Writer, fact: Fact) -> str:
    if fact.type == "bool":
        yes_no = {name: _value(fact, name == "true") for name in _YES_NO}
        return w.choice_list("yes_no", {**yes_no, **_marks()})
    return w.choice_list(fact.id, {**{each: _value(fact, each) for each in fact.values}, **_marks()})


def _value(fact: Fact, given: bool | str) -> Callable[[Speaker], str]:
    return lambda s: words.value(s, fact, given)


def _marks() -> dict[str, Callable[[Speaker], str]]:
    return {word: (lambda s, word=word: words.mark(s, word)) for word in _WORDS}  # type: ignore[misc]


def _actor(who: str) -> Callable[[Speaker], str]:
    return lambda s: s.who(who, LAST_DAY)


def _opened(each: Opening) -> str:
    """The condition of an opening in the language of the spreadsheet."""
    by = " or ".join(_is(each.fact, answer) for answer in each.answers)
    return f"(({by}) and ({' or '.join(_is(name, answer) for name, answer in each.seen)}))" if each.seen else by


def _is(fact: str, answer: bool | str | None) -> str:
    word = NOT_KNOWN if answer is None else str(answer).lower() if isinstance(answer, bool) else answer
    return f"${{{fact}}} = '{word}'"


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
        AnswersRefused: a name stands there twice.
    """
    told: dict[str, Any] = {}
    for name, item in _flat(sent, {*others}):
        if name in told:
            what, todo = message("This question was answered twice."), message("Send one submission at a time.")
            raise AnswersRefused(what, where=name if shown(name) else "submission", todo=todo, code="not-json", reason="key-twice")
        told[name] = item
    found: dict[str, Any] = {}
    for field in fields:
        fact = field.fact
        item, who, day, mark = (told.pop(f"{fact.id}{part}", None) for part in ("", "__by", "__day", "__open"))
        item = mark if item in (None, "") else item
        if item in (None, "", NOT_KNOWN):
            continue
        found[fact.id] = {"judged": item, "by": who, "day": day} if fact.judgement and item not in MARKS else item
    return {**found, **told}  # of what is left, the reader refuses what is no fact


def _flat(sent: Mapping[Any, Any], others: set[str]) -> Iterator[tuple[str, Any]]:
    for path, item in sent.items():
        *groups, name = str(path).split("/")
        if name in others or name == "first" or any(part in ADDED or part.startswith("_") for part in (*groups, name)):
            continue
        if isinstance(item, Mapping):
            yield from _flat(item, others)
        else:
            yield name, item
