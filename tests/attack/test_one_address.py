"""The service sends nobody elsewhere: each operation has one address, and whoever follows a redirect would send the answers once more."""

from itertools import product

import pytest
from fastapi.routing import APIRoute

from tests.api.client import asking, faults
from tunnistus.api import app

pytestmark = pytest.mark.enable_socket
PATHS = [route.path.replace("{name}", "documents_withheld") for route in app.routes if isinstance(route, APIRoute)]
WAYS = {
    "a slash more": lambda path: f"{path}/",
    "two slashes more": lambda path: f"{path}//",
    "a slash before": lambda path: f"/{path}",
    "an encoded slash": lambda path: f"{path}%2F",
    "an encoded slash before": lambda path: f"/%2F{path[1:]}",
    "large letters": str.upper,
    "a dot": lambda path: f"{path}/.",
    "itself": str,
}
HOSTS = ("testserver", "example.org", "example.org:80", "[::1]", "")


@pytest.mark.deep
def test_34_no_response_leads_elsewhere() -> None:
    assert len(PATHS) > 9
    with asking(follow_redirects=False) as client:
        for path, (way, other) in product(PATHS, WAYS.items()):
            for method in ("GET", "HEAD", "PUT", "POST"):
                if way == "itself" and method in ("GET", "HEAD"):
                    continue  # what is there: other tests look at it
                response = client.request(
                    method, f"http://testserver{other(path)}", json={}, headers={"Host": HOSTS[len(path) % len(HOSTS)]}
                )
                assert "location" not in response.headers, (method, way, path)
                assert not 300 <= response.status_code < 400


def test_34_answers_sent_to_an_address_with_a_slash_are_refused_as_a_problem() -> None:
    with asking(follow_redirects=False) as client:
        for path, host in product(("/assess/", "/assess//", "/ask/", "/explain/", "/assess/again/"), HOSTS):
            response = client.post(path, json={"answers": {}, "as_of": "2026-11-24"}, headers={"Host": host, "X-Forwarded-Proto": "https"})
            assert (response.status_code, [each["code"] for each in faults(response)]) == (404, ["not-found"])


def test_34_the_service_makes_no_redirect_of_slashes() -> None:
    assert app.router.redirect_slashes is False
