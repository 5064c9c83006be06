"""JSON read strictly: what two readers could understand differently is refused, with the reason."""

import codecs
import json
import math
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from rest_framework.parsers import BaseParser

from leadrefinery.api.problems import Problem, refuse

MAX_DEPTH = 10
# As deep as a rule set whose conditions are nested as deeply as they may be.
DEPTH_OF_RULES = 20
MAX_NUMBER_LENGTH = 40
_BAD = HTTPStatus.BAD_REQUEST
_WIDE_ENCODINGS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE, b"\0", b"{\0")


class Body(dict):
    """The object a body holds, with the bytes it came in."""

    raw: bytes = b""


class StrictJSONParser(BaseParser):
    """One JSON object in UTF-8: no duplicate keys, no NaN, at most 10 levels deep, at most 1 MB."""

    media_type = "application/json"
    max_depth = MAX_DEPTH

    def parse(self, stream, media_type=None, parser_context=None) -> Body:
        headers = parser_context["request"].headers
        _check_headers(headers, media_type or "")
        raw = _read(stream, headers.get("Content-Length", ""))
        body = Body(parse_object(raw, max_depth=self.max_depth))
        body.raw = raw
        return body


class RulesParser(StrictJSONParser):
    """The same for bodies that hold rules, whose conditions are nested."""

    max_depth = DEPTH_OF_RULES


def parse_object(raw: bytes, *, max_depth: int = MAX_DEPTH) -> dict[str, Any]:
    """The object these bytes hold. Raises Problem (400) for anything but one unambiguous JSON object."""
    text = _decode(raw)
    try:
        data = _decoder.decode(text.strip(" \t\r\n"))
    except json.JSONDecodeError as error:
        where = f"Line {error.lineno}, column {error.colno}"
        raise refuse(_BAD, "invalid_json", f"This is not JSON. {where}: {error.msg.lower()}.") from None
    except RecursionError:
        raise _too_deep(max_depth) from None
    if not isinstance(data, dict):
        raise refuse(_BAD, "not_an_object", f"Send one JSON object, not {_name_of(data)}.")
    _check_depth(data, max_depth)
    if "\\ud" in text or "\\uD" in text:
        _check_surrogates(data)
    return data


def _check_headers(headers: Any, media_type: str) -> None:
    encoding = headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("", "identity"):
        raise refuse(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_encoding", "Send the body as it is, without compression."
        )
    charset = media_type.lower().partition("charset=")[2].strip("\"' ")
    if charset and charset not in ("utf-8", "utf8", "us-ascii"):
        raise refuse(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_charset", "Send JSON in UTF-8.")


def _read(stream: Any, length: str) -> bytes:
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if length.isdecimal() and int(length) > limit:
        raise _too_large(limit)
    raw = stream.read(limit + 1)
    if len(raw) > limit:
        raise _too_large(limit)
    if length.isdecimal() and len(raw) < int(length):
        raise refuse(_BAD, "incomplete_body", f"Only {len(raw)} of {length} bytes arrived. Please send it again.")
    return raw


def _too_large(limit: int) -> Problem:
    megabytes = limit / 1_048_576
    return refuse(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", f"A body may have at most {megabytes:g} MB ({limit:,} bytes)."
    )


def _decode(raw: bytes) -> str:
    if raw.startswith(_WIDE_ENCODINGS):
        raise refuse(_BAD, "invalid_encoding", "This seems to be UTF-16 or UTF-32. Send JSON in UTF-8.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"Byte {error.start + 1} is not UTF-8. Send JSON in UTF-8."
        raise refuse(_BAD, "invalid_encoding", message) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len({key.casefold() for key in found}) != len(pairs):
        raise refuse(
            _BAD, "duplicate_key", f"The key “{_repeated(pairs)}” is given more than once.", field=_repeated(pairs)
        )
    return found


def _repeated(pairs: Iterable[tuple[str, Any]]) -> str:
    seen: set[str] = set()
    for key, _ in pairs:
        if key.casefold() in seen:
            return _printable(key)
        seen.add(key.casefold())
    return ""


def _printable(key: str) -> str:
    return key[:40].encode("utf-8", "replace").decode()


def _integer(text: str) -> int:
    if len(text) > MAX_NUMBER_LENGTH:
        raise _invalid_number(text)
    return int(text)


def _float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise _invalid_number(text)
    return number


def _invalid_number(text: str) -> Problem:
    shown = text if len(text) <= MAX_NUMBER_LENGTH else f"{text[:20]}… ({len(text)} characters)"
    return refuse(_BAD, "invalid_number", f"{shown} is not a number that can be kept.")


def _constant(text: str) -> Any:
    raise _invalid_number(text)


_decoder = json.JSONDecoder(object_pairs_hook=_object, parse_int=_integer, parse_float=_float, parse_constant=_constant)


def _check_depth(data: Any, most: int) -> None:
    level: list[Any] = [data]
    for _ in range(most):
        level = [inner for outer in level for inner in _inside(outer) if isinstance(inner, dict | list)]
        if not level:
            return
    raise _too_deep(most)


def _inside(data: Any) -> Iterable[Any]:
    return data.values() if isinstance(data, dict) else data


def _too_deep(most: int) -> Problem:
    return refuse(_BAD, "too_deep", f"The body is nested more than {most} levels deep.")


def _check_surrogates(data: Any) -> None:
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        message = "A text contains half of a character (a lone surrogate)."
        raise refuse(_BAD, "invalid_unicode", message) from None


def _name_of(data: Any) -> str:
    if data is None:
        return "null"
    names = {list: "a list", str: "a text", bool: "true or false", int: "a number", float: "a number"}
    return names[type(data)]
