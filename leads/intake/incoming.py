"""What comes to the door, and what is told to who brought it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from leads.hygiene import CleanInquiry, Note, clean_inquiry
from leads.models import Inquiry, Source, Touch

# What an inquiry from each source is as a touch; anything else is a form.
TOUCH_OF_SOURCE: dict[str, str] = {
    Source.EVENT: Touch.Kind.BADGE_SCAN,
    Source.SALES_PROSPECTING: Touch.Kind.NOTE,
    Source.PURCHASED_LIST: Touch.Kind.NOTE,
}


@dataclass(frozen=True)
class Incoming:
    """One inquiry as a channel hands it over.

    `fields` are the body of the public contract: names to values, already of the right types. `raw` are the bytes as
    they came. `outcome` is the known end of a lead taken over from another system. `content` is the digest of what a
    row of a file says, in hexadecimal, by which it is known again. `put_aside` says why nobody may be made of it.
    """

    fields: Mapping[str, Any]
    raw: bytes
    channel: Inquiry.Channel
    received_at: datetime
    source: str
    campaign: str = ""
    custom: Mapping[str, Any] = field(default_factory=dict)
    consent_email: bool | None = None
    consent_phone: bool | None = None
    consent_wording: str = ""
    do_not_email: bool = False
    do_not_call: bool = False
    line: int | None = None
    outcome: str | None = None
    outcome_at: datetime | None = None
    amount: Decimal | None = None
    content: str | None = None
    put_aside: str = ""

    @property
    def touch_kind(self) -> str:
        return TOUCH_OF_SOURCE.get(self.source, Touch.Kind.FORM)


@dataclass(frozen=True)
class TakenIn:
    """What became of one inquiry. `lead_id` is None when nobody could be made out: it is kept for a look."""

    inquiry_id: UUID
    lead_id: int | None
    is_new_lead: bool
    notes: Sequence[Note]


@dataclass(frozen=True)
class Stored:
    """What became of staged rows of a file, each counted once."""

    created: int
    updated: int
    quarantined: int
    duplicates: int


NO_CONTACT = "There is no usable e-mail, phone number, external id, or name with a company in it."


def clean(incoming: Incoming, *, region: str) -> CleanInquiry:
    return clean_inquiry(incoming.fields, region=region or None)
