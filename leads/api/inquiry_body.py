"""From the body of `POST /api/v1/inquiries/` to an inquiry at the door."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from leadrefinery.api.parsers import Body
from leadrefinery.api.problems import Error, Problem, refuse
from leads.api.fields import CONSENT, KNOWN, MAX_CAMPAIGN_LENGTH, PERSON, REST, faults, shown
from leads.hygiene import Note, messages
from leads.hygiene.moments import clean_moment, received_problem
from leads.hygiene.notes import note
from leads.hygiene.text import clean_block, clean_line, removed_codes
from leads.intake import Incoming
from leads.models import Inquiry

MAX_UNKNOWN_FIELDS = 50
# Decided by the key or by the refinery; a sender who names them is told that it made no difference.
NOT_YOURS = frozenset(
    {
        "tenant", "tenant_id", "owner", "owner_id", "custodian", "queue", "queue_id", "score", "fit", "readiness",
        "band", "route", "stage", "disposition", "rule_set", "lead", "lead_id", "id", "public_id", "created_at",
        "created_by", "is_converted", "verdict", "flags", "next_action", "next_action_at",
    }
)  # fmt: skip
HYGIENE_FIELDS = tuple(field.name for field in (*PERSON, *REST) if field.name not in ("campaign", "received_at"))
RECEIVED_PROBLEMS = {
    "date_in_future": "lies more than 24 hours ahead",
    "date_too_old": "lies before 1990",
    "impossible_date": "is no date of the calendar",
    "ambiguous_date": "may be read in two ways",
}


@dataclass(frozen=True)
class Warning:
    """What was accepted, and yet not used as it was sent."""

    field: str
    code: str
    message: str

    @classmethod
    def of(cls, note: Note) -> "Warning":
        return cls(note.field, note.code, note.message)


def read_inquiry(body: Body, *, at: datetime, zone: str) -> tuple[Incoming, list[Warning]]:
    """The inquiry a body holds, and what of it is not used. Raises Problem (400) with everything wrong about it."""
    _refuse_faulty(body)
    consent = body.get("consent") or {}
    received_at, warnings = _received_at(body.get("received_at"), at, zone)
    incoming = Incoming(
        fields={name: body[name] for name in HYGIENE_FIELDS if body.get(name) is not None},
        raw=body.raw,
        channel=Inquiry.Channel.API,
        received_at=received_at,
        source=body["source"],
        campaign=clean_line(body.get("campaign") or "")[:MAX_CAMPAIGN_LENGTH].rstrip(),
        custom={name: _storable(value) for name, value in (body.get("custom") or {}).items()},
        consent_email=consent.get("email"),
        consent_phone=consent.get("phone"),
        consent_wording=clean_line(consent.get("wording") or ""),
        do_not_email=body.get("do_not_email") or False,
        do_not_call=body.get("do_not_call") or False,
    )
    return incoming, [*warnings, *_mended(body, consent), *_unused(body, consent)]


def _refuse_faulty(body: Mapping[str, Any]) -> None:
    errors = list(faults(body))
    unknown = [name for name in body if name not in KNOWN]
    if len(unknown) > MAX_UNKNOWN_FIELDS:
        message = f"{len(unknown)} fields are not known here; at most {MAX_UNKNOWN_FIELDS} are kept."
        errors.append(Error("", "too_many_fields", message))
    if not any(_says_something(body.get(field.name)) for field in PERSON):
        errors.append(
            Error(
                "", "no_contact", "Send at least an e-mail, a phone number, an external_id, or a name with a company."
            )
        )
    if errors:
        raise Problem(HTTPStatus.BAD_REQUEST, errors)


def _says_something(value: Any) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value is not None


def _received_at(text: str | None, at: datetime, zone: str) -> tuple[datetime, Iterable[Warning]]:
    if not text:
        return at, ()
    moment = clean_moment(text, zone=ZoneInfo(zone))
    problem = moment.problem or (received_problem(moment.value, at) if moment.value else "unclear_date")
    if problem or moment.value is None:
        said = RECEIVED_PROBLEMS.get(problem, "is no time we can read")
        message = f"“{shown(text)}” {said}. The time of arrival counts instead; send ISO 8601 with a zone."
        return at, [Warning("received_at", problem, message)]
    assumed = (
        [Warning("received_at", "zone_assumed", f"No zone was given; {zone} was assumed.")] if moment.assumed else []
    )
    return moment.value, assumed


def _storable(value: Any) -> Any:
    return clean_block(value) if isinstance(value, str) else value


def _mended(body: Mapping[str, Any], consent: Mapping[str, Any]) -> Iterator[Warning]:
    """What was taken out of texts that hygiene does not see."""
    texts: dict[str, Any] = {"campaign": body.get("campaign"), "consent.wording": consent.get("wording")}
    texts |= {f"custom.{name}": value for name, value in (body.get("custom") or {}).items()}
    for name, value in texts.items():
        for code in removed_codes(value) if isinstance(value, str) else ():
            yield Warning.of(note(name, code, messages.TEXT[code], value))


def _unused(body: Mapping[str, Any], consent: Mapping[str, Any]) -> Iterator[Warning]:
    for name in body:
        if name in KNOWN:
            continue
        if name.strip("_").lower() in NOT_YOURS:
            yield Warning(shown(name), "ignored_field", "This is not for senders to say; it made no difference.")
        else:
            yield Warning(
                shown(name), "unknown_field", "This field is not known. It is kept with the inquiry as it came."
            )
    for name in consent:
        if name not in {field.name for field in CONSENT}:
            yield Warning(f"consent.{shown(name)}", "unknown_field", "This field is not known. It is kept as it came.")


def refuse_empty(body: Any) -> Body:
    if not isinstance(body, Body):
        raise refuse(HTTPStatus.BAD_REQUEST, "empty_body", "Send one JSON object.")
    return body
