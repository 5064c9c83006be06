"""Who may do what: one table, asked by pages, templates, API and tests alike."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponseBase

from tenants.models import ApiKey, Membership, Role

log = structlog.get_logger(__name__)


class Action(models.TextChoices):
    """The label finishes the sentence "Your role may not …"."""

    ENTER = "enter", "enter this firm"
    WORK_QUEUE = "work_queue", "work on leads in a queue"
    TAKE_NEXT = "take_next", "take the next lead"
    VIEW_LEADS = "view_leads", "see leads"
    ENTER_INQUIRY = "enter_inquiry", "record an inquiry"
    LOG_TOUCH = "log_touch", "log calls, mails and meetings"
    EDIT_LEAD = "edit_lead", "change the facts of a lead"
    HAND_OVER = "hand_over", "hand leads over"
    DISPOSE_LEAD = "dispose_lead", "close leads"
    IMPORT_LEADS = "import_leads", "import leads"
    EXPORT = "export", "export"
    VIEW_QUARANTINE = "view_quarantine", "see quarantined leads"
    RELEASE_QUARANTINE = "release_quarantine", "release leads from quarantine"
    VIEW_COMPANIES = "view_companies", "see companies"
    EDIT_COMPANIES = "edit_companies", "change companies"
    VIEW_CAMPAIGNS = "view_campaigns", "see campaigns"
    EDIT_CAMPAIGNS = "edit_campaigns", "change campaigns"
    EDIT_FIELDS = "edit_fields", "change custom fields"
    VIEW_RULES = "view_rules", "see the rules"
    ENTER_STUDIO = "enter_studio", "open the rule studio"
    EDIT_RULES = "edit_rules", "change the rules"
    SIGN_RULES = "sign_rules", "sign the rules for sales"
    PUBLISH_RULES = "publish_rules", "publish the rules"
    DEFINE_STAGES = "define_stages", "change what the stages mean"
    VIEW_QUEUES = "view_queues", "see queues and routes"
    EDIT_QUEUES = "edit_queues", "change queues and routes"
    VIEW_REPORTS = "view_reports", "see reports"
    VIEW_MEMBERS = "view_members", "see the members"
    MANAGE_MEMBERS = "manage_members", "manage members"
    MANAGE_API_KEYS = "manage_api_keys", "manage API keys"
    VIEW_AUDIT = "view_audit", "read the audit log"
    MANAGE_SETTINGS = "manage_settings", "change the settings of the firm"


# What everyone on the staff needs to talk about a lead; a partner is not on the staff.
STAFF = frozenset(
    {
        Action.ENTER,
        Action.VIEW_LEADS,
        Action.ENTER_INQUIRY,
        Action.LOG_TOUCH,
        Action.EDIT_LEAD,
        Action.VIEW_COMPANIES,
        Action.EDIT_COMPANIES,
        Action.VIEW_CAMPAIGNS,
        Action.VIEW_RULES,
        Action.VIEW_MEMBERS,
    }
)
WORKING = STAFF | {Action.WORK_QUEUE, Action.TAKE_NEXT, Action.HAND_OVER, Action.DISPOSE_LEAD}

OF_ROLE: dict[Role, frozenset[Action]] = {
    Role.ADMINISTRATOR: frozenset(Action),
    Role.MARKETER: STAFF
    | {
        Action.HAND_OVER,
        Action.DISPOSE_LEAD,
        Action.IMPORT_LEADS,
        Action.EXPORT,
        Action.VIEW_QUARANTINE,
        Action.RELEASE_QUARANTINE,
        Action.EDIT_CAMPAIGNS,
        Action.EDIT_FIELDS,
        Action.ENTER_STUDIO,
        Action.EDIT_RULES,
        Action.PUBLISH_RULES,
        Action.DEFINE_STAGES,
        Action.VIEW_QUEUES,
        Action.VIEW_REPORTS,
    },
    Role.TELE_QUALIFIER: WORKING,
    Role.SALES_REP: WORKING,
    Role.MANAGER: WORKING
    | {
        Action.IMPORT_LEADS,
        Action.EXPORT,
        Action.VIEW_QUARANTINE,
        Action.RELEASE_QUARANTINE,
        Action.ENTER_STUDIO,
        Action.SIGN_RULES,
        Action.DEFINE_STAGES,
        Action.VIEW_QUEUES,
        Action.EDIT_QUEUES,
        Action.VIEW_REPORTS,
    },
    Role.PARTNER: frozenset({Action.ENTER}),
}

OF_SCOPE: dict[ApiKey.Scope, frozenset[Action]] = {
    ApiKey.Scope.INTAKE: frozenset({Action.ENTER_INQUIRY, Action.LOG_TOUCH}),
    ApiKey.Scope.READ: frozenset(
        {
            Action.VIEW_LEADS,
            Action.VIEW_QUARANTINE,
            Action.VIEW_COMPANIES,
            Action.VIEW_CAMPAIGNS,
            Action.VIEW_RULES,
            Action.VIEW_QUEUES,
            Action.VIEW_REPORTS,
            Action.VIEW_MEMBERS,
        }
    ),
    ApiKey.Scope.WRITE: frozenset(
        {
            Action.LOG_TOUCH,
            Action.EDIT_LEAD,
            Action.HAND_OVER,
            Action.DISPOSE_LEAD,
            Action.IMPORT_LEADS,
            Action.RELEASE_QUARANTINE,
            Action.EDIT_COMPANIES,
            Action.EDIT_CAMPAIGNS,
        }
    ),
    ApiKey.Scope.RULES: frozenset({Action.VIEW_RULES, Action.EDIT_RULES, Action.SIGN_RULES, Action.PUBLISH_RULES}),
}


class UnguardedView(RuntimeError):
    """A page of a tenant names no action it requires."""


def actions_of(actor: Membership | ApiKey) -> frozenset[Action]:
    if isinstance(actor, Membership):
        return OF_ROLE[Role(actor.role)]
    return frozenset().union(*(OF_SCOPE[ApiKey.Scope(scope)] for scope in actor.scopes))


def can(actor: Membership | ApiKey, action: Action) -> bool:
    return action in actions_of(actor)


def scopes_with(action: Action) -> list[str]:
    return [scope.value for scope, actions in OF_SCOPE.items() if action in actions]


View = Callable[..., HttpResponseBase]


def requires(action: Action, *, post: Action | None = None) -> Callable[[View], View]:
    """Guard a tenant's page: `action` to open it, `post` (by default the same) to send its form.

    Refuses with PermissionDenied that says which right is missing. Use on functions, and on class-based views with
    `method_decorator(requires(…), name="dispatch")`.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            needed = post if post and request.method not in ("GET", "HEAD") else action
            ensure(request.member, needed)  # type: ignore[attr-defined]  # set by TenantMiddleware
            return view(request, *args, **kwargs)

        guarded.required_action = action  # type: ignore[attr-defined]
        guarded.required_action_to_post = post or action  # type: ignore[attr-defined]
        return guarded

    return guard


def ensure(member: Membership, action: Action) -> None:
    """Raise PermissionDenied, in words, unless the member may do this."""
    if can(member, action):
        return
    log.warning("permission_refused", action=action.value, role=member.role)
    raise PermissionDenied(
        f"Your role, {member.get_role_display().lower()}, may not {action.label}. "
        "An administrator of your firm can change your role."
    )


def public(view: View) -> View:
    """Mark a view outside tenants that anyone may open; the test that crawls all URLs asks for one or the other."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def required_action(view: Any) -> Action | None:
    """The action a view requires, of a function, a class-based view or an API view."""
    return getattr(view, "required_action", None) or getattr(getattr(view, "cls", None), "required_action", None)
