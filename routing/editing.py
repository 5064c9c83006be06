"""Changing the facts of a lead by hand: cleaned like an inquiry, kept in the audit log, refined at once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from leads.hygiene import CleanInquiry, Note, clean_inquiry
from leads.models import CustomField, Lead, Suppression
from routing.pipeline import refine
from scoring.lead_set import LeadSet
from scoring.models import Decision
from tenants.auditing import Actor, record
from tenants.models import Membership, Role
from tenants.scope import current_tenant

CLEANED = (
    "first_name", "last_name", "title", "email", "phone", "country", "region", "city", "postal_code", "timeline",
    "budget", "authority", "need", "product_interest",
)  # fmt: skip
WISHES = ("consent_email", "consent_phone", "do_not_email", "do_not_call")
KEYS = ("name_norm", "last_name_norm", "email_norm", "phone_e164", "flags", "junk_signals")
# Those that rules test.
TESTED_KEYS = ("email_norm", "phone_e164", "flags", "junk_signals")
CUSTOM = "custom."

# What only an inquiry's text can show stays as it was found.
FLAGS_OF_MESSAGE = frozenset({"spam_message"})


class FactsRefused(Exception):
    """Some values cannot be right. `notes` say which fields and how to mend them."""

    def __init__(self, notes: list[Note]):
        self.notes = notes
        super().__init__(" ".join(note.message for note in notes))


@transaction.atomic
def edit_facts(lead: Lead, changes: Mapping[str, Any], *, at: datetime, by: Actor) -> dict[str, Any]:
    """Change facts of a lead: names of CLEANED and WISHES, and `custom.<key>`. Answers what did change.

    Raises FactsRefused for values that cannot be right, and KeyError for a fact that is not known.
    """
    lead = Lead.objects.select_for_update().get(pk=lead.pk)
    before = {name: _current(lead, name) for name in changes}
    derived = {name: getattr(lead, name) for name in TESTED_KEYS}
    _apply(lead, changes, by=by)
    after = {name: _current(lead, name) for name in changes if _current(lead, name) != before[name]}
    if not after:
        return {}

    lead.save(update_fields=[*CLEANED, *WISHES, *KEYS, "identity", "custom"])
    # What was worked out from the old facts stands with them: a backtest puts all of it back.
    were = {name: value for name, value in derived.items() if getattr(lead, name) != value}
    record("lead.changed", lead, before={name: before[name] for name in after} | were, after=after, actor=by, at=at)
    refine(LeadSet.of([lead.pk]), cause=Decision.Cause.FACTS, at=at)
    return after


def tested_columns(lead: Lead, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that rules test, as `edit_facts` would leave them after these changes of CLEANED and WISHES.

    Raises FactsRefused. Writes nothing.
    """
    typed = {name: value for name, value in changes.items() if name in CLEANED}
    if not typed:
        return dict(changes)
    cleaned = _cleaned(lead, typed)
    flags, junk_signals = _signals(lead, cleaned)
    keys = {"email_norm": cleaned.email_norm, "phone_e164": cleaned.phone_e164}
    return {name: getattr(cleaned, name, changes[name]) for name in changes} | keys | {
        "flags": flags, "junk_signals": junk_signals
    }  # fmt: skip


def _current(lead: Lead, name: str) -> Any:
    if name.startswith(CUSTOM):
        return lead.custom.get(name.removeprefix(CUSTOM))
    if name not in CLEANED and name not in WISHES:
        raise KeyError(name)
    return getattr(lead, name)


def _apply(lead: Lead, changes: Mapping[str, Any], *, by: Actor) -> None:
    typed = {name: value for name, value in changes.items() if name in CLEANED}
    if typed:
        cleaned = _cleaned(lead, typed)
        for name in CLEANED:
            setattr(lead, name, getattr(cleaned, name))
        _apply_keys(lead, cleaned)
    _apply_wishes(lead, {name: value for name, value in changes.items() if name in WISHES}, by=by)
    _apply_custom(lead, {name.removeprefix(CUSTOM): v for name, v in changes.items() if name.startswith(CUSTOM)})


def _cleaned(lead: Lead, typed: Mapping[str, Any]) -> CleanInquiry:
    facts = {name: getattr(lead, name) for name in CLEANED} | dict(typed)
    company = {"company": lead.company.name, "website": lead.company.website} if lead.company else {}
    found = clean_inquiry(facts | company | {"external_id": lead.external_id}, region=current_tenant().country or None)
    lost = {name for name, value in typed.items() if value and not getattr(found, name)}
    refused = [note for note in (*found.errors, *found.notes) if note.field in lost]
    refused += [note for note in found.errors if note.field in typed and note not in refused]
    refused += [note for note in found.notes if note.field == "phone" and "phone" in typed and not found.phone_e164]
    if refused:
        raise FactsRefused(refused)
    return found


def _apply_keys(lead: Lead, cleaned: CleanInquiry) -> None:
    lead.flags, lead.junk_signals = _signals(lead, cleaned)
    for name in ("name_norm", "last_name_norm", "email_norm", "phone_e164"):
        setattr(lead, name, getattr(cleaned, name))
    identity = cleaned.identity
    if identity is None:
        raise FactsRefused([_note("email", "A lead needs an e-mail, a phone number, or a name with a company.")])
    if identity != lead.identity:
        _require_free(identity, lead)
        lead.identity = identity


def _signals(lead: Lead, cleaned: CleanInquiry) -> tuple[list[str], int]:
    kept = [flag for flag in lead.flags if flag in FLAGS_OF_MESSAGE]
    return [*cleaned.flags, *(flag for flag in kept if flag not in cleaned.flags)], cleaned.junk_signals + len(kept)


def _require_free(identity: str, lead: Lead) -> None:
    other = Lead.objects.filter(identity=identity).exclude(pk=lead.pk).first()
    if other:
        field = "email" if identity.startswith("email:") else "phone"
        raise FactsRefused([_note(field, f"{other} has that already. They may be the same person.")])


def _apply_wishes(lead: Lead, wishes: Mapping[str, Any], *, by: Actor) -> None:
    for name, value in wishes.items():
        if name.startswith("do_not_") and getattr(lead, name) and not value:
            _require_lifting(name, by)
        setattr(lead, name, value)
    _keep_suppressed("do_not_email", Suppression.Kind.EMAIL, lead.email_norm, wishes)
    _keep_suppressed("do_not_call", Suppression.Kind.PHONE, lead.phone_e164, wishes)


def _require_lifting(name: str, by: Actor) -> None:
    if isinstance(by, Membership) and by.role == Role.ADMINISTRATOR:
        return
    raise FactsRefused([_note(name, "Only an administrator may lift a wish not to be contacted.")])


def _keep_suppressed(name: str, kind: Suppression.Kind, key: str, wishes: Mapping[str, Any]) -> None:
    if name not in wishes or not key:
        return
    if wishes[name]:
        Suppression.objects.get_or_create(kind=kind, key=key, defaults={"reason": "Said so to us"})
    else:
        Suppression.objects.filter(kind=kind, key=key).delete()


def _apply_custom(lead: Lead, values: Mapping[str, Any]) -> None:
    known = set(CustomField.objects.filter(key__in=values).values_list("key", flat=True)) if values else set()
    for key, value in values.items():
        if key not in known:
            raise KeyError(f"{CUSTOM}{key}")
        if value in (None, ""):
            lead.custom.pop(key, None)
        else:
            lead.custom[key] = value


def _note(field: str, message: str) -> Note:
    return Note(field=field, code="refused", message=message)
