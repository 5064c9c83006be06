"""The people who inquire. Each has, unknown to the refinery, a buying day or none."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from leadrefinery.demo import words
from leadrefinery.demo.firms import CampaignSpec, Firm
from leads.intake import Incoming
from leads.models import Inquiry

# Of web respondents who buy, about half do so within a year: 10-15 % within three months, 15-20 % within six,
# a quarter in months seven to twelve, the rest later. (Bartenwerfer, lead qualification.)
BUYS_WITHIN = ((90, 0.12), (180, 0.18), (365, 0.25), (1000, 0.45))
STATED = ((90, "0-3m"), (180, "3-6m"), (365, "6-12m"), (1000, "12m+"))


@dataclass(frozen=True)
class Buyer:
    """What will become of a person: how good they are, and in how many days they buy, if ever."""

    email: str
    quality: str
    buys_in_days: int | None


def invent(random: Random, firm: Firm, at: datetime, campaign: CampaignSpec) -> tuple[Buyer, Incoming]:
    quality = random.choices(("junk", "weak", "fit", "prime"), (6, 38, 40, 16))[0]
    if quality == "junk":
        person = dict(random.choice(words.JUNK)) | {"email": _junk_address(random)}
        return Buyer(person["email"], quality, None), _incoming(random, person, at, campaign)
    buyer_odds = {"weak": 0.03, "fit": 0.18, "prime": 0.6}[quality]
    buys_in = _buying_day(random) if random.random() < buyer_odds else None
    person = _person(random, firm, quality) | _intent(random, quality, buys_in)
    return Buyer(person["email"], quality, buys_in), _incoming(random, person, at, campaign)


def _junk_address(random: Random) -> str:
    return f"{random.choice(('asdf', 'test', 'qwerty', 'noreply'))}{random.randrange(10_000)}@mailinator.com"


def _buying_day(random: Random) -> int:
    latest, _ = random.choices(BUYS_WITHIN, [share for _, share in BUYS_WITHIN])[0]
    earliest = {90: 5, 180: 90, 365: 180, 1000: 365}[latest]
    return random.randint(earliest, latest)


def _person(random: Random, firm: Firm, quality: str) -> dict[str, Any]:
    country = random.choice(firm.countries)
    first, last = random.choice(words.FIRST_NAMES), random.choice(words.LAST_NAMES)
    trade, industry = random.choice(words.FIRM_TRADES[:7] if quality == "prime" else words.FIRM_TRADES)
    company = f"{random.choice(words.FIRM_NAMES)} {trade}"
    domain = f"{company.lower().replace(' ', '-')}.example"
    free = quality == "weak" and random.random() < 0.4
    small, large = {"weak": (2, 150), "fit": (40, 1500), "prime": (200, 4500)}[quality]
    titles = words.SENIOR_TITLES if random.random() < {"weak": 0.1, "fit": 0.35, "prime": 0.7}[quality] else None
    person: dict[str, Any] = {
        "first_name": first,
        "last_name": last,
        "email": f"{first}.{last}{random.randrange(100)}@{'gmail.com' if free else domain}".lower(),
        "company": f"{company} {words.LEGAL_FORMS[country]}",
        "title": random.choice(titles or words.OTHER_TITLES),
        "country": country,
        "city": random.choice(words.CITIES[country]),
        "industry": industry,
        "employees": random.randint(small, large),
    }
    if not free:
        person["website"] = f"https://{domain}"
    if random.random() < 0.7:
        pattern = words.PHONES[country]
        person["phone"] = pattern.format(random.randrange(10 ** int(pattern.split(":")[1][1:-2])))
    return person


def _intent(random: Random, quality: str, buys_in: int | None) -> dict[str, Any]:
    said: dict[str, Any] = {"message": random.choice(words.MESSAGES)}
    if random.random() < {"weak": 0.35, "fit": 0.55, "prime": 0.8}[quality]:
        said["timeline"] = next(word for days, word in STATED if (buys_in or random.choice((400, 999))) <= days)
    for name, known in (("budget", 0.4), ("authority", 0.35), ("need", 0.5)):
        if random.random() < known:
            likely = 0.75 if buys_in else 0.35
            said[name] = "yes" if random.random() < likely else random.choice(("no", "unknown"))
    if random.random() < 0.3:
        said["product_interest"] = random.choice(words.PRODUCTS)
    return said


def _incoming(random: Random, person: dict[str, Any], at: datetime, campaign: CampaignSpec) -> Incoming:
    consented = random.random() < 0.6
    body = {"source": campaign.source, "campaign": campaign.code, **person}
    return Incoming(
        fields=person,
        raw=json.dumps(body).encode(),
        channel=Inquiry.Channel.API,
        received_at=at - timedelta(minutes=random.randrange(1, 50)),
        source=campaign.source,
        campaign=campaign.code,
        consent_email=consented or None,
        consent_wording="v3" if consented else "",
        do_not_email=not person["email"].endswith(".example"),
    )
