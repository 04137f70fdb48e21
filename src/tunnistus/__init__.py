"""Signs of human trafficking and the Finnish rules on what follows, as declarative rule sets explained in three languages.

>>> from datetime import date
>>> import tunnistus as tn
>>> a = tn.assess({"documents_withheld": True, "earnings_taken": True}, as_of=date(2026, 11, 24))
>>> a.next_step.floor
'consult'

What is public, and what a user may rely on, stands in ``docs/public-interface.md``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tunnistus.version import __version__

__all__ = [
    "DECLINED", "MAYBE", "Accepted", "ActorInfo", "Answers", "AnswersDict", "Assessment", "AtLeast", "AtStake", "Book", "Calendar",
    "Case", "CautionInfo", "ChangeGroup", "Changed", "ChangedRule", "Choice", "Cite", "Clause", "ClauseChange", "ClauseInfo",
    "ClauseTruth", "Comparison", "Const", "ContactInfo", "Dates", "DeciderInfo", "Decision", "Derived", "Diff", "DifferenceInfo",
    "Fact", "FactId", "FactInfo", "Flip", "Form", "Given", "HolderInfo", "Interview", "Judged", "Judgement", "KeyInfo",
    "LaterChange", "Length", "LengthInfo", "Lesson", "ListInfo", "Listing", "Loaded", "Map", "Mark", "Mismatch", "Not", "Note",
    "Notice", "NoticeInfo", "OneMore", "Other", "OutcomeInfo", "Parameter", "ParameterVersion", "Period", "PeriodDates",
    "PeriodInfo", "Picture", "PointInfo", "Practice", "Question", "ReaderInfo", "Reason", "Relation", "Row", "RowInfo", "Rule",
    "RuleChange", "RuleId", "RuleInfo", "RuleResult", "RuleSet", "Screen", "Sheet", "Shown", "Sign", "Signs", "Slot", "Span",
    "Standing", "State", "StoryInfo", "Stretch", "Test", "TunnistusError", "Turn", "Twin", "Use", "ValueInfo", "Verification",
    "WhyNot", "Window", "__version__", "answers_from_json", "assess", "assess_again", "book", "changed", "diff", "form",
    "interview", "interview_again", "json_schema", "lesson", "list_actors", "list_facts", "list_rules", "list_stories", "load",
    "picture", "practise", "read_rules", "render", "said", "show", "verify", "warm",
]  # fmt: skip

if TYPE_CHECKING:
    from tunnistus.assessment import Assessment, answers_from_json, assess, assess_again, load, warm
    from tunnistus.comparing.changed import Changed, ChangedRule, changed
    from tunnistus.comparing.changes import ChangeGroup, ClauseChange, RuleChange, RuleResult
    from tunnistus.comparing.comparison import Diff, diff
    from tunnistus.conversation import Interview, interview, interview_again
    from tunnistus.deciding.decide import Case, ClauseTruth, Note, PeriodDates
    from tunnistus.deciding.stretches import Stretch
    from tunnistus.errors import TunnistusError
    from tunnistus.explaining.asking import AtStake, Question
    from tunnistus.explaining.assessed import Other, Sign, Signs
    from tunnistus.explaining.explain import Decision, Flip, Reason, WhyNot
    from tunnistus.explaining.loaded import Loaded
    from tunnistus.explaining.state import Standing, State
    from tunnistus.rules.answers import Answers, Dates, Judged, Mark
    from tunnistus.rules.calendar import Calendar, Length
    from tunnistus.rules.model import (
        Accepted,
        AtLeast,
        Book,
        Cite,
        Clause,
        Const,
        Derived,
        Fact,
        Judgement,
        LaterChange,
        Listing,
        Map,
        Not,
        Notice,
        Parameter,
        ParameterVersion,
        Period,
        Relation,
        Row,
        Rule,
        RuleSet,
        Span,
        Test,
        Use,
        Window,
    )  # fmt: skip
    from tunnistus.rules.sheets import Sheet, Slot
    from tunnistus.rules.wire import Given
    from tunnistus.saying.form import Form, form
    from tunnistus.saying.interview import Choice, Turn
    from tunnistus.saying.messages import said
    from tunnistus.saying.pictures import Picture
    from tunnistus.saying.render import picture, render, show
    from tunnistus.saying.shown import Shown
    from tunnistus.saying.vocabulary import (
        ActorInfo,
        CautionInfo,
        ClauseInfo,
        ContactInfo,
        DeciderInfo,
        DifferenceInfo,
        FactInfo,
        HolderInfo,
        KeyInfo,
        LengthInfo,
        ListInfo,
        NoticeInfo,
        OutcomeInfo,
        PeriodInfo,
        PointInfo,
        ReaderInfo,
        RowInfo,
        RuleInfo,
        StoryInfo,
        ValueInfo,
        list_actors,
        list_facts,
        list_rules,
        list_stories,
    )  # fmt: skip
    from tunnistus.shipping.directories import book, read_rules
    from tunnistus.shipping.ids import AnswersDict, FactId, RuleId
    from tunnistus.shipping.schemas import json_schema
    from tunnistus.training.lesson import Lesson, Screen, lesson
    from tunnistus.training.practice import Comparison, OneMore, Practice, Twin, practise
    from tunnistus.trying.receipts import Mismatch, Verification, verify

    MAYBE: Final = Mark.MAYBE
    DECLINED: Final = Mark.DECLINED
else:  # type checkers must not see that a name can be asked for: they would take every misspelt one for good
    from importlib import import_module

    _PLACES = {
        "assessment": "Assessment answers_from_json assess assess_again load warm",
        "comparing.changed": "Changed ChangedRule changed",
        "comparing.changes": "ChangeGroup ClauseChange RuleChange RuleResult",
        "comparing.comparison": "Diff diff",
        "conversation": "Interview interview interview_again",
        "deciding.decide": "Case ClauseTruth Note PeriodDates",
        "deciding.stretches": "Stretch",
        "errors": "TunnistusError",
        "explaining.asking": "AtStake Question",
        "explaining.assessed": "Other Sign Signs",
        "explaining.explain": "Decision Flip Reason WhyNot",
        "explaining.loaded": "Loaded",
        "explaining.state": "Standing State",
        "rules.answers": "Answers Dates Judged Mark",
        "rules.calendar": "Calendar Length",
        "rules.model": "Accepted AtLeast Book Cite Clause Const Derived Fact Judgement LaterChange Listing Map Not Notice Parameter "
        "ParameterVersion Period Relation Row Rule RuleSet Span Test Use Window",
        "saying.form": "Form form",
        "saying.interview": "Choice Turn",
        "saying.messages": "said",
        "rules.sheets": "Sheet Slot",
        "rules.wire": "Given",
        "saying.pictures": "Picture",
        "saying.render": "picture render show",
        "saying.shown": "Shown",
        "saying.vocabulary": "ActorInfo CautionInfo ClauseInfo ContactInfo DeciderInfo DifferenceInfo FactInfo HolderInfo KeyInfo "
        "LengthInfo ListInfo NoticeInfo OutcomeInfo PeriodInfo PointInfo ReaderInfo RowInfo RuleInfo StoryInfo ValueInfo list_actors "
        "list_facts list_rules list_stories",
        "shipping.directories": "book read_rules",
        "shipping.ids": "AnswersDict FactId RuleId",
        "shipping.schemas": "json_schema",
        "training.lesson": "Lesson Screen lesson",
        "training.practice": "Comparison OneMore Practice Twin practise",
        "trying.receipts": "Mismatch Verification verify",
    }
    _MODULES = ("api", "columns", "errors", "testing")  # public ones, of which some need an extra
    _PLACE_OF = {name: place for place, names in _PLACES.items() for name in names.split()}
    _taken_from_here = []  # called with a name and what it means when somebody first takes it: Hypothesis learns of our types

    def __getattr__(name):
        """Import a public name when it is first used, so that importing the package costs nothing."""
        if name in _MODULES:
            return import_module(f"tunnistus.{name}")
        if name in ("MAYBE", "DECLINED"):
            return globals().setdefault(name, import_module("tunnistus.rules.answers").Mark[name])
        if name in _PLACE_OF:
            from tunnistus.alone import FIRST
            from tunnistus.collecting import paused

            with FIRST, paused():
                found = getattr(import_module(f"tunnistus.{_PLACE_OF[name]}"), name)
            for tell in _taken_from_here:
                tell(name, found)
            globals()[name] = found
            return found
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
