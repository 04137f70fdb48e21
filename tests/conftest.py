"""Profiles of Hypothesis: fixed examples everywhere, many random ones with ``--hypothesis-profile=nightly``, few with ``brief``."""

from hypothesis import HealthCheck, settings

quiet = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("default", derandomize=True, deadline=None, max_examples=100, suppress_health_check=quiet)
settings.register_profile("nightly", derandomize=False, deadline=None, max_examples=5_000, suppress_health_check=quiet)
settings.register_profile("brief", derandomize=True, deadline=None, max_examples=15, suppress_health_check=quiet)
settings.load_profile("default")
