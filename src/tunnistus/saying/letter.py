"""The letter: one sheet to read with the person and, where that is safe, to take along. Its sentences are written for the person.

No lists of law, no judgements of authorities, nothing on security or guilt, and no question that somebody else has to answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Final

import attrs

from tunnistus.explaining.assessed import Assessed, answered, of_role, ours, told_of_wish, wished
from tunnistus.explaining.danger import emergencies
from tunnistus.explaining.explain import Decision
from tunnistus.explaining.state import State
from tunnistus.rules.answers import Mark
from tunnistus.rules.roles import held, holder
from tunnistus.rules.sheets import Slot
from tunnistus.rules.truth import FALSE
from tunnistus.saying.beside import beside_contact, beside_said, beside_title
from tunnistus.saying.contacts import contacts, contacts_beside, phone_of, short_name, ways_to_reach
from tunnistus.saying.page import Limits, Line, Page, Part, added_parts, fitted, own_part, sheet_for
from tunnistus.saying.speaker import Speaker
from tunnistus.saying.texts import Texts

__all__ = ["LIMITS", "letter"]

LIMITS: Final = Limits(1_150, 26)
STEPS, THEIRS = 3, 2  # lines at most
SURE: Final = (State.IN_SYSTEM, State.PROPOSAL, State.ADVICE)
DONE: Final = frozenset({"act", "means", "purpose"})  # signs of something that somebody did to the person
TELLING: Final = ("duty", "power")


def letter(a: Assessed) -> Page:
    """Return the letter of an assessment: at most 1,150 characters and 26 lines in every language."""
    every, a = a, ours(a)
    parts = [_part(a, slot) for slot in sheet_for(a.case.book, "letter").parts]
    page = Page(
        "letter",
        "plain",
        a.case.dates.as_of,
        lambda s: s.t.ui("letter.title", "Sinulle"),  # no day: a paper that is found would tell when the person was here
        (Line("letter.caution", partial(_caution, a)),),
        tuple(part for part in parts if part.lines),
    )
    page, theirs = fitted(page, a.case, LIMITS), (_beside(every), *added_parts(every.case.book, "letter"))
    return attrs.evolve(page, parts=(*page.parts, *(part for part in theirs if part.lines)))


def _part(a: Assessed, slot: Slot) -> Part:
    if slot.name in WHOLE:
        return WHOLE[slot.name](a)
    return COUNTED[slot.name](a, slot.most) if slot.name in COUNTED else own_part("letter", slot)


def _beside(a: Assessed) -> Part:
    """Whom to contact by rules of others and what is certain by them, after the sheet that is the same without them."""
    told = [(d, o) for d in a.beside.values() if d.counts for o in d.certain() if o != d.rule.otherwise]
    lines = [Line(f"rule.{d.rule.id}.plain.{o}", partial(_outcome, d.rule.id, o)) for d, o in told[:THEIRS]]
    reached = [beside_contact(a, name) for name in contacts_beside(a)]
    return Part("beside", beside_title, (Line("beside.said", beside_said), *reached, *lines) if lines else ())


def _outcome(rule: str, outcome: str, s: Speaker) -> str:
    return s.outcome(rule, outcome)


def _caution(a: Assessed, s: Speaker) -> str:
    """What the paper is, and whether it is safe to keep."""
    t = s.t
    if wished(a, "contact") == "no_safe_contact" or answered(a, "in_danger") is True:
        return t.ui(
            "letter.leave",
            "Älä ota tätä paperia mukaasi. Joku muu voi löytää sen. Voit opetella numerot ulkoa ja repiä paperin.",
        )
    return t.ui(
        "letter.caution",
        "Tämä paperi on sinulle. Jos joku muu voi löytää sen, älä ota sitä. Voit opetella numerot ulkoa ja repiä paperin.",
    )


def _first(a: Assessed) -> Part:
    """The number in danger, unless danger is excluded; a word to the young; and whose fault it is not, where something was done."""
    lines = []
    view = of_role(a, "danger_in_view")
    due = bool(emergencies([a.decisions]))
    if due:
        lines.append(Line("letter.danger_now", lambda s: s.t.ui("letter.danger_now", "Soitamme nyt hätänumeroon 112.")))
    elif view and view.counts and view.possible:
        lines.append(Line("letter.danger", lambda s: s.t.ui("letter.danger", "Jos olet vaarassa, soita heti 112.")))
    if answered(a, "minor") in (True, Mark.MAYBE) or answered(a, "possible_minor") is True:
        lines.append(Line("letter.child", _young))
    if a.state in SURE and wished(a, "wish_for_help") != "not_now" and any(sign.element in DONE for sign in a.signs.seen):
        lines.append(Line("letter.fault", _fault))
    return Part("first", None, tuple(lines), len(lines))


def _fault(s: Speaker) -> str:
    """Not that something was done: the person may see that otherwise, and a paper that is found would show what was told."""
    return s.t.ui("letter.fault", "Jos joku kohtelee sinua huonosti, se ei ole sinun syytäsi.")


def _young(s: Speaker) -> str:
    return s.t.ui("letter.child", "Nuorille on omaa apua. Sinun ei tarvitse selvitä yksin.")


def _now(a: Assessed) -> Part:
    forced = "crime" in a.signs.by_form()
    names = [
        *_steps(a),
        *(["compelled"] if forced else []),
        *(["interpreter"] if answered(a, "interpreter") is True else []),
        *_helps(a),
    ]
    lines = tuple(Line(f"letter.now.{name}", partial(_can_do, name), step=True) for name in names[:STEPS])
    return Part("now", lambda s: s.t.ui("letter.now", "Mitä voimme tehdä nyt"), lines, 1)


def _steps(a: Assessed) -> Iterator[str]:
    child = answered(a, "minor") is True or answered(a, "possible_minor") is True
    if a.state == State.IN_SYSTEM:
        yield "in_system"
    elif a.state == State.PROPOSAL:
        consent = wished(a, "consent")
        yield "ask_advice" if consent in ("no_referral", "anonymous") and not child else "propose"
    elif a.state in (State.ADVICE, State.FIND_OUT):
        yield "ask_advice_child" if child else "ask_advice"
    else:
        yield "talk"


def _helps(a: Assessed) -> Iterator[str]:
    """The other help that is due, as far as there is a sentence for the person: what is nearest to daily life first."""
    due = {d.rule.helps for d in a.part("help").values() if d.due}
    yield from (name for name in HELPS if name in due)
    yield "listen"


HELPS: Final = (
    "health", "crisis", "shelter", "social", "livelihood", "labour_rights", "work_advice", "legal_advice", "debt_advice", "consumer",
    "money_affairs", "pictures", "sexual_violence", "honour", "sells_sex_support", "police",
)  # fmt: skip


def _can_do(name: str, s: Speaker) -> str:
    t = s.t
    said = {
        "in_system": lambda: t.ui(
            "letter.can.in_system", "Olet auttamisjärjestelmän asiakas. Jos et saa apua, jota tarvitset, kysymme siitä yhdessä."
        ),
        "propose": lambda: t.ui(
            "letter.can.propose",
            "Voimme pyytää sinulle apua auttamisjärjestelmästä. Sitä varten ei tarvita rikosilmoitusta.",
        ),
        "ask_advice": lambda: t.ui("letter.can.ask_advice", "Voimme kysyä neuvoa kertomatta, kuka olet."),
        "talk": lambda: t.ui("letter.can.talk", "Voimme jutella lisää, kun sinulle sopii."),
        "ask_advice_child": lambda: t.ui(
            "letter.can.ask_advice.child", "Voimme ensin kysyä neuvoa kertomatta nimeäsi. Joskus nimi täytyy silti kertoa."
        ),
        "compelled": lambda: t.ui("letter.can.compelled", "Jos sinut on pakotettu tekemään jotain, lakimies voi neuvoa sinua."),
        "interpreter": lambda: t.ui(
            "letter.can.interpreter", "Voimme pyytää tulkin. Tulkin täytyy pitää salassa, mitä puhumme. Voit pyytää toisen tulkin."
        ),
        "listen": lambda: t.ui("letter.can.listen", "Voimme kuunnella. Sinä päätät, mitä kerrot."),
        "health": lambda: t.ui("letter.can.health", "Voimme auttaa sinua pääsemään lääkäriin tai hoitajalle."),
        "crisis": lambda: t.ui("letter.can.crisis", "Voimme auttaa sinua löytämään jonkun, jonka kanssa puhua."),
        "shelter": lambda: t.ui("letter.can.shelter", "Voit mennä turvakotiin milloin tahansa. Se ei maksa mitään."),
        "social": lambda: t.ui("letter.can.social", "Voimme auttaa sinua hakemaan asuntoa ja rahaa."),
        "livelihood": lambda: t.ui("letter.can.livelihood", "Voimme auttaa hakemaan rahaa ruokaan ja muuhun välttämättömään."),
        "labour_rights": lambda: t.ui("letter.can.labour_rights", "Saat ilmaista neuvontaa palkasta ja työstä."),
        "work_advice": lambda: t.ui("letter.can.work_advice", "Saat neuvoja oikeuksistasi työssä."),
        "legal_advice": lambda: t.ui("letter.can.legal_advice", "Lakimies voi neuvoa sinua, myös luvasta olla Suomessa."),
        "debt_advice": lambda: t.ui("letter.can.debt_advice", "Saat ilmaista neuvontaa veloista."),
        "consumer": lambda: t.ui("letter.can.consumer", "Saat ilmaista neuvontaa, jos et saanut sitä, mistä maksoit."),
        "money_affairs": lambda: t.ui("letter.can.money_affairs", "Voimme ottaa kanssasi yhteyttä pankkiin."),
        "pictures": lambda: t.ui("letter.can.pictures", "Voimme auttaa pyytämään, että kuvat poistetaan."),
        "sexual_violence": lambda: t.ui("letter.can.sexual_violence", "Seri-tukikeskus auttaa ilman rikosilmoitusta."),
        "honour": lambda: t.ui("letter.can.honour", "Voimme etsiä kanssasi palvelun, joka osaa auttaa."),
        "sells_sex_support": lambda: t.ui("letter.can.sells_sex_support", "Pro-tukipiste neuvoo ilmaiseksi. Nimeä ei tarvitse kertoa."),
        "police": lambda: t.ui("letter.can.police", "Poliisilta saa neuvoja. Päätät itse, teetkö rikosilmoituksen."),
    }
    return said[name]()


def _want(a: Assessed, most: int) -> Part:
    """What the person wants, in sentences to the person; what they did not want to speak of is not named again, not on paper either."""
    facts, known, marks = a.case.book.facts, a.case.answers.known, a.case.answers.marks
    every = [(f.id, told_of_wish(f, known[f.id])) for f in facts.values() if f.id in known]
    wishes = [(name, wish) for name, wish in every if wish in WISHES]
    lines = [Line(f"fact.{name}", partial(_wished, wish)) for name, wish in wishes[:most]]
    if any(mark == Mark.DECLINED for mark in marks.values()):
        lines.append(Line("letter.declined", _declined))
    return Part("want", lambda s: s.t.ui("letter.want", "Sinun valintasi"), tuple(lines))


def _declined(s: Speaker) -> str:
    """Not that something was declined, and of what: a paper can be found."""
    return s.t.ui("letter.declined", "Sinun ei tarvitse puhua siitä, mistä et halua.")


def _wished(wish: str, s: Speaker) -> str:
    return WISHES[wish](s.t)


WISHES: Final[Mapping[str, Callable[[Texts], str]]] = {
    "help": lambda t: t.ui("letter.want.help", "Haluat apua."),
    "think": lambda t: t.ui("letter.want.think", "Haluat miettiä. Voit palata asiaan myöhemmin."),
    "not_now": lambda t: t.ui("letter.want.not_now", "Voit muuttaa mieltäsi milloin tahansa."),
    "agrees": lambda t: t.ui("letter.want.agrees", "Haluat, että pyydämme apua auttamisjärjestelmästä."),
    "no_referral": lambda t: t.ui("letter.want.no_referral", "Et halua nyt apua auttamisjärjestelmästä. Voit muuttaa mieltäsi."),
    "anonymous": lambda t: t.ui("letter.want.anonymous", "Olet sanonut, että saamme kysyä neuvoa kertomatta nimeäsi."),
    "return": lambda t: t.ui("letter.want.return", "Haluat palata kotimaahasi tai muuhun maahan."),
    "no_police": lambda t: t.ui("letter.want.no_police", "Et halua, että asiasta kerrotaan poliisille."),
    "police": lambda t: t.ui("letter.want.police", "Poliisille saa kertoa tilanteestasi."),
}


def _tell(a: Assessed) -> Part:
    """What has to be told and to whom. That nothing is passed on is said only where no duty or power to tell holds or may hold."""
    rules = [d for d in a.duties.values() if d.rule.tells and d.counts]
    kinds = dict.fromkeys(d.rule.tells for d in rules if _effects(d, (d.due,)) == {"duty"})
    nothing = all(_effects(d, (d.due, *d.options, *d.possible)).isdisjoint(TELLING) for d in rules)
    free = held(a.case.book, "no_duty_to_tell", a.duties)
    route = of_role(a, "child")
    open_ = ["perhaps_child_welfare"] if route and route.due else []
    sure = [*kinds] or (["adult"] if nothing and free and free.due else open_)
    names = [*sure, "life"]
    view = of_role(a, "child_in_view")
    if view and view.counts and view.possible and not (route and route.due):
        names.insert(len(sure), "if_young")
    if not sure:  # first that nothing is passed on unsaid
        names.insert(0, "ask_us")
    lines = tuple(Line(f"letter.tell.{name}", partial(_must_tell, name)) for name in names)
    return Part("tell", lambda s: s.t.ui("letter.tell", "Mitä kerromme muille"), lines, len(lines))


def _effects(d: Decision, outcomes: Iterable[str | None]) -> set[str]:
    """What kind of clauses lead to some outcomes, as far as they may hold."""
    wanted = {*outcomes}
    return {each.clause.effect for each in d.clauses if each.applies != FALSE and each.clause.then and each.clause.then in wanted}


def _must_tell(name: str, s: Speaker) -> str:
    t = s.t
    said = {
        "child_welfare": lambda: t.ui(
            "letter.tell.child_welfare", "Meidän täytyy kertoa huolemme lastensuojelulle. Sanomme sinulle ensin, mitä kerromme."
        ),
        "police": lambda: t.ui("letter.tell.police", "Meidän täytyy kertoa asiasta poliisille. Sanomme sinulle ensin, mitä kerromme."),
        "on_request": lambda: t.ui("letter.tell.on_request", "Jos poliisi pyytää tietoja, meidän täytyy antaa ne."),
        "adult": lambda: t.ui("letter.tell.adult", "Emme kerro nimeäsi muille ilman lupaasi."),
        "perhaps_child_welfare": lambda: t.ui(
            "letter.tell.perhaps_child_welfare",
            "Meidän täytyy ehkä kertoa asiasta lastensuojelulle. Se voi kertoa poliisille. Sanomme sen sinulle ensin.",
        ),
        "if_young": lambda: t.ui(
            "letter.tell.if_young", "Jos olet alle 18-vuotias, meidän täytyy ehkä kertoa lastensuojelulle. Sanomme sen sinulle ensin."
        ),
        "ask_us": lambda: t.ui("letter.tell.ask_us", "Joskus meidän täytyy kertoa muille. Sanomme sen sinulle, ennen kuin jatkamme."),
        "life": lambda: t.ui("letter.tell.life", "Jos joku on hengenvaarassa, soitamme 112. Sieltä voi tulla ambulanssi tai poliisi."),
    }
    return said[name]()


def _call(a: Assessed, most: int) -> Part:
    """From which telephone, then who answers a call: for a child first those who answer children."""
    book, fit = a.case.book, contacts(a)
    route = of_role(a, "child")
    young = [*filter(None, [holder(book, "child_helpline")])] if route and route.due else []
    names = [name for name in (*fit[:2], *young, *fit[2:]) if book.actors[name]["contact"].get("phone")]
    lines = tuple(
        Line(f"actor.{name}", partial(_number, name, a.case.dates.as_of), links=tuple(ways_to_reach(book.actors[name]["contact"])))
        for name in names[:most]
    )
    safely = Line("letter.phone", lambda s: s.t.ui("letter.phone", "Älä soita puhelimesta, jonka joku muu voi tarkistaa."))
    return Part("call", lambda s: s.t.ui("letter.call", "Kenelle voit soittaa"), (safely, *lines), 3 + len(young))


def _number(name: str, day: date, s: Speaker) -> str:
    t = s.t
    short: dict[str, Callable[[], str]] = {
        "emergency": lambda: t.ui("letter.name.emergency", "Hätänumero"),
        "victim_support": lambda: t.ui("letter.name.victim_support", "Rikosuhripäivystys (ei poliisi)"),
    }
    role, phone = s.book.actors[name].get("role"), phone_of(s.book.actors[name]["contact"], s.lang)[0]
    if role == "assistance_system":
        return t.ui(
            "letter.call.assistance_system",
            "Auttamisjärjestelmä: {phone}. Se on julkinen palvelu ihmisille, joita on kohdeltu huonosti tai käytetty hyväksi. Se ei ole "
            "poliisi. Nimeäsi ei tarvitse sanoa.",
        ).format(phone=phone)
    return f"{short[role]() if role in short else short_name(s, name, day)}: {phone}"


def _ask(a: Assessed, most: int) -> Part:
    """What the person wants: nothing that hurts on paper, nothing about others, and nothing that was answered or declined."""
    wanted = a.state in (State.PROPOSAL, State.ADVICE) and wished(a, "wish_for_help") != "not_now"
    asked = ("interpreter", *(("consent",) if wanted else ()), "contact")
    roles = [role for role in asked if holder(a.case.book, role) and answered(a, role) is None]
    lines = tuple(Line(f"fact.{holder(a.case.book, role)}", partial(_question, role)) for role in roles[:most])
    return Part("ask", lambda s: s.t.ui("letter.ask", "Kysymyksiä sinulle. Sinun ei tarvitse vastata."), lines)


def _back(_a: Assessed) -> Part:
    return Part("back", None, (Line("letter.back", lambda s: s.t.ui("letter.back", "Voit tulla takaisin, kun haluat.")),))


def _question(role: str, s: Speaker) -> str:
    t = s.t
    return {
        "interpreter": lambda: t.ui("letter.ask.interpreter", "Haluatko tulkin?"),
        "consent": lambda: t.ui("letter.ask.help", "Haluatko, että pyydämme sinulle apua? Voit sanoa ei."),
        "contact": lambda: t.ui(
            "letter.ask.contact", "Miten sinuun voi turvallisesti ottaa yhteyttä? Kerro se meille, älä kirjoita tähän."
        ),
    }[role]()


WHOLE: Final[Mapping[str, Callable[[Assessed], Part]]] = {"first": _first, "tell": _tell, "now": _now, "back": _back}
COUNTED: Final[Mapping[str, Callable[[Assessed, int], Part]]] = {"want": _want, "call": _call, "ask": _ask}
"""The parts of the closed list, as those of the brief."""
