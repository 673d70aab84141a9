"""What goes wrong during an audit: each fault makes something fail while conversations are held, and puts it right again."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.audit.system import Audited

Hold = Callable[[], None]

# Each raises with everything that it was given in its text.
COMPONENTS = {
    "identity": ["bot.privacy.identity:ConversationIds.find", "bot.shared.identity:SharedIds.find"],
    "redaction": ["bot.channels.base:Desk._cleaned"],
    "rate limit": ["services_directory.web.limits:Limiter.wait"],
    "REST channel": ["bot.channels.rest:RestChannel._read"],
    "web channel": ["bot.channels.web:WebChat._answered_page"],
    "answer of a worker": ["bot.channels.base:from_worker"],
    "danger words": ["bot.channels.emergency:Emergency.answer", "bot.worker_client:_Link.ask"],
    "link to the worker": ["bot.worker_client:_Link.ask"],
    "access API": ["services_directory.web.access_api:from_body"],
    "turn": ["bot.turns:Turns._answer"],
    "language": ["bot.nlu.language_component:LanguageComponent.process"],
    "words": ["bot.nlu.tokenizer:BlankSpacyTokenizer.process"],
    "classifier": ["bot.nlu.request_classifier:RequestClassifier.process"],
    "facts": ["bot.nlu.facts_component:FactsComponent.process"],
    "hearing": ["bot.assistant:Assistant.hear"],
    "policy": ["bot.policies.crisis_first:CrisisFirstPolicy.predict_action_probabilities"],
    "Rasa's policy": ["rasa.core.policies.rule_policy:RulePolicy.predict_action_probabilities"],
    "action": ["rasa_sdk.executor:ActionExecutor.run"],
    "directory": ["services_directory.access.directory:Directory.answer"],
    "phrases": ["bot.nlg.phrasebook:PhrasebookGenerator.generate"],
    "saving": ["bot.tracker_store:condense"],
    "reading": ["bot.tracker_store:ConversationStore.retrieve"],
    "sealing": ["bot.privacy.sealing:Secret.seal"],
    "Redis": ["bot.shared.leases:Leases._ask"],
    "counting": ["bot.privacy.counting:Counts.turn"],
}


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault, and the conversations during it.

    Attributes:
        happen: makes it happen around a call that holds the conversations.
        ends_processes: memory of processes that are gone cannot be searched, so what is alive is searched before.
    """

    name: str
    happen: Callable[[Audited, Hold], None]
    ends_processes: bool = False


def exception_in(component: str) -> Fault:
    """The component fails whatever it is given."""

    def happen(system: Audited, hold: Hold) -> None:
        system.follow(fail=COMPONENTS[component])
        try:
            hold()
        finally:
            system.follow()

    return Fault(f"exception: {component}", happen)


def _normal(_: Audited, hold: Hold) -> None:
    hold()


def _worker_killed(system: Audited, hold: Hold) -> None:
    """Messages are slow, and in the middle of them every worker is killed."""
    system.follow(slow={"bot.assistant:Assistant.answer": 1.0})
    talking = threading.Thread(target=hold)
    talking.start()
    for _ in range(2):
        time.sleep(1.5)
        system.kill("worker")
    talking.join()
    system.follow(wait=False)
    system.start()
    system.follow()


def _worker_aborts(system: Audited, hold: Hold) -> None:
    """A worker ends as a crash would end it: the system would write its memory to a file, if it were let."""
    hold()
    system.kill("worker", signal.SIGABRT)
    system.kill("front door", signal.SIGABRT)
    time.sleep(1.0)
    system.start()


def _all_killed(system: Audited, hold: Hold) -> None:
    """Each process is killed in the middle of a talk and started again."""
    for name in ("worker", "redis", "front door"):
        hold()
        system.kill(name)
        time.sleep(0.5)
        system.start()
        hold()


def _database_gone(system: Audited, hold: Hold) -> None:
    file, away = system.var / "directory.db", system.var / "directory.gone"
    file.rename(away)
    try:
        hold()
    finally:
        away.replace(file)


def _disk_full(system: Audited, hold: Hold) -> None:
    system.fill_disk(True)
    try:
        hold()
    finally:
        system.fill_disk(False)


def _redis_dumped(system: Audited, hold: Hold) -> None:
    """Whoever has Redis writes all of it to a file."""
    hold()
    client = system.redis_client()
    if client is not None:
        client.save()
        client.bgrewriteaof()


@contextmanager
def _stopped(system: Audited) -> Iterator[None]:
    system.kill("redis", signal.SIGSTOP)
    try:
        yield
    finally:
        system.kill("redis", signal.SIGCONT)


def _redis_silent(system: Audited, hold: Hold) -> None:
    with _stopped(system):
        hold()


NORMAL = Fault("normal use", _normal)
GENTLE = (
    Fault("directory's database gone", _database_gone),
    Fault("disk full", _disk_full),
    Fault("Redis dumped to a file", _redis_dumped),
    Fault("Redis silent", _redis_silent),
)
FATAL = (
    Fault("worker killed in a turn", _worker_killed, True),
    Fault("worker and front door crash", _worker_aborts, True),
    Fault("each process killed", _all_killed, True),
)
