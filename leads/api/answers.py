"""The lead object of the contract, as intake, a lead's own address and its touches answer it."""

from typing import Any

from rest_framework.reverse import reverse

from routing.telling import Told


def lead_answer(told: Told, request) -> dict[str, Any]:
    """Described by ExplainedSerializer."""
    return {
        "id": str(told.lead_id),
        "url": reverse("api:lead", args=[told.lead_id], request=request),
        "stage": told.stage,
        "fit": told.fit,
        "readiness": told.readiness,
        "score": told.score,
        "band": told.band,
        "route": told.route,
        "queue": told.queue,
        "owner": told.owner,
        "owner_id": told.owner_id and str(told.owner_id),
        "next_action": told.next_action,
        "next_action_at": told.next_action_at,
        "disposition": told.disposition,
        "disposition_reason": told.disposition_reason,
        "amount": None if told.amount is None else str(told.amount),
        "currency": told.currency,
        "rule_set": told.rule_set,
        "reasons": [
            {
                "rule": str(rule.key),
                "kind": rule.kind,
                "dimension": rule.dimension or None,
                "points": points,
                "label": rule.label,
            }
            for rule, points in told.reasons
        ],
        "routing": {
            "rule": told.rule,
            "chosen": told.owner,
            "why": told.why if told.owner else "",
            "waiting": told.waiting,
            "passed_over": told.others,
        },
    }
