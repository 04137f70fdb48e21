"""Messages: the sentence and what stands in it stay apart, every one has its Finnish and Swedish, and no other text reaches an error."""

import ast
import pickle
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from tests import ROOT
from tunnistus import errors
from tunnistus.errors import LoadError, Problems, TunnistusError
from tunnistus.messages import LONGEST, Message, message
from tunnistus.places import places
from tunnistus.shipping import l10n
from tunnistus.unseen import UNSEEN

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
NAMES = st.sampled_from(["name", "most", "fact"])
TEMPLATES = st.lists(st.one_of(st.text("abc .:", max_size=8), NAMES.map("{{{}}}".format)), max_size=6).map("".join)

# -- a message -------------------------------------------------------------------------------------------------------


@given(TEMPLATES, st.fixed_dictionaries(dict.fromkeys(("name", "most", "fact"), TEXT)))
def test_a_message_is_its_english_sentence_and_keeps_the_template(template: str, values: dict[str, str]) -> None:
    made = message(template, **values)
    assert made == made.said(str)
    assert made.template == template
    assert not UNSEEN.search(made)
    assert len(made) <= LONGEST + 1
    again = pickle.loads(pickle.dumps(made))
    assert (type(again), again, again.template, again.values) == (Message, made, template, made.values)


@given(TEXT)
def test_what_stands_in_a_place_is_no_template(text: str) -> None:
    """Text in braces that somebody gave as a name stays text, in another message too."""
    inner = message("{name}", name="{most}" + text)
    outer = message("{fact} {most}", fact=inner, most=7)
    assert outer == f"{inner} 7"
    assert outer.said(str.upper) == "{FACT} {MOST}"  # what no catalogue would say: another template has other places
    assert outer.said(lambda template: f"– {template}").startswith("– – {most}")


def test_a_message_in_a_message_is_translated_and_a_name_is_not() -> None:
    fi = {"It has {decimals}.": "Siinä on {decimals}.", "at most {decimals} decimals": "enintään {decimals} desimaalia"}
    made = message("It has {decimals}.", decimals=message("at most {decimals} decimals", decimals=2))
    assert made == "It has at most 2 decimals."
    assert made.said(lambda template: fi[template]) == "Siinä on enintään 2 desimaalia."


def test_a_long_name_does_not_make_a_long_message() -> None:
    made = message("There is no fact {name}.", name="x" * 10**6)
    assert len(made) <= LONGEST + 1
    assert len(made.said(lambda _: "Tietoa {name} ei ole.")) <= LONGEST + 1


# -- an error --------------------------------------------------------------------------------------------------------


def test_an_error_says_all_its_faults_in_a_language() -> None:
    fi = {"Wrong: {name}.": "Väärin: {name}.", "Do {name}.": "Tee {name}."}
    found = Problems()
    for name in "ab":
        with found.collect():
            raise LoadError(message("Wrong: {name}.", name=name), where=name, todo=message("Do {name}.", name=name))
    with pytest.raises(LoadError) as caught:
        found.stop()
    assert str(caught.value) == "a: Wrong: a. Do a.\nb: Wrong: b. Do b."
    assert caught.value.said(lambda template: fi[template]) == "a: Väärin: a. Tee a.\nb: Väärin: b. Tee b."
    assert pickle.loads(pickle.dumps(caught.value)).said(lambda template: fi[template]) == caught.value.said(lambda template: fi[template])


def test_text_that_is_no_message_stays_as_it_is_in_every_language() -> None:
    problem = TunnistusError("Whatever {name}.", where="here")  # type: ignore[arg-type]  # another's code
    assert str(problem) == problem.said({"{text}": "{text}"}.__getitem__) == "here: Whatever {name}."


@cache
def templates() -> list[tuple[Any, Any]]:
    """The messages in the code of the package, each with its context."""
    return list(l10n.templates(ROOT))


# -- the catalogues --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", l10n.MESSAGES.langs)
def test_every_message_is_translated_with_the_same_places(lang: str) -> None:
    with l10n.MESSAGES.path(ROOT / "locales", lang).open("rb") as file:
        said = {each.id: each.string for each in read_po(file) if each.id}
    there = {template for _, template in templates()}
    assert len(there) > 400
    assert said.keys() == there
    assert [template for template in said if not said[template] or places(template) != places(said[template])] == []
    assert [template for template in there if places(template) is None] == []


# -- the code --------------------------------------------------------------------------------------------------------

ERRORS = {name for name in dir(errors) if isinstance(kind := getattr(errors, name), type) and issubclass(kind, TunnistusError)}
# Who makes an error or a finding, and which of the arguments without a name are messages.
MAKERS = {
    **dict.fromkeys(ERRORS, (0,)),
    "error": (1, 2),
    "refuse": (1, 2),
    "_error": (0, 1),
    "Finding": (2, 3),
    "finding": (1, 2),
    "of": (0,),
}


def no_messages(tree: ast.AST) -> Iterator[str]:
    """Text that is put together where a message belongs, and messages that are no literal or whose places are not those of the template."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
            given = [
                *(node.args[n] for n in MAKERS.get(name, ()) if n < len(node.args)),
                *(k.value for k in node.keywords if k.arg == "todo"),
            ]
            yield from (f"{node.lineno}: {ast.unparse(each)}" for each in given if any(map(is_text, choices(each))))
            if isinstance(node.func, ast.Name) and node.func.id == "message":
                yield from (f"{node.lineno}: {ast.unparse(node)}" for _ in range(not is_template(node)))


def choices(node: ast.AST) -> list[ast.AST]:
    if isinstance(node, ast.BoolOp):
        return [each for value in node.values for each in choices(value)]
    return [*choices(node.body), *choices(node.orelse)] if isinstance(node, ast.IfExp) else [node]


def is_text(node: ast.AST) -> bool:
    """Whether it is text: a literal, one with values in it, two of them, or a method of one."""
    match node:
        case ast.Constant(value=str()) | ast.JoinedStr():
            return True
        case ast.BinOp(left=left, right=right):
            return is_text(left) or is_text(right)
        case ast.Call(func=ast.Attribute(value=inner)):
            return is_text(inner)
    return False


def is_template(call: ast.Call) -> bool:
    match call.args:
        case [ast.Constant(value=str(template))]:
            wanted, given = set(places(template) or ()), {keyword.arg for keyword in call.keywords}
            return places(template) is not None and (given <= wanted if call.keywords else True)
    return False


def test_no_error_or_finding_is_made_of_other_text() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{each}"
        for path in sorted((ROOT / "src" / "tunnistus").rglob("*.py"))
        for each in no_messages(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        "raise LoadError(f'There is no {name}.')",
        "raise LoadError('There is none.')",
        "raise LoadError(message('a') if a else f'{b}')",
        "raise AnswerError(what, todo='Use ' + name)",
        "raise AnswerError(what, todo=nearest(name) or 'Use {}.'.format(name))",
        "document.error(path, ', '.join(names))",
        "yield Finding(code, where, message('a'), f'{b}')",
        "message(f'There is no {name}.')",
        "message('There is no ' + name)",
        "message('There is no {name}.', names=name)",
        "message('There is no {name!r}.', name=name)",
    ],
)
def test_the_test_before_sees_other_text(code: str) -> None:
    assert [*no_messages(ast.parse(code))]


def test_mypy_refuses_text_for_a_message() -> None:
    """The types say the same, so that text which comes from a variable is refused too."""
    hints: dict[str, Any] = errors.TunnistusError.__init__.__annotations__
    assert (hints["what"], hints["todo"]) == ("Message", "Message")


def test_a_template_names_its_places_in_words() -> None:
    found = templates()
    assert len(found) > 500
    assert [
        t
        for _, t in found
        if re.search(r"\{(?:.|..|part|value_.|.*_[xyzw])\}", str(t)) and "{n}" not in t and "{by}" not in t and "{on}" not in t
    ] == []
