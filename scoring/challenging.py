"""Challengers: versions that judge open leads silently beside the one in force, to be compared on what really happens.

They write rows of their own and nothing else: no standing, no decision, nobody's queue.
"""

from datetime import datetime, timedelta
from functools import partial

import structlog
from django.db import connection, transaction
from django.db.models import Max, Min

from leads.models import CustomField, Standing
from scoring.conditions import ConditionError
from scoring.judgement import Judgement
from scoring.lead_set import LeadSet, planned_for
from scoring.models import RuleSet
from scoring.signing import ReviewRefused
from tenants.auditing import Actor, record
from tenants.models import Tenant, WorkDue
from tenants.repeating import done_in_scope
from tenants.scope import tenant_scope
from tenants.work import claim, complete, note_due

MOST_AT_ONCE = 3
AGAIN_AFTER = timedelta(hours=1)
LEASE = timedelta(minutes=30)
BATCH = 50_000
# Published versions are compared with; those put away are done with.
MAY_CHALLENGE = (RuleSet.Status.DRAFT, RuleSet.Status.IN_REVIEW, RuleSet.Status.SIGNED)

log = structlog.get_logger(__name__)


@transaction.atomic
def start_challenger(rule_set: RuleSet, *, by: Actor, at: datetime) -> RuleSet:
    """Have a draft or signed version judge silently from now on. What it may have judged before is forgotten.

    Raises ReviewRefused for another version, for one that can no longer judge, and where MOST_AT_ONCE do so already.
    """
    # Whoever starts one waits here for whoever starts another.
    challengers = list(RuleSet.objects.select_for_update().exclude(challenger_since=None).order_by("number"))
    chosen = RuleSet.objects.select_for_update().get(pk=rule_set.pk)
    _require_startable(chosen, challengers)
    chosen.challenger_judgements.all().delete()
    chosen.challenger_since = at
    chosen.save(update_fields=["challenger_since"])
    note_due(WorkDue.Kind.CHALLENGE, at)
    record("rule_set.challenger_started", chosen, after={"number": chosen.number}, actor=by)
    return chosen


def _require_startable(chosen: RuleSet, challengers: list[RuleSet]) -> None:
    if chosen.status not in MAY_CHALLENGE:
        raise ReviewRefused(f"Version {chosen.number} is {chosen.get_status_display().lower()}: it cannot challenge.")
    if chosen in challengers:
        raise ReviewRefused(f"Version {chosen.number} judges silently already.")
    if len(challengers) >= MOST_AT_ONCE:
        numbers = ", ".join(str(one.number) for one in challengers)
        raise ReviewRefused(f"At most {MOST_AT_ONCE} versions judge silently at once. Stop one of {numbers} first.")
    try:
        judgement_of(chosen)
    except ConditionError as error:
        raise ReviewRefused(f"A rule of version {chosen.number} can no longer be used: {error}") from error


@transaction.atomic
def stop_challenger(rule_set: RuleSet, *, by: Actor) -> RuleSet:
    """End it, and forget what it judged. Raises ReviewRefused where it does not judge silently."""
    chosen = RuleSet.objects.select_for_update().get(pk=rule_set.pk)
    if chosen.challenger_since is None:
        raise ReviewRefused(f"Version {chosen.number} does not judge silently.")
    chosen.challenger_judgements.all().delete()
    chosen.challenger_since = None
    chosen.save(update_fields=["challenger_since"])
    record("rule_set.challenger_stopped", chosen, after={"number": chosen.number}, actor=by)
    return chosen


def judge_challengers(tenant: Tenant, *, at: datetime, batch: int = BATCH) -> int | None:
    """Renew what challengers say of all open leads, a committed batch at a time. Answers how many judgements changed.

    None if it is not due. Due again in an hour while there is a challenger.
    """
    claimed = claim(tenant, WorkDue.Kind.CHALLENGE, at=at, lease=LEASE)
    if claimed is None:
        return None
    with tenant_scope(tenant):
        challengers = list(RuleSet.objects.exclude(challenger_since=None).order_by("number"))
        ids = Standing.objects.filter(disposition=None).aggregate(first=Min("lead"), last=Max("lead"))
    changed = 0
    for rule_set in challengers if ids["first"] is not None else []:
        for first in range(ids["first"], ids["last"] + 1, batch):
            leads = LeadSet.between(first, first + batch - 1)
            changed += done_in_scope(tenant, partial(_judge, rule_set, leads, at=at))
    complete(tenant, WorkDue.Kind.CHALLENGE, claimed, next_at=at + AGAIN_AFTER if challengers else None)
    return changed


def _judge(rule_set: RuleSet, leads: LeadSet, *, at: datetime) -> int:
    # Whoever edits or stops it meanwhile waits, or is seen here.
    challenger = RuleSet.objects.select_for_update().exclude(challenger_since=None).filter(pk=rule_set.pk).first()
    if challenger is None:
        return 0
    try:
        judgement = judgement_of(challenger)
    except ConditionError as error:
        log.warning("challenger cannot judge", number=challenger.number, error=str(error))
        return 0
    params = judgement.params(at) | leads.params | {"rule_set_id": challenger.pk}
    with planned_for(leads), connection.cursor() as cursor:
        cursor.execute(JUDGE.format(judged=judgement.query(leads)), params)
        return cursor.rowcount


def judgement_of(rule_set: RuleSet) -> Judgement:
    return Judgement(
        groups=rule_set.groups.order_by("position"),
        rules=rule_set.rules.select_related("group").order_by("kind", "position"),
        custom_fields=list(CustomField.objects.order_by("key")),
    )


JUDGE = """
    INSERT INTO scoring_challengerjudgement AS was (rule_set_id, lead_id, at, fit, readiness, score, band)
    SELECT %(rule_set_id)s, j.lead_id, %(at)s, j.fit, j.readiness, j.score, j.band FROM ({judged}) j
    ON CONFLICT (tenant_id, rule_set_id, lead_id) DO UPDATE
    SET at = EXCLUDED.at, fit = EXCLUDED.fit, readiness = EXCLUDED.readiness, score = EXCLUDED.score,
        band = EXCLUDED.band
    WHERE (was.fit, was.readiness, was.score, was.band)
          IS DISTINCT FROM (EXCLUDED.fit, EXCLUDED.readiness, EXCLUDED.score, EXCLUDED.band)
"""
