"""Sessions: lint, types, tests, docs, bench. Run `nox` for the first four."""

import nox

nox.options.sessions = ["lint", "types", "tests", "docs"]
nox.options.error_on_external_run = True
PYTHONS = nox.project.python_versions(nox.project.load_toml("pyproject.toml"))


@nox.session
def lint(session: nox.Session) -> None:
    session.install("-e", ".[lint]")
    session.run("ruff", "check", ".")
    session.run("lint-imports")


@nox.session
def types(session: nox.Session) -> None:
    session.install("-e", ".[lint,test]")
    session.run("mypy")


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    session.install("-e", ".[test]")
    session.run("pytest", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    session.install("-e", ".[docs,test]")
    session.run("mkdocs", "build", "--strict")
    session.run("pytest", "docs", "README.md", "src", "-q")


@nox.session
def bench(session: nox.Session) -> None:
    session.install("-e", ".")
    session.run("python", "bench/linear.py", *session.posargs)
