"""A mail server that delivers to a directory: every message becomes a file and one line in the log."""

import asyncio
import sys
import time
from email import message_from_bytes
from email.policy import default
from itertools import count
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"
LARGEST_MESSAGE = 33_554_432


class Catcher:
    """Keeps what it is sent as NUMBER.eml, in the order of arrival."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.numbers = count()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        path = self.directory / f"{time.strftime('%Y%m%d-%H%M%S')}-{next(self.numbers):06}.eml"
        path.write_bytes(content)
        subject = message_from_bytes(content, policy=default)["subject"]
        print(f"to {', '.join(envelope.rcpt_tos)}: {subject} ({path})", flush=True)
        return "250 Kept"


async def serve(directory: Path, port: int) -> None:
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    catcher = Catcher(directory)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(catcher, hostname="localhost", enable_SMTPUTF8=True, data_size_limit=LARGEST_MESSAGE), HOST, port
    )
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2])))
