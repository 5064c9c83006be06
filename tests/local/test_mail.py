import os
import smtplib
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

from leadrefinery.local.layout import ROOT
from leadrefinery.local.ports import HOST, probe
from leadrefinery.local.processes import wait_until
from leadrefinery.local.run import listens


def test_mail_sent_is_kept_as_a_file_and_told(tmp_path: Path) -> None:
    port = probe(0)
    catcher = subprocess.Popen(
        [sys.executable, "-m", "leadrefinery.local.mail", tmp_path, str(port)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ,
    )
    try:
        assert wait_until(listens(port), seconds=20)
        message = EmailMessage()
        message["From"], message["To"] = "no-reply@acme.example", "ada@analytical.example"
        message["Subject"] = "Grüße, Ada"
        message.set_content("We received your inquiry.")
        with smtplib.SMTP(HOST, port) as client:
            client.send_message(message)
        line = catcher.stdout.readline() if catcher.stdout else ""
    finally:
        catcher.terminate()
        catcher.wait()

    [file] = tmp_path.glob("*.eml")
    assert line == f"to ada@analytical.example: Grüße, Ada ({file})\n"
    assert b"We received your inquiry." in file.read_bytes()
