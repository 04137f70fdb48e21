"""The page on deciding draws the diagram that decides, and its example is true."""

from datetime import date

from tests import diagram_page
from tunnistus.deciding.decide import Case
from tunnistus.explaining.explain import decision_of
from tunnistus.rules.answers import Dates, Judged, read_answers
from tunnistus.shipping import source


def test_the_drawing_has_the_branches_of_the_rule() -> None:
    text = diagram_page.PAGE.read_text(encoding="utf-8")
    assert text.count(" --> ") > 10


def test_the_example_of_the_page_holds() -> None:
    book = source.book()
    dates = Dates(date(2025, 1, 1))

    def ends(**more: object) -> tuple[int, bool, int]:
        answers = {"procuring_target": True, "injured_party": False, **more}
        d = decision_of(Case(book, read_answers(book, answers, dates), dates), diagram_page.RULE)
        (made,) = d.plan.compiled
        found = made.ends(d.known)
        assert found is not None
        return found.bit_count(), d.settled, len(d.missing)

    assert ends() == (4, False, 3)
    decider = book.facts["counsel_specially_unnecessary"].judgement
    assert decider is not None
    assert ends(counsel_specially_unnecessary=Judged(True, by=decider.who[0], on=date(2025, 1, 1)))[0] == 2
