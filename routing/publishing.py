"""Publishing rules or routes: in force at once, and every open lead is refined again, a committed batch at a time."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F, Max, Min

from leads.models import Standing
from routing.models import Publication
from routing.pipeline import refine
from routing.policy import compile_policy
from scoring.conditions import ConditionError
from scoring.lead_set import LeadSet
from scoring.models import Decision, RuleSet
from scoring.signing import ReviewRefused
from tenants.auditing import Actor, record
from tenants.models import Membership, Tenant, WorkDue
from tenants.policy import lock_policy, policy_changed, with_policy_of_now
from tenants.repeating import done_in_scope
from tenants.work import claim, complete, note_due

BATCH = 20_000
# What was under way while the rules changed was still judged by the old ones: all is refined once more after it.
STRAGGLERS_AFTER = timedelta(minutes=10)
# A worker that dies in the middle leaves the rest to the next one after this long.
LEASE = timedelta(minutes=5)
CAUSES: dict[str, Decision.Cause] = {
    Publication.What.RULES: Decision.Cause.PUBLISH,
    Publication.What.ROUTES: Decision.Cause.ROUTES,
}


@transaction.atomic
def publish(rule_set: RuleSet, *, by: Actor, at: datetime) -> Publication:
    """Put a signed rule set in force. Raises ReviewRefused for one that is not signed, or can no longer judge."""
    lock_policy()
    chosen = RuleSet.objects.select_for_update().get(pk=rule_set.pk)
    if chosen.status != RuleSet.Status.SIGNED:
        raise ReviewRefused(
            f"Version {chosen.number} is {chosen.get_status_display()}: {NOT_YET[RuleSet.Status(chosen.status)]}"
        )
    return _put_in_force(chosen, by=by, at=at)


@transaction.atomic
def roll_back(rule_set: RuleSet, *, by: Actor, at: datetime) -> Publication:
    """Put a version in force again that was in force before. Its signatures still stand."""
    lock_policy()
    chosen = RuleSet.objects.select_for_update().get(pk=rule_set.pk)
    if chosen.status != RuleSet.Status.RETIRED or chosen.published_at is None:
        raise ReviewRefused(f"Version {chosen.number} was never in force, so there is no way back to it.")
    return _put_in_force(chosen, by=by, at=at)


NOT_YET = {
    RuleSet.Status.DRAFT: "send it for signature first.",
    RuleSet.Status.IN_REVIEW: "marketing and sales both have to sign it first.",
    RuleSet.Status.PUBLISHED: "it is in force already.",
    RuleSet.Status.RETIRED: "roll back to it, or begin a draft from it.",
}


def _put_in_force(chosen: RuleSet, *, by: Actor, at: datetime) -> Publication:
    _require_sound(chosen)
    in_force = RuleSet.objects.filter(status=RuleSet.Status.PUBLISHED).first()
    if in_force:
        in_force.status = RuleSet.Status.RETIRED
        in_force.save(update_fields=["status"])
    chosen.status, chosen.published_at, chosen.challenger_since = RuleSet.Status.PUBLISHED, at, None
    chosen.save(update_fields=["status", "published_at", "challenger_since"])
    chosen.challenger_judgements.all().delete()
    policy_changed()
    before = {"number": in_force.number} if in_force else None
    record("rule_set.published", chosen, before=before, after={"number": chosen.number}, actor=by)
    return _begin_refining(chosen, Publication.What.RULES, by=by, at=at)


def refine_by_new_routes(*, by: Membership | None, at: datetime) -> Publication:
    """Have every open lead refined again by the rules in force, after the route matrix changed."""
    lock_policy()
    in_force = RuleSet.objects.get(status=RuleSet.Status.PUBLISHED)
    return _begin_refining(in_force, Publication.What.ROUTES, by=by, at=at)


def _require_sound(rule_set: RuleSet) -> None:
    try:
        compile_policy(rule_set)
    except ConditionError as error:
        raise ReviewRefused(f"A rule of version {rule_set.number} can no longer be used: {error}") from error


def _begin_refining(rule_set: RuleSet, what: Publication.What, *, by: Actor, at: datetime) -> Publication:
    Publication.objects.filter(finished_at=None).update(finished_at=at, superseded=True)
    ids = Standing.objects.filter(disposition=None).aggregate(first=Min("lead"), last=Max("lead"))
    publication = Publication.objects.create(
        rule_set=rule_set.number, what=what, by=by if isinstance(by, Membership) else None, at=at,
        first_lead=ids["first"], last_lead=ids["last"], next_lead=ids["first"],
        finished_at=at if ids["first"] is None else None,
    )  # fmt: skip
    if publication.finished_at is None:
        note_due(WorkDue.Kind.PUBLISH, at)
    return publication


def refine_published(tenant: Tenant, *, at: datetime, batch: int = BATCH) -> int | None:
    """Go on refining by what was published last, from where it was left. Answers how many leads changed.

    None if nothing is due. Interrupted at any point, what is committed stays and the rest is done the next time.
    """
    claimed = claim(tenant, WorkDue.Kind.PUBLISH, at=at, lease=LEASE)
    if claimed is None:
        return None
    changed = 0
    while (done := done_in_scope(tenant, partial(_refine_batch, tenant, batch, at=at))) is not None:
        changed += done
    complete(tenant, WorkDue.Kind.PUBLISH, claimed, next_at=None)
    return changed


def _refine_batch(tenant: Tenant, batch: int, *, at: datetime) -> int | None:
    """One batch and how far it got; None when there is none left."""
    publication = Publication.objects.select_for_update().filter(finished_at=None).first()
    if publication is None:
        return None
    # Only now: the rules that came into force with this publication, whatever held a moment before.
    with_policy_of_now(tenant)
    first, last = publication.next_lead or 0, publication.last_lead or 0
    refined = refine(LeadSet.between(first, first + batch - 1), cause=CAUSES[publication.what], at=at)
    publication.next_lead = first + batch
    publication.changed = F("changed") + refined.changed
    if first + batch > last:
        publication.finished_at = at
        note_due(WorkDue.Kind.REFINE, at + STRAGGLERS_AFTER)
    publication.save(update_fields=["next_lead", "changed", "finished_at"])
    return refined.changed


def latest_publication() -> Publication | None:
    """The publication of the tenant in scope that is under way, else the last one."""
    return Publication.objects.order_by("-at", "-pk").first()
