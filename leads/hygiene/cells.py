"""The fields of one inquiry, read one by one, with notes on what had to be done to each."""

import re
from collections.abc import Mapping
from typing import Any

from leads.hygiene import messages
from leads.hygiene.notes import Note, note
from leads.hygiene.scripts import is_mixed_script, is_mojibake
from leads.hygiene.text import clean_block, clean_line, is_placeholder, is_placeholder_name, removed_codes, to_text

MAX_FIELD_LENGTH = 10_000
MAX_MESSAGE_LENGTH = 100_000

_HEADER = re.compile(
    r"[\r\n][ \t]*(?:bcc|cc|to|from|subject|reply-to|content-type|mime-version|x-[a-z-]+)\s*:", re.IGNORECASE
)
_SPOOFABLE = frozenset({"first_name", "last_name", "full_name", "company"})
_NAME_FIELDS = frozenset({"first_name", "last_name", "full_name"})


def _is_ready(text: str) -> bool:
    """Whether there is nothing to clean, as in most cells: plain words parted by single spaces."""
    return (
        text.isascii()
        and text.isprintable()
        and "  " not in text
        and text[0] not in " '"
        and text[-1] != " "
        and len(text) <= MAX_FIELD_LENGTH
    )


class Cells:
    """Reads single fields and notes what had to be done to them."""

    __slots__ = ("empties", "errors", "fields", "flags", "notes")

    def __init__(self, fields: Mapping[str, Any], empties: frozenset[str]) -> None:
        self.fields = fields
        self.empties = empties
        self.flags: list[str] = []
        self.notes: list[Note] = []
        self.errors: list[Note] = []

    def raw(self, name: str, longest: int = MAX_FIELD_LENGTH) -> str:
        """The text as it came, "" if there is none or it must be refused."""
        value = self.fields.get(name)
        if value is None or value == "":
            return ""
        text = value if type(value) is str else to_text(value)
        if text is None:
            self.refuse(name, "wrong_type", messages.TEXT, "")
            return ""
        if len(text) > longest:
            self.refuse(name, "too_long", messages.TEXT, text)
            return ""
        return text

    def line(self, name: str) -> str:
        value = self.fields.get(name)
        if value is None or value == "":
            return ""
        if type(value) is str and _is_ready(value):
            return self._without_placeholder(name, value) if value.lower() in self.empties else value
        raw = self.raw(name)
        text = clean_line(raw)
        if not (raw.isascii() and raw.isprintable()):
            text = self._checked(name, raw, text)
        if text and self.is_empty(text):
            return self._without_placeholder(name, text)
        return text

    def block(self, name: str) -> str:
        raw = self.raw(name, MAX_MESSAGE_LENGTH)
        if not raw or (raw.isascii() and raw.isprintable()):
            return raw.strip()
        self._note_removed(name, raw.replace("\r", "").replace("\n", "").replace("\t", ""))
        text = clean_block(raw)
        self._note_mojibake(name, text)
        return text

    def is_empty(self, text: str) -> bool:
        return is_placeholder(text.strip(), self.empties)

    def note(self, name: str, code: str, texts: Mapping[str, str], value: str) -> None:
        self.notes.append(note(name, code, texts[code], value))

    def refuse(self, name: str, code: str, texts: Mapping[str, str], value: str) -> None:
        self.errors.append(note(name, code, texts[code], value))

    def flag(self, code: str) -> None:
        if code not in self.flags:
            self.flags.append(code)

    def _checked(self, name: str, raw: str, text: str) -> str:
        if _HEADER.search(raw):
            self.refuse(name, "header_injection", messages.TEXT, raw)
            return ""
        self._note_removed(name, raw)
        self._note_mojibake(name, text)
        if name in _SPOOFABLE and is_mixed_script(text):
            self.flag("mixed_script")
        return text

    def _note_removed(self, name: str, raw: str) -> None:
        for code in removed_codes(raw):
            self.note(name, code, messages.TEXT, raw)

    def _note_mojibake(self, name: str, text: str) -> None:
        if is_mojibake(text):
            self.flag("mojibake")
            self.note(name, "mojibake", messages.TEXT, text)

    def _without_placeholder(self, name: str, text: str) -> str:
        if name in _NAME_FIELDS and not is_placeholder_name(text, self.empties):
            self.flag("placeholder_name")
            self.note(name, "placeholder_name", messages.TEXT, text)
            return text
        self.note(name, "placeholder", messages.TEXT, text)
        return ""
