"""How each band, route and stage looks and reads, and how a moment reads beside now.

Colours are not here: a band's colour is the CSS variable ``--band-<code>`` of ``static/css/tokens.css``.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

# Beyond these a date says more than a number of days.
AGO_IN_DAYS_UNTIL = 30 * DAY
DUE_IN_DAYS_UNTIL = 14 * DAY
SOON = 30 * MINUTE


@dataclass(frozen=True)
class Look:
    """A word people read and the icon that stands beside it."""

    label: str
    icon: str


UNKNOWN = Look("Not set", "circle-dashed")

BANDS = {
    "hot": Look("Hot", "flame"),
    "high_potential": Look("High potential", "trending-up"),
    "need_information": Look("Need information", "help-circle"),
    "low_potential": Look("Low potential", "trending-down"),
    "partner_opportunity": Look("Partner opportunity", "heart-handshake"),
    "need_nurturing": Look("Need nurturing", "seedling"),
    "junk": Look("Junk", "trash"),
}

# Where a column is narrow; the full label stands beside it or in its title.
SHORT_BANDS = {
    "hot": "Hot", "high_potential": "High", "need_information": "Info", "low_potential": "Low",
    "partner_opportunity": "Partner", "need_nurturing": "Nurture", "junk": "Junk",
}  # fmt: skip

ROUTES = {
    "sales": Look("Sales", "briefcase"),
    "call_center": Look("Call center", "headset"),
    "nurture": Look("Nurture", "seedling"),
    "partner": Look("Partner", "heart-handshake"),
    "web": Look("Web", "world"),
    "purge": Look("Purge", "trash"),
}

STAGES = {
    "inquiry": Look("Inquiry", "inbox"),
    "lead": Look("Lead", "user"),
    "mql": Look("MQL", "speakerphone"),
    "tql": Look("TQL", "phone-check"),
    "sal": Look("SAL", "user-check"),
    "sql": Look("SQL", "rosette-discount-check"),
    "opportunity": Look("Opportunity", "target-arrow"),
    "won": Look("Won", "trophy"),
    "lost": Look("Lost", "circle-x"),
    "purged": Look("Purged", "trash"),
}

STAGE_NAMES = {
    "mql": "Marketing qualified lead",
    "tql": "Qualified by telephone",
    "sal": "Accepted by sales",
    "sql": "Qualified by sales",
}

# The first that occurs wins: Edge and Opera also call themselves Chrome, and Chrome calls itself Safari.
BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}

OPEN_STAGES = ("inquiry", "lead", "mql", "tql", "sal", "sql", "opportunity")


def browser_name(user_agent: str) -> str:
    """ "Chrome on Windows"; what cannot be told reads as "Unknown browser"."""
    browser = next((name for mark, name in BROWSERS.items() if mark in user_agent), "Unknown browser")
    system = next((name for mark, name in SYSTEMS.items() if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser


def elapsed(span: timedelta) -> str:
    """The largest whole unit of a span: "12 min", "3 h", "2 d"."""
    if span < HOUR:
        return f"{span // MINUTE} min"
    if span < 2 * DAY:
        return f"{span // HOUR} h"
    return f"{span // DAY} d"


def ago_text(moment: datetime, *, now: datetime | None = None) -> str:
    """How long ago a moment was; a date once it is a month old."""
    span = (now or timezone.now()) - moment
    if span < MINUTE:
        return "just now"
    if span > AGO_IN_DAYS_UNTIL:
        return short_date(moment, now=now)
    return f"{elapsed(span)} ago"


def due_text(moment: datetime, *, now: datetime | None = None) -> str:
    """How long until a moment, or how long it is overdue."""
    span = moment - (now or timezone.now())
    if abs(span) < MINUTE:
        return "now"
    if span < timedelta(0):
        return f"{elapsed(-span)} overdue"
    if span > DUE_IN_DAYS_UNTIL:
        return short_date(moment, now=now)
    return f"in {elapsed(span)}"


def due_state(moment: datetime | None, *, now: datetime | None = None) -> str:
    """``none``, ``overdue``, ``soon`` (within 30 minutes) or ``later``."""
    if moment is None:
        return "none"
    span = moment - (now or timezone.now())
    if span <= -MINUTE:
        return "overdue"
    return "soon" if span <= SOON else "later"


def short_date(moment: datetime, *, now: datetime | None = None) -> str:
    """ "4 Dec", with the year when it is not this one."""
    local = timezone.localtime(moment)
    same_year = local.year == timezone.localtime(now or timezone.now()).year
    return date_format(local, "j M" if same_year else "j M Y")


def full_date(moment: datetime) -> str:
    """ "Sun 22 Nov 2026, 14:32" in the reader's time zone."""
    return date_format(timezone.localtime(moment), "D j M Y, H:i")
