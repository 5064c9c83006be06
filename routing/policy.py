"""The policy in force: the published rules and the route matrix, compiled once per version and kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from leads.models import CustomField
from routing.models import Queue, RouteRule
from scoring.judgement import FENCE, JUDGED, STANDING, Judgement
from scoring.lead_set import LeadSet
from scoring.models import Rule, RuleGroup, RuleSet
from tenants.business_time import add_working_minutes
from tenants.scope import current_tenant


class NoPublishedRules(LookupError):
    """The tenant has no published rule set or no route matrix, so nothing can be refined."""


@dataclass(frozen=True)
class Policy:
    """How a tenant's leads are judged and routed at the moment."""

    rule_set: RuleSet
    judgement: Judgement
    route_rules: Sequence[RouteRule]
    queues: dict[int, Queue]

    def verdicts(self, leads: LeadSet, *, also: Sequence[str] = (), with_rules: bool = False) -> str:
        """SQL of one row a lead: what the judgement says, and the route rule (`route_rule`) that applies to it.

        `also` are further columns over the judging query, `with_rules` as there.
        """
        columns = [
            "t.lead_id, t.company_owner_id",
            *(f"t.old_{name}" for name in STANDING),
            *(f"t.{name}" for name in JUDGED),
            f"{self._route_case} AS route_rule",
            *also,
        ]
        return f"SELECT {', '.join(columns)} FROM ({self.judgement.query(leads, with_rules=with_rules)}) t {FENCE}"

    @cached_property
    def _route_case(self) -> str:
        whens = []
        conditions = iter(self.judgement.later_sql)
        for rule in self.route_rules:
            also = f" AND {next(conditions)}" if rule.condition else ""
            whens.append(f"WHEN t.band = '{rule.band}'{also} THEN {rule.pk}")
        return f"(CASE {' '.join(whens)} END)::bigint"

    def matrix(self, at: datetime) -> tuple[str, dict[str, Any]]:
        """SQL of the route matrix as rows of a VALUES list, due times worked out for leads that enter at `at`."""
        rows: list[str] = []
        params: dict[str, Any] = {}
        for n, rule in enumerate(self.route_rules):
            queue = self.queues[rule.queue_id]
            params |= {
                f"m{n}_action": rule.next_action,
                f"m{n}_due": add_working_minutes(at, rule.act_within_minutes, queue.calendar),
            }
            rows.append(
                f"({rule.pk}::bigint, '{rule.route}', {queue.custodian_id}::bigint, "
                f"%(m{n}_action)s, %(m{n}_due)s::timestamptz, {'TRUE' if queue.assigns else 'FALSE'})"
            )
        return f"(VALUES {', '.join(rows)}) m (route_rule, route, pool_id, next_action, due_at, assigns)", params


def published_policy() -> Policy:
    """The policy of the tenant in scope. Raises NoPublishedRules for a tenant that has none."""
    tenant = current_tenant()
    if not tenant.policy_is_settled:
        # Rolled back, its version would be another policy's next.
        return compile_policy(_published_rule_set())
    return _compiled(tenant.pk, tenant.policy_version)


# Keyed by version: whoever changes rules, routes or queues raises it, so a stale policy is never found again.
@lru_cache(maxsize=256)
def _compiled(tenant_id: int, version: int) -> Policy:
    return compile_policy(_published_rule_set())


def compile_policy(rule_set: RuleSet, *, route_rules: Sequence[RouteRule] | None = None) -> Policy:
    """The policy that this rule set would be, with today's route matrix or the one given, which need not be saved."""
    groups = rule_set.groups.order_by("position")
    rules = rule_set.rules.select_related("group").order_by("kind", "position")
    return policy_of(rule_set, groups, rules, route_rules=route_rules)


def policy_of(
    rule_set: RuleSet,
    groups: Iterable[RuleGroup],
    rules: Iterable[Rule],
    *,
    route_rules: Sequence[RouteRule] | None = None,
) -> Policy:
    """The policy of these groups and rules, stored or not, with today's route matrix or the one given."""
    if route_rules is None:
        route_rules = list(RouteRule.objects.order_by("band", "position"))
    if not route_rules:
        raise NoPublishedRules("there is no route matrix: a new tenant gets one when it is set up")
    judgement = Judgement(
        groups=groups,
        rules=rules,
        custom_fields=list(CustomField.objects.order_by("key")),
        later=[rule.condition for rule in route_rules if rule.condition],
    )
    # In one order everywhere: queues are served, and their members locked, as they stand here.
    queues = {queue.pk: queue for queue in Queue.objects.select_related("calendar", "custodian").order_by("pk")}
    return Policy(rule_set, judgement, route_rules, queues)


def _published_rule_set() -> RuleSet:
    try:
        return RuleSet.objects.get(status=RuleSet.Status.PUBLISHED)
    except RuleSet.DoesNotExist:
        raise NoPublishedRules("no rule set is published: publish one before leads can be refined") from None
