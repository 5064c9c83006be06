"""A lead's story and reasons in the words and icons of the page."""

import base64
import binascii
import json
from collections.abc import Callable, Iterable
from typing import Any

from leadrefinery.templatetags import looks
from leadrefinery.templatetags.ui import number
from leads.models import Inquiry, Source, Touch
from routing.custody import CallOutcome
from routing.editing import CLEANED, WISHES
from routing.explaining import Explanation, GroupTotal, Reason
from routing.selectors.story import Event
from scoring.models import Decision, Rule

Item = dict[str, Any]

TOUCH_ICONS = {
    Touch.Kind.FORM: "forms",
    Touch.Kind.VISIT: "world",
    Touch.Kind.EMAIL_SENT: "mail-forward",
    Touch.Kind.EMAIL_OPEN: "mail-opened",
    Touch.Kind.EMAIL_CLICK: "hand-click",
    Touch.Kind.EMAIL_REPLY: "mail",
    Touch.Kind.CALL: "phone",
    Touch.Kind.MEETING: "calendar-event",
    Touch.Kind.BADGE_SCAN: "id-badge",
    Touch.Kind.NOTE: "note",
}
CAME = {
    Inquiry.Channel.API: "Came by API",
    Inquiry.Channel.PAGE: "Entered by hand",
    Inquiry.Channel.FILE: "Came in a file",
}
AUDITED = {
    "lead.changed": "Facts changed",
    "lead.released": "Released from quarantine",
    "lead.amount_changed": "Amount changed",
}


def timeline_items(events: Iterable[Event]) -> list[Item]:
    return [{"at": event.at, "who": event.who} | TELL[event.kind](event.detail) for event in events]


def _inquiry(detail: Item) -> Item:
    source = Source(detail["source"]).label
    return {
        "icon": "inbox",
        "title": f"Inquiry: {source}",
        "why": f"Campaign {detail['campaign']}" if detail["campaign"] else CAME[Inquiry.Channel(detail["channel"])],
        "body": _message(detail["raw"]),
    }


def _message(raw: str | None) -> str:
    """What the person wrote, where the inquiry came as JSON."""
    try:
        body = json.loads(base64.b64decode(raw or ""))
    except (ValueError, binascii.Error):
        return ""
    message = body.get("message") if isinstance(body, dict) else None
    return message.strip()[:2000] if isinstance(message, str) else ""


def _touch(detail: Item) -> Item:
    kind = Touch.Kind(detail["kind"])
    title = kind.label
    if kind in (Touch.Kind.CALL, Touch.Kind.MEETING) and detail["direction"] == Touch.Direction.INBOUND:
        title = f"They {'called' if kind == Touch.Kind.CALL else 'came to meet us'}"
    outcome = detail.get("outcome", "")
    known = CallOutcome(outcome).label.lower() if outcome in CallOutcome.values else outcome
    return {
        "icon": TOUCH_ICONS[kind],
        "title": f"{title}: {known}" if known else title,
        "why": detail.get("subject") or detail.get("page") or "",
        "body": detail.get("note", ""),
    }


def _decision(detail: Item) -> Item:
    band, was = looks.BANDS[detail["band"]].label, detail["was_band"]
    if was and was != detail["band"]:
        title = f"From {looks.BANDS[was].label} to {band}"
    elif was:
        title = f"Stays {band}, {number(detail['score'])} points"
    else:
        title = f"Judged {band}, {number(detail['score'])} points"
    cause = Decision.Cause(detail["cause"]).label
    route = looks.ROUTES[detail["route"]].label
    before, after = detail["was_score"], detail["score"]
    points = f", {number(before)} → {number(after)} points" if was and before != after else ""
    return {
        "icon": looks.BANDS[detail["band"]].icon,
        "title": title,
        "why": f"{cause}{points}. Route: {route.lower()}. Rule set {detail['rule_set']}.",
        "accent": was is None or was != detail["band"],
    }


def _stage(detail: Item) -> Item:
    look = looks.STAGES.get(detail["to"], looks.UNKNOWN)
    reopened = detail["from"] in ("won", "lost", "purged")
    title = f"Reopened as {look.label}" if reopened else f"Reached {look.label}"
    if detail["to"] in ("won", "lost", "purged"):
        title = look.label
    reason = detail["reason"] if detail["reason"] != "Refined" else ""
    return {"icon": look.icon, "title": title, "why": reason, "accent": True}


def _hand_off(detail: Item) -> Item:
    if detail["to"] is None:
        return {"icon": "lock", "title": "Closed", "why": detail["reason"]}
    if detail["stays"]:
        return {"icon": "hourglass", "title": f"Waits in {detail['to']}", "why": detail["reason"]}
    sender = f" from {detail['from']}" if detail["from"] else ""
    return {"icon": "arrows-exchange", "title": f"To {detail['to']}{sender}", "why": detail["reason"]}


def _audit(detail: Item) -> Item:
    before, after = detail["before"] or {}, detail["after"] or {}
    changes = [f"{fact_label(name)}: {_shown(before.get(name))} → {_shown(value)}" for name, value in after.items()]
    is_edit = detail["action"] == "lead.changed"
    return {
        "icon": "pencil" if is_edit else "history",
        "title": AUDITED.get(detail["action"], detail["action"].replace(".", " ").replace("_", " ").capitalize()),
        "why": "; ".join(changes) if is_edit else detail["reason"],
    }


TELL: dict[str, Callable[[Item], Item]] = {
    "inquiry": _inquiry,
    "touch": _touch,
    "decision": _decision,
    "stage": _stage,
    "hand_off": _hand_off,
    "audit": _audit,
}


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "nothing"
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


LABELS = {
    "email": "E-mail",
    "consent_email": "May be mailed",
    "consent_phone": "May be called",
    "do_not_email": "Do not e-mail",
    "product_interest": "Interested in",
    "postal_code": "Postal code",
}


def fact_label(name: str) -> str:
    if name in LABELS:
        return LABELS[name]
    return name.removeprefix("custom.").replace("_", " ").capitalize() if name in (*CLEANED, *WISHES) else name


def why_reasons(reasons: Iterable[Reason]) -> list[Item]:
    return [{"label": reason.label, "points": reason.points} for reason in reasons]


def why_chain(explanation: Explanation) -> Item:
    """The explanation as the component draws it: verdict, points, band, route, assignee and who was passed over."""
    standing = explanation.standing
    verdict = {"cull": "Held back as junk", "promote": "Passed the queue"}.get(
        standing.verdict, "Passed pre-qualification"
    )
    gates = [r.label for r in explanation.reasons if r.rule.kind in (Rule.Kind.CULL, Rule.Kind.PROMOTE)]
    bands = [r.label for r in explanation.reasons if r.rule.kind == Rule.Kind.BAND]
    return {
        "verdict": verdict,
        "verdict_why": "; ".join(gates) or "No cull or promote rule holds.",
        "fit": standing.fit,
        "readiness": standing.readiness,
        "score": standing.score,
        "reasons": waterfall_rows(explanation),
        "band": standing.band,
        "band_why": "; ".join(bands) or ("" if gates else "No band rule holds, so it is nurtured."),
        "route": standing.route,
        "route_why": explanation.rule,
        "assignee": explanation.chosen,
        "assignee_why": explanation.why_chosen or explanation.waiting or _pool_words(explanation),
        "passed_over": explanation.passed_over if explanation.assignment else [],
        "rule_set": standing.rule_set,
        "at": explanation.judged_at,
    }


def _pool_words(explanation: Explanation) -> str:
    if explanation.standing.disposition:
        return "The lead is closed."
    return f"It waits in {explanation.standing.custodian}." if explanation.standing.custodian else ""


def waterfall_rows(explanation: Explanation) -> list[Item]:
    """Each rule's points, and where a group's cap took some away, that as a step down."""
    rows: list[Item] = [
        {"label": r.label, "points": r.points, "note": f"{r.rule.dimension.capitalize()}, {r.rule.group}"}
        for r in explanation.reasons
        if r.rule.kind == Rule.Kind.SCORE
    ]
    caps = [_cap_row(group) for group in explanation.groups if group.points != group.uncapped]
    return [*sorted(rows, key=lambda row: -row["points"]), *caps]


def _cap_row(group: GroupTotal) -> Item:
    label = f"{group.name} gives at most {number(group.points)}"
    return {"label": label, "points": group.points - group.uncapped, "note": group.dimension.capitalize()}
