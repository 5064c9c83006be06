"""One inquiry, cleaned: the fields of `POST /api/v1/inquiries/` as they are stored, compared and judged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from leads.hygiene import messages
from leads.hygiene.cells import Cells
from leads.hygiene.choices import TIMELINES, clean_answer, clean_timeline
from leads.hygiene.company import company_key, is_junk_company
from leads.hygiene.country import clean_country
from leads.hygiene.domains import company_domain, domain_facts
from leads.hygiene.email import Address, clean_email
from leads.hygiene.flags import JUNK_FLAGS
from leads.hygiene.links import clean_website
from leads.hygiene.name import TEST_WORDS, is_keyboard_mash, junk_name_reason, name_keys, split_full_name
from leads.hygiene.notes import Note
from leads.hygiene.numbers import clean_amount, clean_employees
from leads.hygiene.phone import clean_phone
from leads.hygiene.spam import spam_reason
from leads.hygiene.text import DEFAULT_EMPTIES, clean_line
from leads.hygiene.word_lists import load_words

MAX_EXTERNAL_ID_LENGTH = 255

_TEST_PLACEHOLDER = "<test lead: dummy data"
_JUNK_LOCAL_PARTS = load_words("junk_local_parts")
_TEST_COMPANIES = frozenset({"test", "testing", "test test", "test company", "test account", "testfirma"})
_SETTLED_TIMELINES = frozenset({"", *TIMELINES})
_SETTLED_ANSWERS = frozenset({"", "yes", "no", "unknown"})
# Digits of a postal code where codes may begin with 0, so that a spreadsheet can eat it.
_POSTAL_DIGITS = {"DE": 5, "US": 5, "FR": 5, "IT": 5, "ES": 5, "FI": 5, "EE": 5, "TR": 5, "MX": 5, "KR": 5, "CN": 6}


@dataclass(slots=True)
class CleanInquiry:
    """What is known of one inquiry.

    Texts are "" and numbers None where nothing usable was given. `notes` tell what was changed or dropped and how to
    mend it; `errors` name fields that had to be refused, with the text as it came. `identity` and `company_identity`
    are equal for the same person and the same firm, None if there is nothing to know them by. Flags are in `FLAGS`.
    """

    external_id: str = ""
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    title: str = ""
    company: str = ""
    website: str = ""
    industry: str = ""
    employees: int | None = None
    annual_revenue: Decimal | None = None
    country: str = ""
    region: str = ""
    city: str = ""
    postal_code: str = ""
    timeline: str = ""
    budget: str = ""
    authority: str = ""
    need: str = ""
    product_interest: str = ""
    message: str = ""
    extra_emails: list[str] = field(default_factory=list)
    extra_phones: list[str] = field(default_factory=list)
    email_norm: str = ""
    email_suggestion: str = ""
    phone_e164: str = ""
    phone_extension: str = ""
    phone_region: str = ""
    name_norm: str = ""
    last_name_norm: str = ""
    company_name_norm: str = ""
    company_domain: str = ""
    identity: str | None = None
    company_identity: str | None = None
    flags: list[str] = field(default_factory=list)
    junk_signals: int = 0
    notes: list[Note] = field(default_factory=list)
    errors: list[Note] = field(default_factory=list)


def clean_inquiry(
    fields: Mapping[str, Any], *, region: str | None = None, empties: frozenset[str] = DEFAULT_EMPTIES
) -> CleanInquiry:
    """Cleans one inquiry; never raises, whatever the values are.

    `fields` holds the fields of the intake contract, with `full_name` or `name` where that is all there is of a name;
    other keys are ignored. `region` (ISO alpha-2) is where numbers without a country code are dialled if the inquiry
    names no country. `empties` are the words that stand for nothing, in lower case.
    """
    cells = Cells(fields, empties)
    clean = CleanInquiry(flags=cells.flags, notes=cells.notes, errors=cells.errors)
    _read_person(cells, clean)
    _read_company(cells, clean)
    dialled_in = _read_place(cells, clean, region)
    _read_email(cells, clean)
    _read_phone(cells, clean, dialled_in)
    _read_qualification(cells, clean)
    _settle_keys(clean)
    _settle_flags(clean)
    return clean


def _read_person(cells: Cells, clean: CleanInquiry) -> None:
    clean.external_id = _external_id(cells)
    clean.first_name = cells.line("first_name")
    clean.last_name = cells.line("last_name")
    if not clean.first_name and not clean.last_name:
        full = cells.line("full_name") or cells.line("name")
        clean.first_name, clean.last_name = split_full_name(full) if full else ("", "")
    clean.title = cells.line("title")
    clean.name_norm, clean.last_name_norm = name_keys(clean.first_name, clean.last_name)
    reason = junk_name_reason(clean.first_name, clean.last_name)
    if reason:
        cells.flag("junk_name")
    if reason == "test":
        cells.flag("test_lead")


def _external_id(cells: Cells) -> str:
    raw = cells.raw("external_id")
    if "\0" in raw:
        cells.refuse("external_id", "nul_character", messages.TEXT, raw)
        return ""
    text = cells.line("external_id") if raw else ""
    if len(text) > MAX_EXTERNAL_ID_LENGTH:
        cells.refuse("external_id", "too_long", messages.TEXT, text)
        return ""
    return text


def _read_company(cells: Cells, clean: CleanInquiry) -> None:
    clean.company = cells.line("company")
    clean.industry = cells.line("industry")
    if clean.company:
        clean.company_name_norm = company_key(clean.company)
        if is_junk_company(clean.company_name_norm):
            cells.flag("junk_company")
        if clean.company_name_norm in _TEST_COMPANIES or _TEST_PLACEHOLDER in clean.company:
            cells.flag("test_lead")
    _read_website(cells, clean)
    _read_size(cells, clean)


def _read_website(cells: Cells, clean: CleanInquiry) -> None:
    text = cells.line("website")
    if not text:
        return
    clean.website, host, problem = clean_website(text)
    clean.company_domain = company_domain(host) if host else ""
    if problem:
        cells.note("website", problem, messages.VALUE, text)


def _read_size(cells: Cells, clean: CleanInquiry) -> None:
    employees = cells.line("employees")
    if employees:
        clean.employees, amount = clean_employees(employees)
        if amount.problem or amount.note:
            cells.note("employees", amount.problem or amount.note, messages.VALUE, employees)
    revenue = cells.line("annual_revenue")
    if revenue:
        amount = clean_amount(revenue)
        clean.annual_revenue = amount.value
        if amount.problem or amount.note:
            cells.note("annual_revenue", amount.problem or amount.note, messages.VALUE, revenue)


def _read_place(cells: Cells, clean: CleanInquiry, region: str | None) -> str | None:
    """Reads the address and returns where local numbers are dialled.

    A country that was named but not understood says that the tenant's own may be wrong, so it is not assumed.
    """
    clean.region = cells.line("region")
    clean.city = cells.line("city")
    clean.postal_code = cells.line("postal_code")
    country = cells.line("country")
    if country:
        clean.country, problem = clean_country(country)
        if problem:
            cells.note("country", problem, messages.VALUE, country)
    expected = _POSTAL_DIGITS.get(clean.country)
    if expected and clean.postal_code.isdigit() and len(clean.postal_code) == expected - 1:
        cells.note("postal_code", "leading_zero_lost", messages.VALUE, clean.postal_code)
    return clean.country or (None if country else region)


def _read_email(cells: Cells, clean: CleanInquiry) -> None:
    raw = cells.raw("email")
    if not raw or cells.is_empty(raw):
        return
    if raw.startswith(_TEST_PLACEHOLDER):
        cells.flag("test_lead")
    found = clean_email(raw)
    if found.main is None:
        if found.problem:
            cells.flag("invalid_email")
            cells.refuse("email", found.problem, messages.EMAIL, raw)
        return
    clean.email, clean.email_norm = found.main.text, found.main.norm
    _flag_address(cells, found.main)
    if found.main.suggestion:
        clean.email_suggestion = found.main.suggestion
        cells.note("email", "typo_email", messages.EMAIL, found.main.suggestion)
    elif not clean.company_domain:
        clean.company_domain = company_domain(found.main.domain)
    for extra in found.extras:
        clean.extra_emails.append(extra.text)
        cells.note("email", "extra_address", messages.EMAIL, extra.text)
    for refused in found.refused:
        cells.note("email", "address_refused", messages.EMAIL, refused.text)


def _flag_address(cells: Cells, address: Address) -> None:
    if address.is_free:
        cells.flag("free_email")
    if address.is_disposable:
        cells.flag("disposable_email")
    if address.is_role:
        cells.flag("role_email")
    if address.is_noreply:
        cells.flag("noreply_email")
    if address.suggestion:
        cells.flag("typo_email")
    if address.needs_smtputf8:
        cells.flag("needs_smtputf8")
    if address.is_mixed_script:
        cells.flag("mixed_script")
    _flag_made_up_address(cells, address)


def _flag_made_up_address(cells: Cells, address: Address) -> None:
    local = address.norm[: -len(address.domain) - 1].partition("+")[0]
    label = domain_facts(address.domain).registrable.partition(".")[0]
    is_test = local.rstrip("0123456789") in TEST_WORDS or address.domain == "test.com"
    if is_test:
        cells.flag("test_lead")
    if is_test or _is_made_up(local, label):
        cells.flag("junk_email")


def _is_made_up(local: str, label: str) -> bool:
    """Three letters may be somebody's initials; four beside each other on the keyboard are nobody's."""
    if local in _JUNK_LOCAL_PARTS:
        return True
    return (len(local) >= 4 and is_keyboard_mash(local)) or (len(label) >= 4 and is_keyboard_mash(label))


def _read_phone(cells: Cells, clean: CleanInquiry, dialled_in: str | None) -> None:
    raw = cells.raw("phone")
    if not raw or cells.is_empty(raw):
        return
    if _TEST_PLACEHOLDER in raw:
        cells.flag("test_lead")
    clean.phone = clean_line(raw)
    found = clean_phone(raw, dialled_in)
    clean.phone_e164, clean.phone_extension, clean.phone_region = found.e164, found.extension, found.region
    clean.extra_phones = list(found.extras)
    for change in found.changes:
        if change in messages.PHONE:
            cells.note("phone", change, messages.PHONE, clean.phone)
    if found.problem:
        cells.flag(found.problem)
        cells.note("phone", found.problem, messages.PHONE, raw)


def _read_qualification(cells: Cells, clean: CleanInquiry) -> None:
    clean.timeline = _choice(cells, "timeline", "unclear_timeline")
    clean.budget = _choice(cells, "budget", "unclear_answer")
    clean.authority = _choice(cells, "authority", "unclear_answer")
    clean.need = _choice(cells, "need", "unclear_answer")
    clean.product_interest = cells.line("product_interest")
    clean.message = cells.block("message")
    if clean.message and spam_reason(clean.message):
        cells.flag("spam_message")


def _choice(cells: Cells, name: str, problem: str) -> str:
    """`none` and `-` may be answers, so the meaning is looked for before the word is taken for nothing."""
    value = cells.fields.get(name)
    settled = _SETTLED_TIMELINES if name == "timeline" else _SETTLED_ANSWERS
    if value is None or (type(value) is str and value in settled):
        return value or ""
    text = clean_line(cells.raw(name))
    meaning = clean_timeline(text) if name == "timeline" else clean_answer(text)
    if meaning is None:
        if not cells.is_empty(text):
            cells.note(name, problem, messages.VALUE, text)
        return ""
    return meaning


def _settle_keys(clean: CleanInquiry) -> None:
    clean.identity = _identity(clean)
    if clean.company_domain:
        clean.company_identity = f"domain:{clean.company_domain}"
    elif clean.company_name_norm:
        clean.company_identity = f"name:{clean.company_name_norm}"


def _identity(clean: CleanInquiry) -> str | None:
    if clean.email_norm:
        return f"email:{clean.email_norm}"
    if clean.phone_e164:
        return f"phone:{clean.phone_e164}"
    if clean.external_id:
        return f"id:{clean.external_id}"
    if clean.name_norm and clean.company_name_norm:
        return f"name:{clean.name_norm}|{clean.company_name_norm}"
    return None


def _settle_flags(clean: CleanInquiry) -> None:
    if not clean.email_norm and not clean.phone_e164:
        clean.flags.append("no_contact")
    clean.junk_signals = sum(flag in JUNK_FLAGS for flag in clean.flags)
