"""Nothing that a person wrote reaches any output, whichever library logs it, at whatever level."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import textwrap

import pytest

from services_directory.settings import ROOT

CANARY = "cnryZQ81"
PREAMBLE = f"""
import logging, sys, warnings, threading, asyncio
from bot.privacy import logs
CANARY = {CANARY!r}
"""


def run(body: str, level: str = "DEBUG") -> tuple[list[dict[str, object]], str]:
    """Run code in a process of its own with the logs configured; give its lines and all that it printed."""
    code = f"{PREAMBLE}\nlogs.configure('test', {level!r})\n{textwrap.dedent(body)}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60)
    printed = done.stdout + done.stderr
    return [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")], printed


LEAKS = {
    "an f-string": "logging.getLogger('rasa.core').info(f'said {CANARY}')",
    "arguments": "logging.getLogger('sanic').warning('said %s', CANARY)",
    "broken arguments": "logging.getLogger('x').warning('said %s %s', CANARY)",
    "our own logger used directly": "logging.getLogger('faro').error(CANARY)",
    "extra fields": "logging.getLogger('x').error('said', extra={'text': CANARY})",
    "an exception": """
        try:
            raise ValueError(CANARY)
        except ValueError:
            logging.getLogger('rasa').exception(CANARY)
    """,
    "a chained exception": """
        try:
            try:
                raise ValueError(CANARY)
            except ValueError as first:
                raise RuntimeError(CANARY) from first
        except RuntimeError:
            logging.getLogger('rasa').error('x', exc_info=True, stack_info=True)
    """,
    "structlog": "import structlog; structlog.get_logger().debug('said', text=CANARY)",
    "structlog with an exception": """
        import structlog
        try:
            raise ValueError(CANARY)
        except ValueError:
            structlog.get_logger().exception(CANARY, parse_data_text=CANARY)
    """,
    "a warning": "warnings.warn(f'said {CANARY}')",
    "a warning with all filters reset": "warnings.resetwarnings(); warnings.simplefilter('always'); warnings.warn(CANARY)",
    "a handler that a library adds": "logging.getLogger('l').addHandler(logging.StreamHandler()); logging.getLogger('l').error(CANARY)",
    "an exception that nobody catches": "raise KeyError(CANARY)",
    "a thread that dies": "t = threading.Thread(target=lambda: {}[CANARY]); t.start(); t.join()",
    "a destructor that fails": """
        class Fails:
            def __del__(self):
                raise ValueError(CANARY)
        Fails()
    """,
    "a task that nobody awaits": """
        async def main():
            logs.watch(asyncio.get_running_loop())
            async def fails():
                raise ValueError(CANARY)
            task = asyncio.ensure_future(fails())
            await asyncio.sleep(0.01)
            del task
        asyncio.run(main())
    """,
    "a logger's name": "logging.getLogger(CANARY + ' said this to me').error('x')",
}


@pytest.mark.parametrize("body", LEAKS.values(), ids=LEAKS.keys())
def test_no_words_in_any_output(body: str) -> None:
    lines, printed = run(body)
    assert CANARY not in printed
    assert lines or body == LEAKS["a warning"], "a fault must leave a line, or nobody could mend it"


def test_an_exception_is_reported_by_type_and_place() -> None:
    lines, _ = run("import json; json.loads(CANARY)")
    assert lines[-1]["error"] == "JSONDecodeError"
    assert re.fullmatch(r"json\.decoder\.py:\d+", str(lines[-1]["place"]))


def test_own_events_carry_allowed_fields() -> None:
    lines, _ = run("logs.report('worker.ready', seconds=1.5, model='faro-1.tar.gz', language=None)", "INFO")
    assert lines[0] | {"time": ""} == {
        "time": "", "level": "info", "component": "test", "event": "worker.ready", "seconds": 1.5, "model": "faro-1.tar.gz",
    }  # fmt: skip


@pytest.mark.parametrize(
    "call",
    [
        "logs.report('x', text='hello')",
        "logs.report('x', conversation='abc')",
        "logs.report('x', status='undocumented')",
        "logs.report('x', code='my name is Ana')",
        "logs.report('x', code=5)",
        "logs.report('x', count='+34600000000')",
        "logs.report('they said: help me')",
    ],
)
def test_other_fields_are_refused_without_naming_the_value(call: str) -> None:
    body = f"""
        try:
            {call}
            print('LET THROUGH')
        except logs.NotAllowed as refused:
            assert 'Ana' not in str(refused) and '+34' not in str(refused)
            logs.report('refused')
    """
    lines, printed = run(body)
    assert "LET THROUGH" not in printed
    assert lines[-1]["event"] == "refused"


def test_below_the_level_nothing_is_written() -> None:
    lines, printed = run("logs.report('x', level='DEBUG'); logging.getLogger('rasa').debug('y'); warnings.warn('z')", "INFO")
    assert lines == []
    assert printed == ""
