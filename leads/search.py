"""Finding a lead by what somebody remembers: a name, an address, a firm, a number, an id of their own system.

Only the stored, folded keys are compared, with `=` or as a prefix range: under row-level security nothing else can read
an index.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet, Value

from leads.hygiene.company import company_key
from leads.hygiene.country import clean_country
from leads.hygiene.numbering import plan_of
from leads.hygiene.phone import clean_phone
from leads.hygiene.text import MAX_KEY_LENGTH, clean_line, key
from leads.models import Company, Lead
from tenants.scope import current_tenant

# The highest code point: under the "C" collation every text that starts with a prefix sorts before prefix + this.
LAST = "\U0010ffff"
MOST_COMPANIES = 6
MOST_HITS = 1000
LEAST_DIGITS = 4
NUMBER = re.compile(r"(?P<country>[A-Za-z]{2}\s+)?(?P<number>[+(]?\d[\d\s().\-/]*)", re.ASCII)
NOT_DIGIT = re.compile(r"\D+", re.ASCII)
BEFORE_DOMAIN = re.compile(r"^(?:https?://)?(?:www\.)?")


@dataclass(frozen=True)
class Way:
    """One way a lead may match, and the column whose index finds it in order."""

    by: str
    condition: Q
    column: str


@dataclass(frozen=True)
class Found:
    """A lead with what was matched: "Name", "E-mail", "Phone", "External id" or "Company"."""

    lead: Lead
    by: str


@dataclass(frozen=True)
class SearchResults:
    """`more`: there are leads beyond those shown."""

    leads: Sequence[Found]
    companies: Sequence[Company]
    more: bool


def search(text: str, limit: int = 20) -> SearchResults:
    """The leads and companies that fit best, in three statements whatever was typed.

    What is equal comes before what merely begins so. A number without a country is read as dialled in the tenant's own;
    "DE 030 1234" says another.
    """
    typed = clean_line(text)[:MAX_KEY_LENGTH]
    if not key(typed):
        return SearchResults([], [], more=False)
    companies = _companies(typed)
    ways = [*_ways(typed, current_tenant().country), *_of_companies(companies)]
    leads, more = _leads(ways, limit)
    return SearchResults(leads, companies, more)


def search_leads(leads: QuerySet[Lead], text: str, *, region: str = "") -> QuerySet[Lead]:
    """Of these leads, those that a search for the text finds, however many. Takes one statement to look ahead."""
    typed = clean_line(text)[:MAX_KEY_LENGTH]
    if not key(typed):
        return leads
    by_company = Q(company__in=search_companies(Company.objects.all(), typed).values("pk"))
    conditions = [*(way.condition for way in _ways(typed, region)), by_company]
    first, *others = (Lead.objects.filter(one).values_list("pk", flat=True) for one in conditions)
    hits = list(first.union(*others, all=True)[: MOST_HITS + 1])
    # Few are fetched by their keys. Many are met soon enough along whatever order the list is read in.
    return leads.filter(pk__in=hits) if len(hits) <= MOST_HITS else leads.filter(reduce(or_, conditions))


def search_companies(companies: QuerySet[Company], text: str) -> QuerySet[Company]:
    """Companies whose name or domain begins with what was typed. Legal forms make no difference."""
    typed = key(clean_line(text)[:MAX_KEY_LENGTH])
    return companies.filter(_company_condition(typed)) if typed else companies


def starts_with(column: str, prefix: str) -> Q:
    """A prefix as a range: under row-level security LIKE reads no index, and a comparison does."""
    return Q(**{f"{column}__gte": prefix, f"{column}__lt": prefix + LAST})


def _ways(text: str, region: str) -> Iterable[Way]:
    typed = key(text)
    if "@" in typed:
        yield Way("E-mail", starts_with("email_norm", typed), "email_norm")
        return
    yield Way("External id", Q(external_id=text), "external_id")
    if phone := phone_beginning(text, region):
        yield Way("Phone", starts_with("phone_e164", phone), "phone_e164")
    yield Way("Name", starts_with("last_name_norm", typed), "last_name_norm")
    yield Way("Name", starts_with("name_norm", typed), "name_norm")
    yield Way("E-mail", starts_with("email_norm", typed), "email_norm")


def phone_beginning(text: str, region: str) -> str:
    """How the E.164 form of a number begins, typed in full or in part; empty for what is no number."""
    match = NUMBER.fullmatch(text)
    digits = NOT_DIGIT.sub("", match["number"]) if match else ""
    if match is None or len(digits) < LEAST_DIGITS:
        return ""
    where = clean_country(match["country"])[0] if match["country"] else region
    return clean_phone(match["number"], where).e164 or _partial(match["number"], digits, where)


def _partial(number: str, digits: str, region: str) -> str:
    if number.startswith("+"):
        return f"+{digits}"
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    plan = plan_of(region) if region else None
    return f"+{plan.calling_code}{digits.lstrip('0')}" if plan else ""


def _company_condition(typed: str) -> Q:
    condition = starts_with("name_norm", typed)
    if (bare := company_key(typed)) != typed:
        condition |= starts_with("name_norm", bare)
    domain = BEFORE_DOMAIN.sub("", typed).split("/")[0]
    return condition | starts_with("domain", domain) if domain else condition


def _companies(text: str) -> list[Company]:
    typed = key(text)
    if "@" in typed:
        return []
    return list(search_companies(Company.objects.all(), typed).order_by("name_norm")[:MOST_COMPANIES])


def _of_companies(companies: Sequence[Company]) -> Iterable[Way]:
    if companies:
        yield Way("Company", Q(company_id__in=[company.pk for company in companies]), "company_id")


def _leads(ways: Sequence[Way], limit: int) -> tuple[list[Found], bool]:
    ranked = [
        Lead.objects.filter(way.condition)
        .annotate(rank=Value(rank))
        .order_by(way.column)
        .values_list("pk", "rank")[: limit + 1]
        for rank, way in enumerate(ways)
    ]
    hits = ranked[0].union(*ranked[1:], all=True) if len(ranked) > 1 else ranked[0]
    best: dict[int, int] = {}
    for pk, rank in sorted(hits, key=lambda hit: hit[1]):
        best.setdefault(pk, rank)
    chosen = list(best)[:limit]
    return _with_standing(chosen, [ways[best[pk]].by for pk in chosen]), len(best) > limit


def _with_standing(keys: Sequence[int], reasons: Sequence[str]) -> list[Found]:
    related = ("company", "standing__custodian__member__user")
    leads = Lead.objects.filter(standing__isnull=False).select_related(*related).in_bulk(keys)
    return [Found(leads[pk], by) for pk, by in zip(keys, reasons, strict=True) if pk in leads]
