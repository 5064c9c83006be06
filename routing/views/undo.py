"""Taking back a hand-over or an outcome: a sealed note in the toast says how the lead was held before."""

import base64
import hashlib
import json
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from routing.custody import Custody, CustodyRefused, take_back, take_back_outcome
from routing.views.finding import lead_or_404
from tenants.permissions import Action, requires

VALID_FOR_S = 600
TAKE_BACK = {"hand_over": take_back, "dispose": take_back_outcome}


def undo_url(request, lead, what: str, before: Custody) -> str:
    args = [request.tenant.slug, lead.public_id, _seal(request.member, what, before)]
    return reverse("routing:undo", args=args)


@require_POST
@requires(Action.ENTER)
def undo(request, public_id, token):
    lead = lead_or_404(request, public_id, also_left=True)
    try:
        what, before = _open(request.member, token)
        TAKE_BACK[what](lead, before, at=timezone.now(), by=request.member)
        messages.success(request, f"Taken back. {lead} is as before.")
    except (CustodyRefused, ValueError) as refusal:
        messages.error(request, str(refusal))
    return redirect(_where_from(request) or reverse("routing:lead", args=[request.tenant.slug, lead.public_id]))


def _where_from(request) -> str:
    page = request.headers.get("Referer", "")
    return page if url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure()) else ""


def _seal(member, what: str, before: Custody) -> str:
    told = {name: _plain(value) for name, value in asdict(before).items()}
    return _cipher().encrypt(json.dumps([member.pk, what, told]).encode()).decode()


def _open(member, token: str) -> tuple[str, Custody]:
    """Raises ValueError, in words, for a note that is too old, not ours, or another member's."""
    try:
        maker, what, told = json.loads(_cipher().decrypt(token.encode(), ttl=VALID_FOR_S))
    except InvalidToken:
        raise ValueError("It is too late to take that back.") from None
    if maker != member.pk:
        raise ValueError("Only who did it can take it back.")
    if told["next_action_at"]:
        told["next_action_at"] = datetime.fromisoformat(told["next_action_at"])
    if told["amount"] is not None:
        told["amount"] = Decimal(told["amount"])
    return what, Custody(**told)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


@cache
def _cipher() -> Fernet:
    # Sealed, because it holds row keys, which count the rows of every tenant.
    secret = hashlib.sha256(b"undo" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(secret))
