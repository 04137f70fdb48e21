"""What the page says of time limits: the day to which the last day moved and why, what has to be checked, and that it is late."""

from datetime import date, timedelta

import pytest

from tunnistus.assessment import assess
from tunnistus.shipping import source

SERVED = date(2026, 3, 6)  # thirty days later is Easter Sunday
LAST = date(2026, 4, 7)
MOVED = {"fi": "Aika päättyisi 5. huhtikuuta 2026", "sv": "Tiden skulle gå ut den 5 april 2026", "en": "The time would end on 5 April 2026"}
LAST_DAY = {"fi": "viimeinen päivä 7. huhtikuuta 2026.", "sv": "sista dagen är den 7 april 2026.", "en": "the last day is 7 April 2026."}
CHECK = {
    "fi": "Tarkista, onko viimeinen päivä lauantai",
    "sv": "Kontrollera om sista dagen är en lördag",
    "en": "Check whether the last day is a Saturday",
}
OVER = {"fi": "Aika on päättynyt.", "sv": "Tiden har gått ut.", "en": "The time is over."}
RESTORED = {
    "fi": "menetetyn määräajan palauttamista voi hakea",
    "sv": "ansöka om återställande av försutten fatalietid",
    "en": "the missed time limit restored",
}
NO_DAY = {"fi": "Valitusaika: alkamispäivä puuttuu.", "sv": "Besvärstid: ", "en": "Time for appeal: "}


def page(lang: str, as_of: date, served: date | None = SERVED) -> str:
    answers = {"assistance_decision_kind": "removal", **({"decision_served_on": served} if served else {})}
    return " ".join(assess(answers, as_of=as_of).explain(lang, full=True).split())


@pytest.mark.parametrize("lang", MOVED)
def test_a_last_day_that_moved_is_said_with_the_section_that_moves_it(lang: str) -> None:
    said = page(lang, LAST)
    assert MOVED[lang] in said
    assert LAST_DAY[lang] in said
    assert "150/1930, " in said
    assert OVER[lang] not in said
    assert RESTORED[lang] not in said, "nobody who is in time is told what to do when late"
    plain = page(lang, LAST, SERVED + timedelta(days=4))
    assert MOVED[lang][:12] not in plain, "the ninth of April is a Thursday"


@pytest.mark.parametrize("lang", OVER)
def test_a_day_late_the_page_says_that_the_time_is_over_and_how_to_ask_for_it_back(lang: str) -> None:
    said = page(lang, LAST + timedelta(days=1))
    assert OVER[lang] in said
    assert LAST_DAY[lang] in said
    assert RESTORED[lang] in said


@pytest.mark.parametrize("lang", CHECK)
def test_beyond_the_table_the_page_says_that_the_last_day_is_to_be_checked(lang: str) -> None:
    served = source.book().calendar.until
    said = page(lang, served, served)
    assert CHECK[lang] in said
    assert CHECK[lang] not in page(lang, LAST)


@pytest.mark.parametrize("lang", NO_DAY)
def test_while_the_day_of_service_is_missing_the_time_limit_is_shown(lang: str) -> None:
    assert NO_DAY[lang] in page(lang, LAST, None)


def test_a_ground_that_fails_shows_its_own_cautions_and_no_others() -> None:
    a = assess({"assistance_decision_kind": "county_decision"}, as_of=LAST)
    said = a.explain("fi", full=True)
    assert "Hyvinvointialueen, Helsingin kaupungin" in said
    assert "Korkeimpaan hallinto-oikeuteen saa valittaa vain" not in said
