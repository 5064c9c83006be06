"""The named people of the tests, and how they come to the site.

Acme: Alice administers, Mark markets, Sally sells, Tom qualifies by telephone, Mia manages, Paul is a partner.
Globex: Carol administers, Gus sells.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.test import Client

from routing.members import admit_member
from routing.models import Queue, QueueMember
from routing.setup import set_up_tenant
from tenants.api_keys import issue_api_key
from tenants.models import ApiKey, Membership, Role, Tenant, User
from tenants.people import register
from tenants.scope import tenant_scope

# A Monday within working hours.
MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
PASSWORD = "correct horse 7"

ACME = {
    "alice": Role.ADMINISTRATOR,
    "mark": Role.MARKETER,
    "sally": Role.SALES_REP,
    "tom": Role.TELE_QUALIFIER,
    "mia": Role.MANAGER,
    "paul": Role.PARTNER,
}
GLOBEX = {"carol": Role.ADMINISTRATOR, "gus": Role.SALES_REP}
QUEUE_OF_ROLE = {Role.SALES_REP: "Sales", Role.TELE_QUALIFIER: "Call center", Role.PARTNER: "Partners"}


def found_acme() -> Tenant:
    return found(ACME, slug="acme", name="Acme", time_zone="Europe/London", country="GB")


def found_globex() -> Tenant:
    return found(GLOBEX, slug="globex", name="Globex", time_zone="America/New_York", country="US", currency="USD")


def found(people: dict[str, Role], **tenant: str) -> Tenant:
    firm = set_up_tenant(at=MONDAY, **tenant)
    with tenant_scope(firm):
        for name, role in people.items():
            admit(name, role, domain=f"{firm.slug}.example")
    return firm


def admit(name: str, role: Role, *, domain: str) -> Membership:
    """A new person in the tenant in scope, at work in the queue of their role."""
    user = register(email=f"{name}@{domain}", name=name.capitalize(), password=PASSWORD)
    member = admit_member(user, role=role)
    if queue := QUEUE_OF_ROLE.get(role):
        QueueMember.objects.create(queue=Queue.objects.get(name=queue), member=member)
    return member


def member_of(tenant: Tenant, name: str) -> Membership:
    with tenant_scope(tenant):
        return Membership.objects.select_related("user").get(user__email=f"{name}@{tenant.slug}.example")


def signed_in(person: Membership | User) -> Client:
    """A browser in which the person has just given their password."""
    user = person.user if isinstance(person, Membership) else person
    browser = Client()
    browser.login(email=user.email, password=PASSWORD)
    return browser


def signed_in_by_hand(person: Membership | User) -> Client:
    """Like signed_in, by way of the sign-in page, which notes the session; that page is limited to 30 a minute."""
    user = person.user if isinstance(person, Membership) else person
    browser = Client()
    browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return browser


def key_of(tenant: Tenant, scopes: Sequence[str] = tuple(ApiKey.Scope), **options) -> str:
    with tenant_scope(tenant):
        _, plain = issue_api_key(name="Integration", scopes=scopes, **options)
    return plain


def program_with(key: str) -> Client:
    """A client of the API that sends this key."""
    return Client(headers={"authorization": f"Bearer {key}"})
