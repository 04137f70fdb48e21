"""The form of the interview in a browser."""

from tests.api.client import DAY

BEGIN = {"as_of": DAY, "register": "worker"}
