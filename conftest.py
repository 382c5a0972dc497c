"""Makes a test that did not run count as a failure: what is not proven must not look proven."""

from __future__ import annotations

import pytest

NOT_RUN = ("skipped", "xfailed")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Turn an otherwise fine session into a failed one when a test did not run."""
    if session.exitstatus == pytest.ExitCode.OK and _count_not_run(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say why the session failed although no test did."""
    if count := _count_not_run(config):
        terminalreporter.section("not run", red=True)
        terminalreporter.line(f"{count} not run (skipped or expected to fail): counted as failed.")


def _count_not_run(config: pytest.Config) -> int:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return sum(len(reporter.stats.get(kind, ())) for kind in NOT_RUN) if reporter else 0
