"""The service against its own description, by schemathesis: what it says it takes, and what it says it does not take, of every operation.

``make api`` sends 1,000 of each, so 2,000, to every operation that can be sent either; ``make test-deep`` a few. Whole results take long to spoil: of
those there is a twentieth.
"""

import os
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tunnistus.api import app

pytestmark = [pytest.mark.enable_socket, pytest.mark.deep]
EXAMPLES: Final = int(os.environ.get("TUNNISTUS_API_EXAMPLES", "10"))
CHECKS: Final = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance, response_schema_conformance,
    negative_data_rejection,
]  # fmt: skip
SCHEMA: Final = schemathesis.openapi.from_asgi("/openapi.json", app)
OPERATIONS: Final = {operation.label: operation for operation in (found.ok() for found in SCHEMA.get_all_operations())}


GOOD, BAD = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
EACH: Final = [
    *((name, GOOD) for name in OPERATIONS),
    *((name, BAD) for name in OPERATIONS if name.startswith("POST") or name == "GET /diff"),
]


@pytest.mark.parametrize(("name", "mode"), [pytest.param(name, mode, id=f"{name}-{mode.value}") for name, mode in EACH])
def test_an_operation_answers_as_it_is_described(name: str, mode: GenerationMode) -> None:
    examples = max(1, EXAMPLES // 20) if name == "POST /assess/again" else EXAMPLES

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(OPERATIONS[name].as_strategy(generation_mode=mode))
    def answers(case: Any) -> None:
        case.call_and_validate(checks=CHECKS)

    answers()
