"""`Idempotency-Key` at the edge: read it, and answer a repeated request as the first time."""

import json
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.utils.encoders import JSONEncoder

from leadrefinery.api.problems import refuse
from leads.idempotency import Answer, Claim, KeyReused, StillRunning, begin, claim_of, finish

_VISIBLE = re.compile(r"[!-~]{1,255}")


def answer_once(request: Request, endpoint: str, act: Callable[[], Answer]) -> HttpResponse:
    """Do `act` and answer; with a key, keep the answer and give it again. A failure undoes everything and is not kept.

    409 while the first request with the key runs, 422 when the key comes with another body, 400 for a bad key.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return _response(act())
    claim = claim_of(endpoint=endpoint, key=_checked(key), path=request.path, raw=getattr(request.data, "raw", b""))
    kept = _begin(claim)
    if kept:
        response = _response(kept)
        response["Idempotent-Replay"] = "true"
        return response
    answer = act()
    finish(claim, answer)
    return _response(answer)


def json_answer(status: HTTPStatus, data: Any, *, location: str = "") -> Answer:
    return Answer(int(status), json.dumps(data, cls=JSONEncoder, ensure_ascii=False), location)


def _checked(key: str) -> str:
    if not _VISIBLE.fullmatch(key):
        message = "An Idempotency-Key has 1 to 255 visible ASCII characters."
        raise refuse(HTTPStatus.BAD_REQUEST, "bad_key", message, field="Idempotency-Key")
    return key


def _begin(claim: Claim) -> Answer | None:
    try:
        return begin(claim)
    except KeyReused:
        message = "This Idempotency-Key came before with another body. Use a new key for a new request."
        raise refuse(HTTPStatus.UNPROCESSABLE_ENTITY, "key_reused", message, field="Idempotency-Key") from None
    except StillRunning:
        message = "The first request with this Idempotency-Key is still running. Ask again in a moment."
        raise refuse(HTTPStatus.CONFLICT, "still_running", message, field="Idempotency-Key", retry_after=1) from None


def _response(answer: Answer) -> HttpResponse:
    response = HttpResponse(answer.body, status=answer.status, content_type="application/json")
    if answer.location:
        response["Location"] = answer.location
    return response
