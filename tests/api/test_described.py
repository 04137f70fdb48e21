"""The service against its own description, by schemathesis: what it says it takes, and what it says it does not take, of every operation.

``make api`` sends 1,000 of each, so 2,000, to every operation that can be sent either; ``make test-deep`` a few.
"""

import os
from functools import cache
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings

from tunnistus.api import app

pytestmark = [pytest.mark.enable_socket, pytest.mark.deep]
EXAMPLES: Final = int(os.environ.get("TUNNISTUS_API_EXAMPLES", "10"))
OPERATIONS: Final = [f"{method.upper()} {path}" for path, methods in app.openapi()["paths"].items() for method in methods]
EACH: Final = [
    *((name, "positive") for name in OPERATIONS),
    *((name, "negative") for name in OPERATIONS if name.startswith("POST") or name == "GET /diff"),
]


@cache
def described() -> dict[str, Any]:
    """Every operation as schemathesis reads it, by its label. Only here is schemathesis imported, which takes seconds."""
    import schemathesis

    found = (each.ok() for each in schemathesis.openapi.from_asgi("/openapi.json", app).get_all_operations())
    return {operation.label: operation for operation in found}


def checks() -> list[Any]:
    """What an answer is held to."""
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks as of

    return [
        not_a_server_error,
        of.status_code_conformance,
        of.content_type_conformance,
        of.response_headers_conformance,
        of.response_schema_conformance,
        of.negative_data_rejection,
    ]


def test_every_operation_is_tried() -> None:
    assert set(OPERATIONS) == set(described())


@pytest.mark.parametrize(("name", "mode"), [pytest.param(name, mode, id=f"{name}-{mode}") for name, mode in EACH])
def test_an_operation_answers_as_it_is_described(name: str, mode: str) -> None:
    from schemathesis import GenerationMode

    held = checks()

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(described()[name].as_strategy(generation_mode=GenerationMode(mode)))
    def answers(case: Any) -> None:
        case.call_and_validate(checks=held)

    answers()
