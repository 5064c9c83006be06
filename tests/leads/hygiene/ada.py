"""An inquiry with nothing wrong in it."""

ADA = {
    "source": "event",
    "campaign": "hannover-2026",
    "external_id": "crm-4711",
    "first_name": "Ada",
    "last_name": "Byron",
    "email": "ada@analytical.example",
    "phone": "+442079460958",
    "title": "CTO",
    "company": "Analytical Engines Ltd",
    "website": "https://analytical.example",
    "industry": "manufacturing",
    "employees": 420,
    "annual_revenue": 51000000,
    "country": "GB",
    "region": "",
    "city": "London",
    "postal_code": "",
    "timeline": "0-3m",
    "budget": "yes",
    "authority": "unknown",
    "need": "yes",
    "product_interest": "engines",
    "message": "Please call me",
}
TEXT_FIELDS = [name for name in ADA if name not in ("source", "campaign")] + ["full_name"]


def codes(notes):
    return [(note.field, note.code) for note in notes]
