"""A server in front of the server, on the way to which replies get lost."""

import asyncio
import json
import random
from contextlib import suppress

HEAD_END = b"\r\n\r\n"


class LossyProxy:
    """Passes requests on; of *share* of them the reply is cut somewhere: the server has done what
    was asked, and the browser can't know. Static files come through: browsers keep those anyway.

    One for each participant, so that what it counts is theirs.
    """

    def __init__(self, upstream: int, share: float, rng: random.Random) -> None:
        self.upstream, self.share, self.rng = upstream, share, rng
        self.cut = False  # then nothing comes through, not even static files
        self.dropped = self.resent = 0
        self._keys: set[str] = set()
        self._at_work: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> "LossyProxy":
        self._server = await asyncio.start_server(self._begin, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._at_work:
            task.cancel()

    def _begin(self, browser: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._serve(browser, back))
        self._at_work.add(task)  # asyncio itself forgets them
        task.add_done_callback(self._at_work.discard)

    async def _serve(self, browser: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        """One request a connection, as if every reply said ``Connection: close``."""
        with suppress(OSError, asyncio.IncompleteReadError):
            head = await browser.readuntil(HEAD_END)
            body = await browser.readexactly(length_of(head))
            if self.cut:
                raise ConnectionError
            self._note(body)
            reply = await self._ask(head, body)
            if self.cut:
                reply = b""
            elif b" /static/" not in head.split(b"\r\n")[0] and self.rng.random() < self.share:
                self.dropped += 1
                reply = reply[: self.rng.choice((0, len(reply) // 2))]
            back.write(reply)
            await back.drain()
        back.close()

    async def _ask(self, head: bytes, body: bytes) -> bytes:
        """The whole reply; what there was of it where the server was killed meanwhile."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.upstream)
        first, *lines = head.removesuffix(HEAD_END).split(b"\r\n")
        kept = [line for line in lines if not line.lower().startswith(b"connection:")]
        writer.write(b"\r\n".join([first, *kept, b"Connection: close", b"", body]))
        reply = b""
        with suppress(OSError):
            while more := await reader.read(65_536):
                reply += more
        writer.close()
        return reply

    def _note(self, body: bytes) -> None:
        """Answers that come again, because their confirmation got lost."""
        with suppress(ValueError, KeyError, TypeError):
            keys = {answer["key"] for answer in json.loads(body)["answers"]}
            self.resent += len(keys & self._keys)
            self._keys |= keys


def length_of(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0
