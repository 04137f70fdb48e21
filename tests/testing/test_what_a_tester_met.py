"""What stopped or slowed somebody who tested the rules of a municipality, sentence by sentence, and the test that holds each of them."""

import ast
from collections.abc import Mapping

import pytest

from tests import ROOT

BORDERS, LEADING, PLUGIN, KIT = (f"tests/testing/test_{name}.py" for name in ("borders", "leading", "plugin", "kit"))
EXPECTATIONS, MUTATION = "tests/trying/test_expectations.py", "tests/trying/test_mutation.py"
MET: Mapping[str, tuple[tuple[str, str], ...]] = {
    "With gt: 65 for ge: 65, 65 is never drawn": ((BORDERS, "test_a_number_that_is_off_by_one_is_found_from_the_rule_alone"),),
    "Every date is the same day, so nobody is in time": ((BORDERS, "test_somebody_is_in_time_and_somebody_late_by_a_day"),),
    "That every outcome comes about is not so": (
        (LEADING, "test_somebody_has_each_outcome_of_each_shipped_rule"), (LEADING, "test_every_outcome_comes_about_when_none_is_named"),
    ),
    "A case that expects nothing is green everywhere": ((EXPECTATIONS, "test_a_case_file_that_would_check_nothing_is_refused_with_the_remedy"),),
    "A failing property prints a case that would be green when pasted": (
        (KIT, "test_an_invented_person_prints_as_a_case_to_paste"),
    ),
    "mutate does not touch derived lengths, periods and deciders": (
        (MUTATION, "test_what_a_case_says_of_its_clause_kills_what_tells_that_otherwise"),
        (MUTATION, "test_a_greater_number_is_noticed_by_a_case_of_its_period_and_by_one_of_what_is_derived"),
    ),
    "The rules are looked for from the working directory": ((PLUGIN, "test_rules_are_named_from_the_root_of_the_project"),),
    "The cases vanish from a directory below, without a word": ((PLUGIN, "test_where_no_case_of_the_rules_ran_it_is_told"),),
    "A directory that is not there passes": ((PLUGIN, "test_a_folder_that_is_missing_or_empty_is_an_error"),),
    "The laws fail on any overlay": ((LEADING, "test_the_laws_hold_for_an_overlay"),),
    "People of an overlay are never about the municipality": (
        (LEADING, "test_people_of_an_overlay_are_about_its_rules_and_whom_they_concern"),
    ),
    "Examples are unreadable but for those of cases()": ((KIT, "test_a_failing_property_of_generated_rules_shows_them_as_a_rule_file"),),
    "A hole of a month between two versions is silent": (("tests/testing/test_twelve_mistakes.py", "test_a_mistake_is_caught"),),
    "Survivors that one case kills are printed apart": (
        (MUTATION, "test_survivors_that_one_case_kills_are_told_together_with_what_the_mistake_would_give"),
    ),
    "An error in a rule ends all tests": ((PLUGIN, "test_an_error_in_a_rule_is_one_failing_item_and_other_tests_run"),),
    "A question that was lost stays green in the fast tests": (
        ("tests/attack/test_relations.py", "test_33_no_question_is_lost_in_the_book_of_the_attack"),
    ),
    "Faults in deciding stay green in the fast tests": (("tests/deciding/test_gate.py", "test_a_mistake_is_seen"),),
}  # fmt: skip


def marks(function: ast.FunctionDef) -> str:
    return " ".join(ast.unparse(each) for each in function.decorator_list)


@pytest.mark.parametrize("sentence", MET)
def test_a_fast_test_holds_the_sentence(sentence: str) -> None:
    for file, name in MET[sentence]:
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        (found,) = (each for each in tree.body if isinstance(each, ast.FunctionDef) and each.name == name)
        assert "pytest.mark.deep" not in marks(found).split("(")[0]
