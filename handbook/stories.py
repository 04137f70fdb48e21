"""The page of a training story, with the twin that differs in one thing, and the list of all stories."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from handbook.material import Teller
from handbook.pages import Entry, Link, Page, Part, coded, of_heading
from tunnistus.deciding.decide import Case
from tunnistus.explaining.explain import decision_of
from tunnistus.rules import wire
from tunnistus.rules.answers import Dates, read_answers
from tunnistus.saying.addresses import address, slug
from tunnistus.saying.shown import story_report
from tunnistus.saying.stories import KINDS, heavy, story_data
from tunnistus.training import screens
from tunnistus.training.screens import answer, step

__all__ = ["steps", "story_list", "story_page", "twins_of"]


def story_page(t: Teller, name: str) -> Page:
    """Return a training story: what is told, what there is to notice, and what to talk about."""
    report, data = story_report(t.book, name, t.lang), story_data(t.s, name)
    invented, story = report.sentences
    notice = tuple(Entry((Link(each["says"], address(f"fact {each['fact']}")),)) for each in data["notice"])
    perhaps = tuple(Entry((Link(each["says"], address(f"fact {each['fact']}")),)) for each in data["perhaps"])
    notice_title, show = t.ui("story.notice", "Mitä siinä voi huomata"), t.ui("story.show", "Näytä")
    parts = (
        Part(t.ui("story.text", "Kertomus"), "story", tuple((line,) for line in story.split("\n") if line.strip())),
        Part(notice_title, "notice", entries=notice, fold=show) if notice else Part(notice_title, "notice", ((screens.no_sign(t.s),),)),
        Part(t.ui("story.perhaps", "Mikä jää epävarmaksi"), "perhaps", entries=perhaps, fold=show),
        _twin(t, name),
        *(of_heading(heading, "points", t.lead) for heading in report.sections),
        _care(t, name),
    )
    head = ((invented,), *((warning,) for warning in data["warnings"]))
    return Page(address(f"story {name}"), report.title, head, tuple(part for part in parts if not part.empty))


def _care(t: Teller, name: str) -> Part:
    """What stands below a story, also on paper: that anyone may stop, who listens, who advises, and how to practise with it."""
    listen = [line for line in screens.oneself(t.s) if line.startswith("  - ")]
    said = (
        (screens.stop_any_time(t.s), " ", t.ui("story.unreviewed", "Ammattilaiset eivät ole vielä tarkistaneet kertomuksia.")),
        *((line,) for line in (*screens.real_person(t.s), next(screens.oneself(t.s)))),
    )
    code = f"`python -m tunnistus practise {name} --lang {t.lang}`"
    command = coded(t.ui("story.practise", "Harjoittele tällä kertomuksella: {command}.").format(command=code))
    entries = (*(Entry((line.removeprefix("  - "),)) for line in listen), Entry(command))
    return Part(t.ui("story.care", "Jos kertomus tuntuu raskaalta"), "care", said, entries)


def _twin(t: Teller, name: str) -> Part:
    """The same story in which one thing is different: what it is in each of the two, and to which step each leads."""
    s, story, title = t.s, t.book.stories[name], t.s.t.ui("practice.twin", "Sama kertomus, jossa yksi asia on toisin:")
    if not story["differs"]:
        return Part(title, "twin")
    told = [Entry((s.t.say(f"vignette.{name}.twin"),))] if s.t.has(f"vignette.{name}.twin") else []
    told += [Entry((t.fact(fact),), tuple(map(_line, _answers(t, name, fact)))) for fact in story["differs"]]
    here, there = (step(s, each) for each in steps(t, name))
    step_here = s.t.ui("practice.step_here", "Askel tässä kertomuksessa: {step}").format(step=here)
    step_there = s.t.ui("practice.step_there", "Askel toisessa kertomuksessa: {step}").format(step=there)
    told.append(Entry((t.rule("next_step"),), (_line(step_here), _line(step_there))))
    return Part(title.rstrip(":"), "twin", entries=tuple(told), fold=t.ui("story.show", "Näytä"))


def _line(said: str) -> Entry:
    return Entry((said,))


def _answers(t: Teller, name: str, fact: str) -> Iterator[str]:
    """What each of the two stories says of a fact."""
    s, story = t.s, t.book.stories[name]
    here, there = (wire.read(t.book, {fact: each.get(fact)})[fact] for each in (story["answers"], story["differs"]))
    untold = s.t.ui("practice.here.untold", "Tämä kertomus ei kerro asiasta mitään.")
    yield untold if here is None else s.t.ui("practice.here", "Tässä kertomuksessa: {said}").format(said=answer(s, fact, here))
    yield s.t.ui("practice.there", "Toisessa kertomuksessa: {said}").format(said=answer(s, fact, there))


def steps(t: Teller, name: str) -> tuple[str, str]:
    """Return the steps that the rules reach at least in a story and in its twin."""
    story = t.book.stories[name]
    dates = Dates(**{key: date.fromisoformat(story[key]) for key in ("as_of", "act_from", "act_to") if key in story})
    here, there = (wire.read(t.book, answers) for answers in (story["answers"], {**story["answers"], **story["differs"]}))
    return tuple(decision_of(Case(t.book, read_answers(t.book, told, dates), dates), "next_step").floor or "" for told in (here, there))  # type: ignore[return-value]


def twins_of(t: Teller, fact: str) -> Iterator[Entry]:
    """Yield the stories whose twin differs in a fact, each leading to where it says so."""
    for name, story in t.book.stories.items():
        if fact in story["differs"]:
            yield Entry((Link(t.s.t.say(f"vignette.{name}.title"), f"{address(f'story {name}')}#twin"),))


def story_list(t: Teller) -> Page:
    """Return the list of training stories, by what kind they are."""
    names = {
        "look_alike": t.ui("story.look_alike", "Tilanteita, jotka muistuttavat hyväksikäyttöä"),
        "weak_signs": t.ui("story.weak_signs", "Heikkoja merkkejä"),
        "strong_signs": t.ui("story.strong_signs", "Vahvoja merkkejä"),
    }
    parts = tuple(
        Part(
            names[kind],
            slug(kind),
            entries=tuple(
                Entry((Link(t.s.t.say(f"vignette.{name}.title"), address(f"story {name}")),), (_line(" ".join(_about(t, name))),))
                for name, story in t.book.stories.items()
                if story["kind"] == kind
            ),
        )
        for kind in KINDS
    )
    about = t.ui("stories.about", "Kertomukset on tehty harjoittelua varten. Niiden ihmiset ovat keksittyjä.")
    return Page("stories/index", t.ui("stories.title", "Harjoituskertomukset"), ((about,),), parts)


def _about(t: Teller, name: str) -> Iterator[str]:
    """In what setting a story is, whether it is about somebody under 18, and what is hard to read in it."""
    story = t.book.stories[name]
    setting = [_setting(t, story["form"])]
    if story["form"] != "child" and story["answers"].get("age_under_18") is True:
        setting.append(_setting(t, "child").lower())
    yield f"{', '.join(setting)}."
    yield from heavy(t.s, story["heavy"])


def _setting(t: Teller, form: str) -> str:
    return {
        "labour": t.ui("story.setting.labour", "Työ"),
        "sexual": t.ui("story.setting.sexual", "Seksuaalisuus"),
        "marriage": t.ui("story.setting.marriage", "Avioliitto"),
        "crime": t.ui("story.setting.crime", "Rikokset"),
        "begging": t.ui("story.setting.begging", "Kerjääminen"),
        "organ": t.ui("story.setting.organ", "Elimen luovuttaminen"),
        "domestic": t.ui("story.setting.domestic", "Työ kotitaloudessa"),
        "reproductive": t.ui("story.setting.reproductive", "Raskaus ja adoptio"),
        "child": t.ui("story.setting.child", "Lapsi tai nuori"),
        "other": t.ui("story.setting.other", "Muu tilanne"),
    }[form]
