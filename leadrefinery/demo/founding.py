"""Found a demo tenant: people, queues staffed, campaigns, an API key, and then its year."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from leadrefinery.demo.firms import PASSWORD, Firm
from leadrefinery.demo.year import DAYS, Year
from leads.models import Campaign
from routing.members import admit_member
from routing.models import Queue, QueueMember
from routing.setup import set_up_tenant
from tenants.api_keys import issue_api_key
from tenants.models import ApiKey, Role, Tenant
from tenants.people import register
from tenants.policy import policy_changed
from tenants.scope import tenant_scope

QUEUE_OF_ROLE = {
    Role.SALES_REP: "Sales",
    Role.TELE_QUALIFIER: "Call center",
    Role.PARTNER: "Partners",
    Role.MANAGER: "Last resort",
}
CAPACITY_OF_ROLE = {Role.SALES_REP: 40, Role.TELE_QUALIFIER: 25, Role.PARTNER: 60, Role.MANAGER: 20}


@dataclass(frozen=True)
class Founded:
    slug: str
    name: str
    api_key: str
    logins: list[dict[str, str]]


def found(
    firm: Firm, *, until: datetime, days: int = DAYS, progress: Callable[[date], None] = lambda _: None
) -> Founded:
    """Create the tenant and live through its year, or fewer days, day by committed day, up to `until`."""
    began = until - timedelta(days=days)
    tenant = set_up_tenant(
        slug=firm.slug, name=firm.name, at=began, time_zone=firm.time_zone, country=firm.country, currency=firm.currency
    )
    with tenant_scope(tenant):
        logins = _admit_people(firm)
        _create_campaigns(firm, began)
        _, key = issue_api_key(name="Demo integration", scopes=list(ApiKey.Scope))
    Year(firm, tenant, until=until, days=days).live(progress=progress)
    return Founded(firm.slug, firm.name, key, logins)


def _admit_people(firm: Firm) -> list[dict[str, str]]:
    logins = []
    for name, role in firm.people:
        user = register(email=firm.email(name), name=name, password=PASSWORD)
        member = admit_member(user, role=role)
        if queue := QUEUE_OF_ROLE.get(role):
            QueueMember.objects.create(
                queue=Queue.objects.get(name=queue), member=member, capacity=CAPACITY_OF_ROLE[role]
            )
        logins.append({"role": role.value, "email": user.email, "password": PASSWORD})
    policy_changed()
    return logins


def _create_campaigns(firm: Firm, began: datetime) -> None:
    first = began.date()
    Campaign.objects.bulk_create(
        Campaign(
            code=spec.code, name=spec.name, source=spec.source, cost=spec.cost, currency=firm.currency,
            starts_on=first + timedelta(days=spec.first_day),
            ends_on=first + timedelta(days=spec.first_day + spec.days),
        )
        for spec in firm.campaigns
    )  # fmt: skip


def exists(firm: Firm) -> bool:
    return Tenant.objects.filter(slug=firm.slug).exists()
