import json

import pytest
from django.utils import timezone

from leads.models import Lead
from tenants.scope import tenant_scope
from tests.people import key_of, program_with

ADA = {
    "source": "event", "campaign": "hannover-2026", "external_id": "crm-4711", "received_at": "2026-03-02T10:00:00Z",
    "first_name": "Ada", "last_name": "Byron", "email": "ada@analytical.example", "phone": "+442079460958",
    "title": "CTO", "company": "Analytical Engines Ltd", "website": "https://analytical.example",
    "industry": "manufacturing", "employees": 420, "annual_revenue": 51000000, "country": "GB", "region": "",
    "city": "London", "postal_code": "", "timeline": "0-3m", "budget": "yes", "authority": "unknown", "need": "yes",
    "product_interest": "engines", "message": "Please call me",
    "consent": {"email": True, "phone": True, "wording": "v3"}, "custom": {"booth": "A12"},
}  # fmt: skip


class Program:
    """A program of a firm at the API."""

    def __init__(self, tenant, **options):
        self.tenant = tenant
        self.client = program_with(key_of(tenant, **options))

    def get(self, path, **query):
        return self.client.get(f"/api/v1/{path}", query)

    def post(self, path, body, **headers):
        raw = body if isinstance(body, bytes | str) else json.dumps(body)
        return self.client.post(f"/api/v1/{path}", raw, content_type="application/json", headers=headers)

    def patch(self, path, body):
        return self.client.patch(f"/api/v1/{path}", json.dumps(body), content_type="application/json")

    def send(self, **changes):
        """Post Ada's inquiry with some fields changed; a field of None is left out."""
        fields = {name: value for name, value in (ADA | changes).items() if value is not None}
        return self.post("inquiries/", fields)

    def send_someone(self, n=1, **changes):
        facts = {"email": f"person{n}@firm{n}.example", "phone": None, "external_id": None, "company": f"Firm {n}"}
        return self.send(**facts | {"website": None, "received_at": timezone.now().isoformat()} | changes)


@pytest.fixture
def acme_program(acme):
    return Program(acme)


@pytest.fixture
def globex_program(globex):
    return Program(globex)


@pytest.fixture
def lead_of():
    """The row behind a lead that an answer tells of."""

    def find(tenant, answer):
        with tenant_scope(tenant):
            return Lead.objects.select_related("company", "standing").get(public_id=answer.json()["lead"]["id"])

    return find


def codes(answer):
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]
