"""The test matrix: `nox`, or one Python with `nox -s tests-3.12 -- -m "not slow"`."""

import nox

nox.options.error_on_missing_interpreters = False


@nox.session(python=["3.11", "3.12", "3.13"])
def tests(session: nox.Session) -> None:
    session.install("--require-hashes", "-r", "requirements/dev.txt")
    session.install("--no-deps", "--no-build-isolation", "-e", ".")
    session.run("python", "-m", "pytest", *session.posargs)


@nox.session(python=["3.12"])
def bulk(session: nox.Session) -> None:
    """Columns, SQL and Spark with the other libraries; needs Java 17 and PostgreSQL for all of it. About three minutes."""
    session.install("-e", ".[test,bulk]")
    session.run(
        "python",
        "-m",
        "pytest",
        "-rs",
        "tests/test_columns.py",
        "tests/test_batches.py",
        "tests/test_sql.py",
        "tests/test_spark.py",
        *session.posargs,
    )
