"""The two demo tenants: who works there, what they run, how many inquiries come."""

from dataclasses import dataclass, field

from tenants.models import Role

PASSWORD = "lead-refinery-demo"  # noqa: S105 — printed for everybody to see


@dataclass(frozen=True)
class CampaignSpec:
    code: str
    name: str
    source: str
    first_day: int
    days: int
    cost: int
    share: int


@dataclass(frozen=True)
class Firm:
    slug: str
    name: str
    time_zone: str
    country: str
    currency: str
    inquiries_a_day: float
    countries: tuple[str, ...]
    people: tuple[tuple[str, Role], ...]
    campaigns: tuple[CampaignSpec, ...] = field(default_factory=tuple)
    closed_before: int = 0  # leads that had ended in the system before this one

    def email(self, name: str) -> str:
        return f"{name.split(maxsplit=1)[0].lower()}@{self.slug}.example"


ACME = Firm(
    slug="acme",
    name="Acme Pumps",
    time_zone="Europe/Berlin",
    country="DE",
    currency="EUR",
    inquiries_a_day=1.4,
    countries=("DE", "DE", "DE", "AT", "GB", "FR", "NL", "SE"),
    people=(
        ("Alice Adler", Role.ADMINISTRATOR),
        ("Mark Mertens", Role.MARKETER),
        ("Sally Stone", Role.SALES_REP),
        ("Sam Sommer", Role.SALES_REP),
        ("Sue Sander", Role.SALES_REP),
        ("Tom Thiele", Role.TELE_QUALIFIER),
        ("Tina Tran", Role.TELE_QUALIFIER),
        ("Mia Morgen", Role.MANAGER),
        ("Paul Pauli", Role.PARTNER),
    ),
    campaigns=(
        CampaignSpec("website", "Website", "web_form", 0, 366, 18_000, 40),
        CampaignSpec("hannover-2026", "Hannover fair", "event", 140, 25, 42_000, 160),
        CampaignSpec("autumn-mailing", "Autumn mailing", "direct_mail", 280, 60, 9_500, 30),
        CampaignSpec("trade-press", "Trade press", "print_ad", 30, 240, 14_000, 12),
        CampaignSpec("referrals", "Referrals", "referral", 0, 366, 1_500, 10),
        CampaignSpec("linkedin", "LinkedIn", "social", 90, 250, 11_000, 20),
    ),
    closed_before=700,
)
GLOBEX = Firm(
    slug="globex",
    name="Globex Software",
    time_zone="America/New_York",
    country="US",
    currency="USD",
    inquiries_a_day=0.5,
    countries=("US", "US", "US", "GB"),
    people=(
        ("Carol Chen", Role.ADMINISTRATOR),
        ("Max Miller", Role.MARKETER),
        ("Gus Grant", Role.SALES_REP),
        ("Gina Gold", Role.SALES_REP),
        ("Theo Tate", Role.TELE_QUALIFIER),
        ("Mona Marsh", Role.MANAGER),
    ),
    campaigns=(
        CampaignSpec("website", "Website", "web_form", 0, 366, 12_000, 50),
        CampaignSpec("saas-summit", "SaaS Summit", "event", 200, 15, 30_000, 120),
        CampaignSpec("webinars", "Webinars", "social", 60, 280, 6_000, 30),
    ),
)
FIRMS = (ACME, GLOBEX)
