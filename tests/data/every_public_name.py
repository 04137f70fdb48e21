"""A user's file: every public name once, as somebody would write it. Passes strict type checking, and runs."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from importlib import import_module
from tempfile import TemporaryDirectory
from typing import Any, Literal, assert_type

from fastapi import FastAPI
from hypothesis import given

import tunnistus as tn
from tunnistus import api, columns, errors, testing

TODAY = date(2026, 11, 24)
perhaps = assert_type(tn.MAYBE, Literal[tn.Mark.MAYBE])
unwilling = assert_type(tn.DECLINED, Literal[tn.Mark.DECLINED])


# -- answers and results -----------------------------------------------------------------------------------------


def person(known: Mapping[str, bool]) -> tn.Assessment:
    judged = tn.Judged(True, by="worker", on=TODAY)
    return tn.assess({**known, "worker_presumes_victim": judged, "afraid_of_someone": perhaps, "wants_help": unwilling}, as_of=TODAY)


def sent(body: str) -> tuple[tn.Given, tn.Assessment]:
    given_: tn.Given = tn.answers_from_json(body)
    a = tn.assess(given_, as_of=TODAY)
    return given_, tn.assess_again(a.to_json("sv", values=True))


def asked(talk: tn.Interview) -> tuple[str, tuple[tn.Choice, ...]]:
    turn: tn.Turn = talk.turn("sv", register="plain")
    again: tn.Interview = tn.interview_again(talk.answer("maybe").to_dict()).back()
    assert again == talk
    return turn.says[0], turn.choices


def shape() -> list[str]:
    return sorted(tn.json_schema("answers")["properties"])


def where(a: tn.Assessment) -> tuple[tn.State, int]:
    standing: tn.Standing = a.standing
    return standing.state, standing.declined


def questions(a: tn.Assessment) -> dict[str, list[str]]:
    found: tuple[tn.Question, ...] = a.ask()
    return {q.fact: [stake.rule for stake in q.changes] for q in found}


def stakes(question: tn.Question) -> tuple[tn.AtStake, ...]:
    return question.changes


def seen(signs: tn.Signs) -> list[str]:
    every: tuple[tn.Sign, ...] = signs.seen
    return [sign.fact for sign in every]


def children(others: Iterable[tn.Other]) -> list[tn.Decision]:
    return [d for other in others if other.about == "child" for d in other.decisions.values()]


def case_of(decision: tn.Decision) -> tuple[int, tn.Dates]:
    case: tn.Case = decision.case
    answers: tn.Answers = case.answers
    return len(answers.given), case.dates


def told(decision: tn.Decision) -> list[str]:
    clauses: tuple[tn.ClauseTruth, ...] = decision.clauses
    periods: tuple[tn.PeriodDates, ...] = decision.periods
    notes: tuple[tn.Note, ...] = decision.notices
    versions: tuple[tn.Window, ...] = decision.versions
    return [*(c.clause.name for c in clauses), *(p.clause for p in periods), *(n.key for n in notes), *(str(v.since) for v in versions)]


def at_times(decision: tn.Decision) -> list[tuple[str, str | None]]:
    stretches: tuple[tn.Stretch[tn.Decision], ...] = decision.by_stretch
    return [(str(window.since), stretch.verdict.due) for stretch in stretches for window in stretch.when.values()]


def because(decision: tn.Decision, outcome: str) -> tuple[tn.Reason, tuple[tn.WhyNot, ...], tuple[tn.Flip, ...]]:
    return decision.why(outcome), decision.why_not(outcome), decision.flips(outcome)


def seen_as(decision: tn.Decision, loaded: tn.Loaded) -> list[str]:
    tree: tn.Picture = tn.picture(decision, "fi")
    line, rule = tn.picture(decision, "sv", kind="timeline"), tn.picture(loaded, "en")
    return [tree.to_svg(), tree.to_html(), tree.to_text(), line.to_markdown(), rule.to_mermaid(), rule.to_dot(), rule.title]


def in_a_notebook(loaded: tn.Loaded, decision: tn.Decision, changed: tn.Diff) -> list[str]:
    things: list[tn.Shown] = [
        tn.show(decision, "fi", register="plain"),
        tn.show(loaded.rule, "sv", book=loaded.book),
        tn.show(changed, "en"),
    ]
    things += [tn.show(question, "sv") for question in decision.ask()] + [tn.show("alike_courier", "fi")]
    return [
        said for shown in things for said in (shown.title, shown.lang, shown.kind, shown.to_html(), shown.to_markdown(), shown.to_text())
    ]


def held(decision: tn.Decision) -> tuple[str, ...]:
    found: tn.Verification = tn.verify(decision.receipt())
    wrong: tuple[tn.Mismatch, ...] = found.mismatches
    return () if found.status in ("same", "not_recomputed") else (*found.parts, found.damage, *(each.kind for each in wrong))


# -- rules -------------------------------------------------------------------------------------------------------


def rule_of(loaded: tn.Loaded) -> tn.Rule:
    return loaded.rule


def leaves(node: tn.Test | tn.Not | tn.AtLeast | tn.Use | tn.Const) -> list[str]:
    match node:
        case tn.Test():
            return [node.fact]
        case tn.Not():
            return leaves(node.of)
        case tn.AtLeast():
            return [name for each in node.of for name in leaves(each)]
        case tn.Use():
            return [node.rule]
        case tn.Const():
            return []


def clause_of(clause: tn.Clause) -> tuple[str, tuple[tn.Cite, ...], tn.Period | None]:
    return clause.name, clause.cite, clause.period


def follows(book: tn.Book) -> list[str]:
    relations: tuple[tn.Relation, ...] = book.relations
    return [fact for relation in relations for fact in relation.facts]


def amounts(book: tn.Book, period: tn.Period, day: date) -> list[tn.Length | date | None]:
    named: list[tn.Parameter] = [book.parameters[name] for name in (period.shortest, period.longest) if name]
    versions: list[tn.ParameterVersion] = [version for parameter in named for version in parameter.versions]
    assert all(version.cite for version in versions)
    return [parameter.on(day) for parameter in named]


def cautions(rule: tn.Rule) -> tuple[tuple[tn.Notice, ...], tuple[tn.Accepted, ...]]:
    return rule.notices, rule.accepted


def decider(fact: tn.Fact) -> tuple[tn.Judgement | None, tn.Derived | None, tuple[tn.Map, ...]]:
    return fact.judgement, fact.derived, fact.maps


def horizon(book: tn.Book, ruleset: tn.RuleSet) -> tuple[date, tuple[tn.LaterChange, ...]]:
    return ruleset.verified_until, tuple(book.later.values())


def parts_of_sheets(book: tn.Book) -> list[tuple[str, int]]:
    sheets: list[tn.Sheet] = [*book.sheets.values()]
    slots: list[tn.Slot] = [slot for sheet in sheets for slot in sheet.parts]
    return [(slot.name, slot.most) for slot in slots]


def rows(listing: tn.Listing) -> tuple[tn.Row, ...]:
    return listing.rows


def open_on(book: tn.Book, day: date) -> bool:
    calendar: tn.Calendar = book.calendar
    return calendar.first_working_day(day) == day


def book_of(directory: str) -> tn.Book:
    book = tn.read_rules(directory, beside=None) if directory else tn.book()
    tn.warm(as_of=TODAY, book=book)
    return book


def low(span: tn.Span) -> int | Decimal | date | None:
    return span.low


# -- facts, rules and actors as data ------------------------------------------------------------------------------


def known() -> tuple[tn.AnswersDict, tn.FactId, tn.RuleId]:
    return {"documents_withheld": True, "wants_help": None, "worker_presumes_victim": tn.MAYBE}, "documents_withheld", "permit.52a1"


def fact_of(told: tn.FactInfo) -> list[str | bool]:
    values: tuple[tn.ValueInfo, ...] = told.values
    deciders: tuple[tn.DeciderInfo, ...] = told.deciders
    readers: tuple[tn.ReaderInfo, ...] = told.rules
    return [*(v.value for v in values), *(d.name for d in deciders), *(r.rule for r in readers)]


def codes(told: tn.FactInfo) -> list[str]:
    lists: tuple[tn.ListInfo, ...] = told.lists
    found: list[tn.RowInfo] = [row for each in lists if each.list == "htcds" for row in each.rows]
    return [row.row for row in found]


def rule_told(told: tn.RuleInfo) -> list[str]:
    outcomes: tuple[tn.OutcomeInfo, ...] = told.outcomes
    clauses: tuple[tn.ClauseInfo, ...] = told.clauses
    keys: tuple[tn.KeyInfo, ...] = told.facts
    cautions: tuple[tn.CautionInfo, ...] = told.notices
    periods: list[tn.PeriodInfo] = [c.period for c in clauses if c.period]
    lengths: list[tn.LengthInfo] = [each for period in periods for each in period.longest]
    said = [*(n.says for n in cautions), *(length.says for length in lengths)]
    return [*(o.says for o in outcomes), *(c.effect for c in clauses), *(k.question for k in keys), *said]


def reached(told: tn.ActorInfo) -> tuple[tn.ContactInfo | None, list[tn.HolderInfo]]:
    return told.contact, [holder for holder in told.holders if holder.until is None]


def noticed(told: tn.StoryInfo) -> list[str]:
    signs: tuple[tn.NoticeInfo, ...] = (*told.notice, *told.perhaps)
    twin: tuple[tn.DifferenceInfo, ...] = told.twin
    points: tuple[tn.PointInfo, ...] = told.points
    return [*(sign.says for sign in signs), *(each.twin or "" for each in twin), *(point.says for point in points)]


def practised(name: str) -> tuple[str, list[str]]:
    practice: tn.Practice = tn.practise(name).read().notice(["earnings_taken"]).say("consult")
    found: tn.Comparison = practice.compare()
    more: tuple[tn.OneMore, ...] = found.one_more
    twin: tn.Twin | None = found.twin
    return twin.step if twin else found.step, [each.fact for each in more]


def taught(name: str) -> list[str]:
    lesson: tn.Lesson = tn.lesson("sv", name).take(["read"])
    screen: tn.Screen = lesson.screen
    return [said for _, said in screen.choices]


def filled_in(sent: str) -> tn.Given:
    asked: tn.Form = tn.form(rules=["permit.52a1"], register="plain")
    assert asked.json_schema("sv")["properties"].keys() == set(asked.facts)
    assert asked.sheets()["survey"]
    return asked.answers(sent, others=["visit"])


# -- changes -----------------------------------------------------------------------------------------------------


def changed_for(stored: str) -> list[str]:
    found: tn.Changed = tn.changed(stored, as_of=date(2026, 12, 1))
    rules: tuple[tn.ChangedRule, ...] = found.rules
    causes = [cause for each in rules for cause in each.through]
    assert found.same_seal or causes, (found.first, found.second, found.to_dict("sv"), found.now.state)
    return [found.explain("fi"), *(each.rule for each in rules), *(day.isoformat() for each in rules for day in each.days)]


def changed(found: tn.Diff) -> list[str]:
    return [line for change in found for line in _lines(change)]


def _lines(change: tn.RuleChange) -> list[str]:
    groups: tuple[tn.ChangeGroup, ...] = change.groups
    clauses: tuple[tn.ClauseChange, ...] = change.clauses
    results: list[tn.RuleResult] = [group.before for group in groups]
    return [*(c.name for c in clauses), *(str(r.due) for r in results)]


# -- many people, rules of one's own, errors ---------------------------------------------------------------------


def many(table: Any) -> tuple[Any, Any, Any]:
    plan: columns.Plan | columns.Dated = columns.plan("next_step", as_of=TODAY)
    first = next(iter(columns.stream(columns.reader(table), "next_step", as_of=TODAY)))
    people = testing.population(5, 1, rules="next_step", as_of=TODAY)
    assert people.num_rows == 5
    with TemporaryDirectory() as place:
        assert testing.write_population(place, n=5, seed=1, rules="next_step", as_of=TODAY).name == "invented-1-5.parquet"
    found: columns.Compared = columns.compare(table, "next_step", TODAY, TODAY, at_least=5)
    assert columns.bounds(found.acts.rename_columns(["cell", "people"]), [], at_least=5).num_rows == 0
    assert columns.codebook("next_step", as_of=TODAY)["column"][0].as_py() in columns.facts("next_step")
    assert columns.labelled(table).schema.names == table.schema.names
    moved: columns.Balance = columns.balance(table, "next_step", TODAY, TODAY, at_least=5)
    assert (moved.people, moved.counts.num_rows) == (2, 0)
    looked: columns.Examined = columns.examine(table, "next_step", as_of=TODAY)
    assert (looked.rows, looked.bad, looked.whole) == (2, 0, True)
    assert columns.schema("next_step").names == list(columns.facts("next_step"))
    assert (found.people, found.rules.num_rows, found.outcomes.num_rows, found.clauses.num_rows, found.acts.num_rows) == (2, 0, 0, 0, 0)
    return plan.decide(table), columns.decide(table, "next_step", as_of=TODAY), first


@given(testing.cases("next_step"))
def try_rule(case: testing.Invented) -> None:
    assert case.decide().rule.id == "next_step"


def try_laws(book: tn.Book) -> int:
    testing.check_laws(book, max_examples=1)
    return len(testing.LAWS)


collected = (testing.CaseTest, testing.CaseTests, testing.tunnistus_book, testing.answers("next_step"), testing.dates("next_step"))
sent_by_others = testing.json_answers("next_step", lenient=True)
of_that_day = testing.answers("next_step", dates=tn.Dates(date(2026, 11, 24)))
led = (
    testing.cases("permit.52a1", outcome="temporary", settled=True),
    testing.cases("permit.52a1", open="temporary"),
    testing.cases("next_step", share=1),
)
invented_book = testing.rulesets()
talks: type[testing.Interviews] = testing.interviews("next_step")


def begin_with(text: str) -> testing.Invented:
    return testing.pasted(text, of="next_step")


def advice(problem: tn.TunnistusError) -> str:
    match problem:
        case errors.LoadError():
            return problem.code
        case errors.AnswersRefused():
            return ", ".join((*(each.reason for each in problem.every), problem.code, *problem.facts))
        case errors.Contradiction():
            return ", ".join((*problem.facts, *problem.relations))
        case errors.JudgementError() | errors.DateError() | errors.UnknownName():
            return problem.todo
        case errors.AnswerError():
            return problem.code
        case errors.NotInForce() | errors.LimitError() | errors.ArgumentError():
            return problem.where
        case errors.TunnistusError():
            return problem.what
    return tn.said(problem, "fi")


def service(book: tn.Book) -> FastAPI:
    own = api.create_app(book=book)
    api.install(own, path="/help", book=book)
    return own


def main() -> None:
    a = person({"documents_withheld": True})
    loaded = tn.load("permit.52a1", on=TODAY)
    decision = loaded.decide({"in_finland": True})
    found = tn.diff("permit.52a1", date(2024, 8, 31), date(2024, 9, 1))
    book = loaded.book
    assert where(a)[1] == 0
    assert "documents_withheld" in shape()
    assert len(sent('{"documents_withheld": true}')[0].to_json()) > 2
    assert questions(a)
    assert stakes(a.ask()[0])
    assert "documents_withheld" in seen(a.signs)
    assert children(a.others) == []
    assert case_of(decision)[0] == 1
    assert told(decision)
    assert because(decision, "temporary")[0].outcome == "temporary"
    assert tn.render(decision, "sv")
    assert all(seen_as(decision, loaded))
    for clause in rule_of(loaded).clauses:
        assert leaves(clause.when)
        period = clause_of(clause)[2]
        assert period is None or amounts(book, period, date(2026, 11, 24))
    assert open_on(book, date(2026, 4, 7))
    assert cautions(loaded.rule)[1] == ()
    assert any(decider(fact)[0] for fact in book.facts.values())
    assert all(horizon(book, ruleset)[0] for ruleset in book.rulesets.values())
    assert any(rows(listing) for listing in book.lists.values())
    assert changed(found)
    assert asked(tn.interview({}, as_of=TODAY))[1]
    mine, fact, name = known()
    assert tn.assess(mine, as_of=TODAY).case.answers.known[fact]
    assert tn.load(name, on=TODAY).rule.id == name
    assert fact_of(next(told for told in tn.list_facts("sv") if told.fact == fact))
    assert codes(next(told for told in tn.list_facts("en") if told.fact == fact)) == ["WithholdsDocuments"]
    assert all(rule_told(told) for told in tn.list_rules("fi", on=TODAY))
    assert len(filled_in('{"page2": {"in_finland": "true"}}')) == 1
    assert any(reached(told)[0] for told in tn.list_actors("sv"))
    assert practised("alike_courier")[0] == "find_out"
    assert taught("alike_courier")
    assert all(noticed(told) for told in tn.list_stories("fi"))
    table: Any = import_module("pyarrow").table({"documents_withheld": [True, None]})
    assert many(table)[0] == many(table)[1]
    todo = ""
    try:
        tn.load("next_stepp", on=TODAY)
    except errors.UnknownName as problem:
        todo = advice(problem)
    assert "next_step" in todo
    assert low(tn.Span(1, 2)) == 1
    assert tn.__version__
    assert service(book).title == api.app.title


main()
