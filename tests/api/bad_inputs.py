"""The catalogue of bad inputs as files: one a row, each with what is sent and what is expected.

A case sends `fields` on top of a good inquiry, or a `body`, `text`, `bytes` (one character a byte) or `parts` (texts,
or [text, times]) as they are. It expects a status, and the errors or warnings as [field, code].
"""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "bad_inputs"
GOOD = {"source": "web_form", "first_name": "Ada", "last_name": "Byron", "email": "ada@analytical.example"}


def cases() -> dict[str, dict[str, Any]]:
    found = {}
    for file in sorted(FOLDER.glob("*.json")):
        for n, case in enumerate(json.loads(file.read_text())["cases"]):
            found[f"{file.stem}-{n}"] = case
    return found


def raw_of(case: dict[str, Any]) -> bytes:
    if "text" in case:
        return case["text"].encode(case.get("encoding", "utf-8"))
    if "bytes" in case:
        return case["bytes"].encode("latin-1")
    if "parts" in case:
        return "".join(part if isinstance(part, str) else part[0] * part[1] for part in case["parts"]).encode()
    return json.dumps(case.get("body") or GOOD | _fields(case)).encode()


def _fields(case: dict[str, Any]) -> dict[str, Any]:
    fields = {name: _repeated(value) for name, value in case.get("fields", {}).items()}
    if "numbered" in case:
        fields |= {f"field_{n}": n for n in range(case["numbered"])}
    if "custom_numbered" in case:
        fields["custom"] = {f"field_{n}": n for n in range(case["custom_numbered"])}
    return fields


def _repeated(value: Any) -> Any:
    return value["repeat"][0] * value["repeat"][1] if isinstance(value, dict) and "repeat" in value else value


def send(program, case: dict[str, Any]):
    headers = dict(case.get("headers", {}))
    content_type = headers.pop("Content-Type", "application/json")
    method = case.get("method", "POST")
    return program.client.generic(
        method, "/api/v1/inquiries/", raw_of(case), content_type=content_type, headers=headers
    )
