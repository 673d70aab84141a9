"""A conversation for one turn: nobody else has it meanwhile, and what was remembered is written once, whole, or not at all.

Taking it, reading the record and the answers already given is one step in the store (a script, so it is atomic); writing and
letting go is another. The lease of a process that was killed ends by itself after three seconds. A turn that lost its lease,
because its process stood still for too long, writes nothing if anybody else had the conversation meanwhile.

While the secret is changed, servers may use different ones: a conversation is locked under each of its names.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import secrets
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from bot.refused import Refused
from bot.shared.link import SharedGone, SharedLink

LEASE_MS = 3000
ANSWER_SECONDS = 120
PATIENCE_SECONDS = 8.0
MOST_ANSWERS = 4
_RENEW_SECONDS = 1.0
_FIRST_WAIT, _LONGEST_WAIT = 0.01, 0.1

# KEYS: names of the lock, of the record, of the answer (each under every secret). ARGV: token, milliseconds, how many secrets.
_TAKE = """
local many = tonumber(ARGV[3])
for i = 1, many do if redis.call('EXISTS', KEYS[i]) == 1 then return {0} end end
for i = 1, many do redis.call('SET', KEYS[i], ARGV[1], 'PX', ARGV[2]) end
local out = {1}
for i = many + 1, #KEYS do out[#out + 1] = redis.call('GET', KEYS[i]) end
return out
"""
# ARGV: token, seconds of the record, of the answer, how many secrets, the record ('' forgets it), the answer ('' is none), and
# the SHA-1 of the record as it was taken: a lease that ended by itself is still good where nobody has written since.
_GIVE = """
local many = tonumber(ARGV[4])
local ended = false
for i = 1, many do
  local holder = redis.call('GET', KEYS[i])
  if not holder then ended = true elseif holder ~= ARGV[1] then return 0 end
end
if ended then
  local now = ''
  for i = many + 1, 2 * many do now = now .. (redis.call('GET', KEYS[i]) or '') end
  if redis.sha1hex(now) ~= ARGV[7] then return 0 end
end
for i = many + 1, 2 * many do redis.call('DEL', KEYS[i]) end
if ARGV[5] ~= '' then redis.call('SET', KEYS[many + 1], ARGV[5], 'EX', ARGV[2]) end
for i = 3 * many + 1, #KEYS do redis.call('DEL', KEYS[i]) end
if ARGV[6] ~= '' then redis.call('SET', KEYS[2 * many + 1], ARGV[6], 'EX', ARGV[3]) end
for i = 1, many do redis.call('DEL', KEYS[i]) end
return 1
"""
_RENEW = """
for i = 1, #KEYS do if redis.call('GET', KEYS[i]) ~= ARGV[1] then return 0 end end
for i = 1, #KEYS do redis.call('PEXPIRE', KEYS[i], ARGV[2]) end
return 1
"""
_LET_GO = """
for i = 1, #KEYS do if redis.call('GET', KEYS[i]) == ARGV[1] then redis.call('DEL', KEYS[i]) end end
return 1
"""


@dataclass(slots=True)
class Lease:
    """A conversation in this process's hands.

    Attributes:
        taken: SHA-1 of what was remembered, sealed as it was found.
        record: what was remembered; None where nothing was.
        answer: what was answered before to this very message, if it was.
        new_record: to be remembered from now on; None forgets.
        new_answer: to be given again if the message comes again; None for none.
        old_answers: ids of messages whose answers are to be forgotten too.
    """

    conversation: str
    once: str
    token: str
    taken: str
    record: bytes | None
    answer: bytes | None
    new_record: bytes | None = None
    new_answer: bytes | None = None
    old_answers: list[str] = field(default_factory=list)


class Leases:
    """Takes conversations out of the shared store and puts them back.

    Args:
        seconds: how long a silent conversation is remembered.
    """

    def __init__(self, link: SharedLink, seconds: int) -> None:
        self._link = link
        self._seconds = seconds
        self._take, self._give, self._renew, self._let_go = map(link.redis.register_script, (_TAKE, _GIVE, _RENEW, _LET_GO))

    @asynccontextmanager
    async def taken(self, conversation: str, once: str) -> AsyncIterator[Lease]:
        """Have a conversation while the block runs; what the lease holds at its end is written, unless the block fails.

        Args:
            once: id of the message that is answered.

        Raises:
            SharedGone: the store does not answer.
            Refused: busy, when another turn holds it for more than eight seconds, or when the block stood still for so long
                that another turn may have begun.
        """
        lease = await self._wait(conversation, once)
        renewing = asyncio.create_task(self._keep(lease))
        try:
            yield lease
        except BaseException:
            with suppress(SharedGone):
                await self._ask(self._let_go, self._locks(lease), [lease.token])
            raise
        else:
            await self._put(lease)
        finally:
            renewing.cancel()

    async def _wait(self, conversation: str, once: str) -> Lease:
        until, wait, token = time.monotonic() + PATIENCE_SECONDS, _FIRST_WAIT, secrets.token_hex(8)
        names = [name for kind in ("lock", "talk") for name in self._link.keys(kind, conversation)]
        names += self._link.keys("said", _message(conversation, once))
        many = len(self._link.secrets)
        while True:
            found = await self._ask(self._take, names, [token, LEASE_MS, many])
            if found[0]:
                taken = hashlib.sha1(b"".join(filter(None, found[1 : 1 + many])), usedforsecurity=False).hexdigest()
                record = self._link.open("talk", conversation, found[1 : 1 + many])
                answer = self._link.open("said", _message(conversation, once), found[1 + many :])
                return Lease(conversation, once, token, taken, record, answer)
            if time.monotonic() >= until:
                raise Refused("busy")
            await asyncio.sleep(wait * (0.5 + random.random()))  # noqa: S311 (spreads who waits; no secret)
            wait = min(_LONGEST_WAIT, wait * 1.5)

    async def _put(self, lease: Lease) -> None:
        message = _message(lease.conversation, lease.once)
        names = [*self._locks(lease), *self._link.keys("talk", lease.conversation), *self._link.keys("said", message)]
        for once in lease.old_answers:
            names += self._link.keys("said", _message(lease.conversation, once))
        record = b"" if lease.new_record is None else self._link.seal("talk", lease.conversation, lease.new_record)
        answer = b"" if lease.new_answer is None else self._link.seal("said", message, lease.new_answer)
        many = len(self._link.secrets)
        lasting = [self._seconds, ANSWER_SECONDS, many]
        written = await self._ask(self._give, names, [lease.token, *lasting, record, answer, lease.taken])
        if not written:
            raise Refused("busy")

    async def _keep(self, lease: Lease) -> None:
        """Hold on to it while a turn takes long."""
        with suppress(SharedGone):
            while True:
                await asyncio.sleep(_RENEW_SECONDS)
                await self._ask(self._renew, self._locks(lease), [lease.token, LEASE_MS])

    def _locks(self, lease: Lease) -> list[str]:
        return self._link.keys("lock", lease.conversation)

    async def _ask(self, script: Any, names: Sequence[str], arguments: Sequence[Any]) -> Any:
        return await self._link.do(lambda: script(keys=names, args=arguments))


def _message(conversation: str, once: str) -> str:
    return f"{conversation}/{once}"
