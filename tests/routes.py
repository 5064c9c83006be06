"""The registry of routes: what every address of the site is about. An address that is not here fails the tests.

A new page or endpoint needs one line in ROUTES, under its URL name with namespaces ("leads:list"):

    "leads:companies": page("GET"),                          # a page of a tenant about nothing in particular
    "leads:company": page("GET", company_id=Row(Company)),   # about one row: say where the argument comes from
    "leads:merge": page("POST", lead_id=LEAD, sends={"into": Row(Lead, standing__band="hot")}),
    "api:companies": endpoint("GET", query={"owner": Row(Membership)}),  # the same for the API, and a filter

`page`, `endpoint` and `public` say the realm. Arguments of the path and fields of `sends` are a fixed value or a `Row`,
which picks a row of the tenant and is what the crawler exchanges for another tenant's and for an absent one. `sends` is
what a POST or PATCH needs to succeed, `query` what a GET takes; `as_file` names a field that is sent as an upload.
The crawler (tests/tenancy/test_crawler.py) demands that somebody of the tenant succeeds with it: a registered route
that never answers proves nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.db.models import Model, UUIDField

from leads.models import Band, Campaign, Company, Import, Inquiry, Lead, QuarantineCheck, Stage
from routing.models import Feedback, Queue, QueueMember
from scoring.models import RuleSet
from tenants.models import ApiKey, Calendar, Invitation, Membership, Role, SavedView


class Row:
    """One row of the tenant in scope, named by one of its values."""

    def __init__(self, model: type[Model], *, named_by: str = "public_id", form: str = "{}", **having: Any):
        self.model, self.named_by, self.form, self.having = model, named_by, form, having

    def __repr__(self) -> str:
        return f"Row({self.model.__name__}, {self.having})"

    def pick(self) -> str:
        """Of the tenant in scope. Raises LookupError when the test's tenants hold no such row."""
        value = self.model.objects.filter(**self.having).order_by("pk").values_list(self.named_by, flat=True).first()
        if value is None:
            raise LookupError(f"tests/tenancy/firms.py makes no {self.model.__name__} with {self.having}")
        return self.form.format(value)

    def absent(self) -> str:
        """A name of the same kind that nothing has."""
        parts = self.named_by.split("__")
        if isinstance(self.model._meta.get_field(parts[0]), UUIDField) or parts[-1] == "public_id":
            return self.form.format(uuid4())
        return self.form.format("nothing-of-the-kind" if not self.named_by.endswith(("id", "pk")) else 2**40)


@dataclass(frozen=True)
class Route:
    realm: str
    methods: tuple[str, ...] = ("GET",)
    arguments: Mapping[str, Any] = field(default_factory=dict)
    sends: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    as_file: str = ""


def page(*methods: str, sends: Mapping = {}, query: Mapping = {}, as_file: str = "", **arguments: Any) -> Route:
    return Route("page", methods, arguments, sends, query, as_file)


def endpoint(*methods: str, sends: Mapping = {}, query: Mapping = {}, as_file: str = "", **arguments: Any) -> Route:
    return Route("endpoint", methods, arguments, sends, query, as_file)


def public(**arguments: Any) -> Route:
    return Route("public", ("GET",), arguments)


SALLYS = {"standing__custodian__member__user__email__startswith": "sally@"}
HELD = Row(Lead, **SALLYS, standing__stage=Stage.SAL)
NEW = Row(Lead, **SALLYS, standing__stage__in=(Stage.MQL, Stage.TQL))
WAITING = Row(Lead, standing__custodian__name="Call center")
QUARANTINED = Row(Lead, standing__custodian__name="Quarantine")
CLOSED = Row(Lead, standing__disposition="lost")
QUALIFIED = Row(Lead, standing__stage=Stage.SQL)
MEMBER = Row(Membership, user__email__startswith="tom@")
CAMPAIGN = Row(Campaign, named_by="code")
QUEUE = Row(Queue, name="Sales")
MIA = Row(Membership, form="member:{}", user__email__startswith="mia@")
SPRING = {"code": "spring", "name": "Spring", "source": "event", "cost": "100", "currency": "EUR"}
OFFICE = Row(Calendar, time_zone="Europe/London")
NIGHTS = {"name": "Nights", "time_zone": "UTC", "day_4": "20:00-24:00"}
DRAFT = Row(RuleSet, status="draft")
IN_REVIEW = Row(RuleSet, status="in_review")
WHY = {"reason": "It is better so"}
ROW = {"queue": QUEUE, "next_action": "Call", "within": 1, "unit": "hours", "cost_per_touch": 9, "minutes_per_touch": 5}
MATRIX = {f"{band}-1-{name}": value for band in Band if band != Band.JUNK for name, value in ROW.items()}
HAS_TITLE = '{"field": "title", "op": "is_set"}'
SUGGESTED = (
    f'{{"groups": [{{"name": "Winners", "dimension": "fit"}}], '
    f'"rules": [{{"kind": "score", "group": "Winners", "points": 5, "condition": {HAS_TITLE}}}]}}'
)

ROUTES: dict[str, Route] = {
    "home": public(),
    "invitation": public(token="nobody-has-this"),
    "schema": public(),
    "docs": public(),
    "healthz": public(),
    "readyz": public(),
    "api/v1/": public(),
    # -- Settings and members
    "tenants:nav": page("GET"),
    "tenants:settings": page("GET"),
    "tenants:profile": page("GET", "POST", sends={"name": "Alice", "time_zone": ""}),
    "tenants:firm": page(
        "GET", "POST",
        sends={"name": "Acme", "time_zone": "UTC", "country": "GB", "currency": "EUR", "quarantine_days": 30},
    ),
    "tenants:members": page("GET"),
    "tenants:invite": page("GET", "POST", sends={"email": "nell@acme.example", "role": Role.MANAGER}),
    "tenants:change_role": page("POST", member_id=MEMBER, role=Role.MANAGER),
    "tenants:deactivate": page("POST", member_id=MEMBER),
    "tenants:reactivate": page("POST", member_id=Row(Membership, is_active=False)),
    "tenants:renew_invitation": page("POST", invitation_id=Row(Invitation)),
    "tenants:withdraw_invitation": page("POST", invitation_id=Row(Invitation)),
    "tenants:calendars": page("GET"),
    "tenants:new_calendar": page("GET", "POST", sends=NIGHTS),
    "tenants:calendar": page("GET", "POST", calendar_id=OFFICE, sends=NIGHTS),
    "tenants:remove_calendar": page("POST", calendar_id=Row(Calendar, time_zone="UTC")),
    "tenants:api_keys": page("GET"),
    "tenants:issue_api_key": page("GET", "POST", sends={"name": "Website", "scopes": "intake", "lifetime": "365"}),
    "tenants:revoke_api_key": page("POST", key_id=Row(ApiKey)),
    "tenants:audit": page("GET", query={"actor": MEMBER, "object_id": Row(Membership)}),
    "tenants:save_view": page("GET", "POST", sends={"name": "Mine", "list_name": "leads/", "query": "band=hot"}),
    "tenants:delete_view": page("POST", view_id=Row(SavedView)),
    "reporting:home": page("GET"),
    # -- Leads, inquiries, companies, campaigns
    "leads:list": page("GET", query={"campaign": CAMPAIGN, "queue": QUEUE, "owner": MEMBER, "company": Row(Company)}),
    "leads:hand_over": page("POST", sends={"lead": [HELD, QUALIFIED], "to": MIA, **WHY}),
    "leads:take_back": page("POST"),
    "leads:search": page("GET", query={"q": Row(Lead, named_by="email_norm", **SALLYS)}),
    "leads:suggestions": page("GET", query={"q": Row(Lead, named_by="last_name_norm", **SALLYS)}),
    "leads:inquiries": page("GET", query={"campaign": CAMPAIGN}),
    "leads:new_inquiry": page(
        "GET", "POST", query={"again": Row(Inquiry, lead=None)},
        sends={"source": "event", "email": "ida@okafor.example", "campaign": CAMPAIGN},
    ),
    "leads:inquiry": page("GET", public_id=Row(Inquiry)),
    "leads:looked_at": page("POST", public_id=Row(Inquiry, lead=None)),
    "leads:quarantine": page("GET", query={"campaign": CAMPAIGN}),
    "leads:quarantine_sample": page("GET"),
    "leads:quarantine_check": page("POST", public_id=Row(QuarantineCheck), sends={"verdict": "junk"}),
    "leads:release": page("GET", "POST", public_id=QUARANTINED, sends=WHY),
    "leads:purge": page("POST", public_id=QUARANTINED),
    "leads:companies": page("GET", query={"owner": MEMBER}),
    "leads:company": page("GET", public_id=Row(Company)),
    "leads:company_owner": page("GET", "POST", public_id=Row(Company), sends={"owner": MEMBER}),
    "leads:campaigns": page("GET"),
    "leads:new_campaign": page("GET", "POST", sends=SPRING),
    "leads:campaign": page("GET", public_id=Row(Campaign)),
    "leads:edit_campaign": page("GET", "POST", public_id=Row(Campaign), sends=SPRING),
    # -- The work on leads
    "routing:queue": page("GET", query={"lead": HELD}),
    "routing:take_next": page("POST"),
    "routing:queues": page("GET"),
    "routing:new_queue": page(
        "GET", "POST", sends={"name": "Fairs", "route": "sales", "strategy": "pull", "calendar": OFFICE}
    ),
    "routing:queue_page": page("GET", queue_id=QUEUE),
    "routing:queue_settings": page(
        "GET", "POST", queue_id=QUEUE, sends={"name": "Sales", "strategy": "round_robin", "calendar": OFFICE}
    ),
    "routing:retire_queue": page("GET", "POST", queue_id=Row(Queue, name="Spare"), sends={"to": QUEUE}),
    "routing:add_queue_member": page(
        "GET", "POST", queue_id=QUEUE, sends={"member": MEMBER, "weight": 1, "is_active": "on", "calendar": OFFICE}
    ),
    "routing:queue_member": page(
        "GET", "POST", queue_id=QUEUE,
        member_id=Row(QueueMember, named_by="member__public_id", queue__name="Sales"),
        sends={"member": Row(QueueMember, named_by="member__public_id", queue__name="Sales"), "weight": 2},
    ),
    "routing:routes": page("GET", "POST", sends=MATRIX),
    "routing:routes_effect": page("POST", sends=MATRIX),
    "routing:lead": page("GET", public_id=HELD),
    "routing:lead_pane": page("GET", public_id=HELD),
    "routing:lead_story": page("GET", public_id=HELD),
    "routing:fact": page("GET", "POST", public_id=HELD, name="title", sends={"value": "Director"}),
    "routing:accept": page("POST", public_id=NEW),
    "routing:take": page("POST", public_id=WAITING),
    "routing:qualify": page("POST", public_id=HELD),
    "routing:reject": page("GET", "POST", public_id=NEW, sends={"why": "not_mine", "note": "Ask Sam"}),
    "routing:hand_over": page(
        "GET", "POST", public_id=HELD,
        sends={"to": MIA, **WHY},
    ),
    "routing:dispose": page("GET", "POST", public_id=HELD, sends={"result": "lost", **WHY}),
    "routing:reopen": page("GET", "POST", public_id=CLOSED, sends=WHY),
    "routing:release": page("GET", "POST", public_id=QUARANTINED, sends=WHY),
    "routing:convert": page("GET", "POST", public_id=QUALIFIED, sends={"amount": "100", "currency": "EUR"}),
    "routing:wrong_score": page("GET", "POST", public_id=HELD, sends={"expected_band": "junk", "note": "A student"}),
    "routing:feedback": page("GET"),
    "routing:answer_feedback": page("POST", feedback_id=Row(Feedback), sends={"answer": "The rule is changed"}),
    "routing:plan": page("GET", "POST", public_id=HELD, sends={"what": "Call back", "when": "2030-01-07T10:00"}),
    "routing:log": page("GET", "POST", public_id=HELD, kind="note", sends={"note": "They want a quote"}),
    "routing:undo": page("POST", public_id=HELD, token="no-seal-of-ours"),
    # -- The rule studio: number 1 is in force, 2 a draft, 3 in review, 4 signed, 5 was in force before
    "scoring:rule_sets": page("GET"),
    "scoring:begin": page("GET", "POST", sends={"name": "Autumn", "source": "1"}),
    "scoring:values": page("GET", query={"field": "title"}),
    "scoring:progress": page("GET"),
    "scoring:stages": page("GET"),
    "scoring:edit_stage": page("GET", "POST", stage="mql", sends={"definition": "It fits", "entry_criteria": "Hot"}),
    "scoring:discard_stage": page("POST", stage="mql"),
    "scoring:sign_stage": page("POST", stage="mql", number=2, sends={"side": "sales"}),
    "scoring:studio": page("GET", number=2),
    "scoring:backtest": page("GET", number=2),
    "scoring:wins": page("GET"),
    "scoring:add_suggested": page("POST", sends={"document": SUGGESTED, "draft": "2"}),
    "scoring:describe": page("GET", "POST", number=2, sends={"name": "Autumn", "purpose": "Fewer calls"}),
    "scoring:discard": page("POST", number=2),
    "scoring:compare": page("GET", number=2, other=1),
    "scoring:rule": page("GET", "POST", number=2, key=1, sends={"condition": HAS_TITLE, "label": "Has a title"}),
    "scoring:act_on_rule": page("POST", number=2, key=1, act="switch"),
    "scoring:group": page("GET", "POST", number=2, sends={"name": "Season", "dimension": "fit", "cap": 10}),
    "scoring:remove_group": page("POST", number=2, sends={"group": "Person"}),
    "scoring:undo": page("POST", number=2),
    "scoring:redo": page("POST", number=2),
    "scoring:effect": page("GET", "POST", number=2),
    "scoring:cell": page("GET", number=2, query={"before": "hot", "after": "hot"}),
    "scoring:before_and_after": page("GET", number=2, public_id=NEW),
    "scoring:try": page(
        "GET", "POST", number=2, query={"q": Row(Lead, named_by="email_norm", **SALLYS)},
        sends={"source": "event", "email": "ida@okafor.example", "campaign": CAMPAIGN},
    ),
    "scoring:try_known": page("GET", "POST", number=2, public_id=HELD, sends={"email": "ida@okafor.example"}),
    "scoring:challenger": page("GET", number=4),
    "scoring:start_challenger": page("POST", number=2),
    "scoring:stop_challenger": page("POST", number=4),
    "scoring:submit": page("POST", number=2),
    "scoring:take_back": page("POST", number=3),
    "scoring:sign": page("POST", number=3, sends={"side": "marketing"}),
    "scoring:comment": page("POST", number=3, sends={"text": "Why so many?"}),
    "scoring:publish": page("POST", number=4),
    "scoring:roll_back": page("POST", number=5),
    # -- The API
    "api:inquiries": endpoint(
        "GET", "POST", sends={"source": "event", "email": "ida@okafor.example"},
        query={"campaign": CAMPAIGN},
    ),
    "api:inquiry": endpoint("GET", public_id=Row(Inquiry)),
    "api:leads": endpoint(
        "GET", query={"campaign": CAMPAIGN, "queue": QUEUE, "owner": MEMBER, "company": Row(Company)}
    ),
    "api:lead": endpoint("GET", public_id=HELD),
    "api:lead-timeline": endpoint("GET", public_id=HELD),
    "api:lead-decisions": endpoint("GET", public_id=HELD),
    "api:lead-assignments": endpoint("GET", public_id=HELD),
    "api:lead-questions": endpoint("GET", public_id=HELD),
    "api:lead-touches": endpoint(
        "POST", public_id=HELD,
        sends={"kind": "meeting", "member": MEMBER, "campaign": CAMPAIGN},
    ),
    "api:lead-calls": endpoint("POST", public_id=HELD, sends={"outcome": "reached", "member": MEMBER}),
    "api:lead-feedback": endpoint("POST", public_id=HELD, sends={"expected_band": "junk", "note": "A student"}),
    "api:feedback": endpoint("GET"),
    "api:lead-outcome": endpoint("POST", public_id=HELD, sends={"result": "won", "amount": "100"}),
    "api:touches": endpoint(
        "POST", sends={"touches": [{"kind": "meeting", "lead": HELD, "member": MEMBER,
                                    "campaign": CAMPAIGN}]},
    ),
    "api:campaigns": endpoint("GET", "POST", sends=SPRING),
    "api:campaign": endpoint("GET", "PATCH", public_id=Row(Campaign), sends={"name": "Summer"}),
    "api:companies": endpoint("GET", query={"owner": MEMBER}),
    "api:imports": endpoint("GET"),
    "api:import": endpoint("GET", public_id=Row(Import)),
    "api:queues": endpoint("GET"),
    "api:queue": endpoint("GET", public_id=QUEUE),
    "api:members": endpoint("GET"),
    "api:stages": endpoint("GET"),
    "api:rule-sets": endpoint("GET", "POST", sends={"name": "Autumn", "based_on": 1}),
    "api:publication": endpoint("GET"),
    "api:rule-set": endpoint("GET", "PATCH", public_id=DRAFT, sends={"purpose": "Fewer calls"}),
    "api:rule-set-preview": endpoint("POST", public_id=DRAFT),
    "api:rule-set-submit": endpoint("POST", public_id=DRAFT),
    "api:rule-set-take-back": endpoint("POST", public_id=IN_REVIEW),
    "api:rule-set-discard": endpoint("POST", public_id=DRAFT),
    "api:rule-set-undo": endpoint("POST", public_id=DRAFT),
    "api:rule-set-redo": endpoint("POST", public_id=DRAFT),
    "api:rule-set-approve": endpoint("POST", public_id=IN_REVIEW, sends={"side": "sales"}),
    "api:rule-set-comments": endpoint("POST", public_id=IN_REVIEW, sends={"text": "Why so many?"}),
    "api:rule-set-publish": endpoint("POST", public_id=Row(RuleSet, status="signed")),
    "api:rule-set-roll-back": endpoint("POST", public_id=Row(RuleSet, status="retired")),
    "api:rule-set-try": endpoint("POST", public_id=DRAFT, sends={"source": "event", "email": "ida@okafor.example"}),
    "api:rule-set-challenger": endpoint("GET", public_id=Row(RuleSet, challenger_since__isnull=False)),
    "api:rule-set-challenge": endpoint("POST", public_id=DRAFT),
    "api:rule-set-rest": endpoint("POST", public_id=Row(RuleSet, challenger_since__isnull=False)),
    "api:rule-set-compare": endpoint("GET", public_id=DRAFT, number=1),
    "api:rule-set-backtest": endpoint("POST", public_id=DRAFT),
    "api:win-analysis": endpoint("GET", query={"period": "all"}),
}  # fmt: skip
