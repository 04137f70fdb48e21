"""Forms for other programs: JSON Schema for those that draw a form themselves, XLSForm for ODK and KoboToolbox, and the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from tunnistus.errors import TunnistusError, door
from tunnistus.explaining.danger import Danger, danger_in, telling, unread
from tunnistus.rules import jsontext, wire
from tunnistus.rules.model import Book
from tunnistus.rules.wire import Given
from tunnistus.saying import xlsform
from tunnistus.saying.asked import Field, fields_of
from tunnistus.saying.form_schema import form_schema
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source

__all__ = ["Form", "form"]


@attrs.frozen(eq=False)
class Form:
    """A form: which facts it asks, in which order. It keeps nothing.

    Attributes:
        facts: ids of the facts in the order in which they are asked.
        register: ``worker``, or ``plain`` for a form that the person fills in.
    """

    book: Book = attrs.field(repr=False)
    register: str
    _fields: tuple[Field, ...] = attrs.field(repr=lambda fields: f"{len(fields)} facts")

    @property
    def facts(self) -> tuple[str, ...]:
        return tuple(field.fact.id for field in self._fields)

    @door
    def json_schema(self, lang: str) -> dict[str, Any]:
        """Return the form as JSON Schema (2020-12) with titles in ``fi``, ``sv`` or ``en``. Raises :class:`UnknownName`."""
        return form_schema(Speaker(self.book, lang, self.register), self._fields)

    @door
    def sheets(self, lang: str = "fi") -> dict[str, list[dict[str, str]]]:
        """Return the rows of the sheets of an XLSForm in three languages. Raises :class:`UnknownName`.

        Args:
            lang: the language in which it opens.
        """
        Speaker(self.book, lang)
        return xlsform.sheets(self.book, self._fields, register=self.register, lang=lang)

    @door
    def xlsx(self, lang: str = "fi") -> bytes:
        """Return the XLSForm as a file .xlsx. Needs the extra ``forms``.

        Raises:
            UnknownName: there is no such language.
            TunnistusError: XlsxWriter is not installed.
        """
        return xlsform.workbook(self.sheets(lang))

    def _sent(self, sent: object, *, others: Sequence[str] = ()) -> Danger:
        """What a submission says of danger."""
        try:
            raw = wire.object_of(jsontext.parse(sent) if isinstance(sent, str | bytes) else sent, "submission")
            return danger_in(self.book, xlsform.answers_in(self._fields, raw, others), lenient=True)
        except TunnistusError:
            return unread(self.book)

    @door
    @telling(_sent)
    def answers(self, sent: str | bytes | Mapping[str, Any], *, others: Sequence[str] = ()) -> Given:
        """Read a submission of the XLSForm, for ``assess`` and ``decide``: JSON text, or what was read from it.

        Args:
            sent: with groups as objects (ODK) or as ``group/name`` (KoboToolbox). What these programs add themselves is left out.
            others: names of questions that you have added to the form; these are left out as well.

        Raises:
            AnswersRefused: with all faults in ``every``, and never an answer.
            AnswerError: one of ``others`` is a question of the form itself.
        """
        raw = jsontext.parse(sent) if isinstance(sent, str | bytes) else sent
        return wire.read_checked(self.book, xlsform.answers_in(self._fields, wire.object_of(raw, "submission"), others), lenient=True)


@door
def form(
    *, rules: Sequence[str] = (), facts: Sequence[str] = (), judged_by: Sequence[str] = (), register: str = "worker",
    book: Book | None = None,
) -> Form:  # fmt: skip
    """Return a form that asks what rules read; without rules and facts, what the signs are read from.

    Args:
        rules: ids of rules. With ``facts`` both are asked.
        facts: ids of facts.
        judged_by: functions, such as ``worker``, whose judgements are asked as well; else only those that ``facts`` name.
        register: ``worker``, or ``plain`` for a form that the person fills in.
        book: rule data other than the shipped ones.

    Raises:
        UnknownName: there is no such rule, fact, function or register, or a fact is not asked.

    >>> import tunnistus as tn
    >>> found = tn.form(facts=["documents_withheld", "in_finland"], register="plain")
    >>> list(found.json_schema("en")["properties"])
    ['in_finland', 'documents_withheld']
    """
    book = book or source.book()
    Speaker(book, "fi", register)
    return Form(book, register, fields_of(book, rules=rules, facts=facts, judged_by=judged_by))
