"""Acme and Globex, seeded alike through the services, with a canary in every text column of Globex.

`make_two_firms` commits, because append-only rows are marked by the tables' owner on a connection of its own.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connections, models, transaction
from django.db.models.fields.related import RelatedField

from leads.models import Band, CustomField, IdempotencyRecord, Import, Lead, Stage
from leads.quarantine import draw_sample
from routing.custody import Outcome, accept, convert_to_opportunity, dispose, qualify
from routing.feedback import report_wrong_score
from routing.members import dismiss_member
from routing.models import Publication
from routing.queue_settings import QueueSettings, create_queue
from routing.reception import receive
from scoring.challenging import judge_challengers, start_challenger
from scoring.drafts.changes import remove_rule
from scoring.drafts.drafting import begin_draft, change_draft, undo
from scoring.models import RuleSet
from scoring.signing import Side, comment, sign, submit
from scoring.stage_definitions import sign_definition, write_definition
from tenants.api_keys import issue_api_key
from tenants.models import ApiKey, Calendar, Membership, Role, Tenant
from tenants.people import invite_member
from tenants.postgres.schema import is_tenant_model
from tenants.saved_views import save_view
from tenants.scope import current_tenant, tenant_scope
from tests.inquiries import BEN, arrives, hot, incoming
from tests.people import ACME, MONDAY, admit, found

CANARY = "zanzibarite"
DOMAIN = "globex.example"  # of its people's addresses
JUNK = {"first_name": "asdf", "last_name": "asdf", "email": "x@mailinator.com"}
# Columns whose text is a code that queries select by, or that the program cannot read in any other form.
KEPT = {
    "tenants.Membership.time_zone": "a zone",
    "tenants.Calendar.time_zone": "a zone",
    "tenants.SavedView.list_name": "which list it is shown on",
    "leads.Custodian.name": "some are found by it",
    "routing.Queue.name": "some are found by it",
}


@dataclass(frozen=True)
class Firms:
    acme: Tenant
    globex: Tenant
    keys: Mapping[str, str]  # of Acme: name of the key's scopes to the key


def make_two_firms() -> Firms:
    acme = found(ACME, slug="acme", name="Acme", time_zone="Europe/London", country="GB")
    globex = found(ACME, slug="globex", name="Globex", time_zone="Europe/London", country="GB")
    for firm in (acme, globex):
        with tenant_scope(firm):
            furnish()
    with tenant_scope(acme):
        keys = {scope: issue_api_key(name=scope, scopes=[scope])[1] for scope in ApiKey.Scope}
        keys["all"] = issue_api_key(name="All", scopes=list(ApiKey.Scope), actor=_administrator())[1]
    mark(globex)
    return Firms(acme, globex, keys)


def _administrator() -> Membership:
    return Membership.objects.get(role=Role.ADMINISTRATOR)


def furnish() -> None:
    """Everything a tenant can hold, at least once."""
    members = {m.user.name: m for m in Membership.objects.select_related("user")}
    alice, sally = members["Alice"], members["Sally"]
    _bring_leads(sally)
    _make_rule_sets(members["Mark"], members["Mia"])
    dismiss_member(admit("gone", Role.SALES_REP, domain=f"{alice.tenant.slug}.example"), at=MONDAY, actor=alice)
    invite_member(email="ivy@later.example", role=Role.MANAGER, at=MONDAY, actor=alice)
    issue_api_key(name="Website", scopes=list(ApiKey.Scope), actor=alice)
    for member in members.values():
        save_view(member, list_name="leads/", name="Hot ones", query="band=hot")
    Calendar.objects.create(name="Spare", time_zone="UTC")
    create_queue("sales", QueueSettings("Spare", "pull"), by=alice)
    CustomField.objects.create(key="booth", label="Booth")
    IdempotencyRecord.objects.create(endpoint="inquiries", key="k-1", body_hash=b"1", status=201, response={"a": "b"})
    Import.objects.create(file_name="fair.csv", file_hash=b"2", mapping={"Mail": "email"}, by=alice)


def _bring_leads(sally: Membership) -> None:
    """One lead in each state in which something can be done with it."""
    facts = {"custom": {"booth": "A12"}, "do_not_email": True, "consent_wording": "v3"}
    held, qualified, opportunity, lost, _new = (arrives(hot(n), **facts) for n in range(1, 6))
    for lead in (held, qualified, opportunity, lost):
        accept(lead, at=MONDAY, by=sally)
    for lead in (qualified, opportunity):
        qualify(lead, at=MONDAY, by=sally)
    convert_to_opportunity(opportunity, amount=100, currency="EUR", at=MONDAY, by=sally)
    dispose(lost, Outcome("lost", "No budget", None, "", MONDAY), at=MONDAY, by=sally)
    arrives(BEN)
    arrives(JUNK)
    receive([incoming({"message": "Who am I?"})], at=MONDAY)
    draw_sample(MONDAY.date())
    report_wrong_score(held, Band.JUNK, "A student", at=MONDAY, by=sally)


def _make_rule_sets(mark: Membership, mia: Membership) -> None:
    """Beside the one in force, number 1: a draft with something to undo and to redo, one in review, one signed that
    judges silently, one that was in force before."""
    draft, in_review, signed, retired = (
        begin_draft(name=name, by=mark, at=MONDAY, source=RuleSet.objects.get(number=1))
        for name in ("Draft", "In review", "Signed", "Retired")
    )
    for _ in range(2):
        change_draft(draft, lambda now: remove_rule(now, now.of_kind("band")[-1].key, "the last"), by=mark, at=MONDAY)
    undo(draft, at=MONDAY)
    for rule_set in (in_review, signed):
        submit(rule_set, by=mark, at=MONDAY)
        comment(rule_set, "Looks good", by=mia, at=MONDAY)
    sign(signed, Side.MARKETING, by=mark, at=MONDAY)
    sign(signed, Side.SALES, by=mia, at=MONDAY)
    start_challenger(signed, by=mark, at=MONDAY)
    judge_challengers(current_tenant(), at=MONDAY)
    RuleSet.objects.filter(pk=retired.pk).update(status="retired", published_at=MONDAY)
    Publication.objects.create(rule_set=1, by=mark, at=MONDAY, finished_at=MONDAY)
    write_definition(Stage.MQL, definition="It fits", entry_criteria="High potential", by=mark, at=MONDAY)
    sign_definition(Stage.MQL, 2, Side.MARKETING, by=mark, at=MONDAY)


def tenant_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if is_tenant_model(model)]


def mark(firm: Tenant) -> None:
    """Put the canary into every text column of the firm that can hold it."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('app.tenant_id', %s, true)", [str(firm.pk)])
        for model in tenant_models():
            for assignment in _marks(model):
                cursor.execute(f"UPDATE {model._meta.db_table} SET {assignment}")
        cursor.execute("UPDATE tenants_tenant SET name = %s || ' Ltd' WHERE id = %s", [CANARY, firm.pk])
        cursor.execute(
            "UPDATE tenants_user SET name = %s || ' ' || name WHERE id IN (SELECT user_id FROM tenants_membership)",
            [CANARY],
        )


def _marks(model: type[models.Model]) -> Iterator[str]:
    key = model._meta.pk.column
    for field in marked_fields(model):
        column = f'"{field.column}"'
        if isinstance(field, ArrayField):
            yield f"{column} = ARRAY['{CANARY}']"
        elif isinstance(field, models.JSONField):
            yield f"""{column} = '{{"{CANARY}": "{CANARY}"}}'"""
        elif isinstance(field, models.BinaryField):
            yield f"{column} = convert_to('{{\"message\": \"{CANARY}\"}}', 'UTF8')"
        else:
            yield f"{column} = '{CANARY}' || {key}"


def marked_fields(model: type[models.Model]) -> list[models.Field]:
    return [
        f
        for f in model._meta.local_fields
        if _holds_text(f) and not f.choices and f"{model._meta.label}.{f.name}" not in KEPT
    ]


def _holds_text(field: models.Field) -> bool:
    if isinstance(field, RelatedField):
        return False
    if isinstance(field, ArrayField):
        return isinstance(field.base_field, models.TextField)
    if isinstance(field, models.CharField):
        return field.max_length is None or field.max_length >= len(CANARY) + 4
    return isinstance(field, models.TextField | models.JSONField) or field.name == "raw"


def clear() -> None:
    """Empty the tables again, as their owner; the application's role may not."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("TRUNCATE tenants_tenant, tenants_user CASCADE")


def in_firm(firm: Tenant, ask: Callable[[], Any]) -> Any:
    with tenant_scope(firm):
        return ask()


def lead_count(firm: Tenant) -> int:
    return in_firm(firm, Lead.objects.count)
