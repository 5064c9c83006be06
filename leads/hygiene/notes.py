"""What is told to the person who can mend a value."""

from dataclasses import dataclass

SHOWN_VALUE_LENGTH = 40
KEPT_VALUE_LENGTH = 500


@dataclass(slots=True, frozen=True)
class Note:
    """One remark about one field: machine-readable code, a sentence for people, and the text as it came."""

    field: str
    code: str
    message: str
    value: str = ""


def shown(value: object) -> str:
    """The value on one line, cut to 40 characters, with nothing invisible in it."""
    text = "".join(char if char.isprintable() else " " for char in str(value)[: SHOWN_VALUE_LENGTH * 4])
    text = " ".join(text.split())
    return text if len(text) <= SHOWN_VALUE_LENGTH else text[: SHOWN_VALUE_LENGTH - 1] + "…"


def note(field: str, code: str, message: str, value: str = "") -> Note:
    """Builds a note; `{value}` in the message becomes the shortened value. The value is data, never a template."""
    kept = "".join(
        "\ufffd" if "\ud800" <= char <= "\udfff" or char == "\0" else char for char in value[:KEPT_VALUE_LENGTH]
    )
    return Note(field, code, message.replace("{value}", shown(kept)), kept)
