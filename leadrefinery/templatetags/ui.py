"""Template tags and filters of the design system; `docs/design-system.md` lists them with examples."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.utils.safestring import SafeString, mark_safe
from tablericons.templatetags.tablericons import icon as tabler_icon

from leadrefinery.templatetags import looks

register = template.Library()

MINUS = "\N{MINUS SIGN}"
UNDO_TAG = "undo:"


@register.simple_tag
def icon(name: str, size: int = 16, css: str = "") -> SafeString:
    """Inline SVG of a Tabler icon, hidden from screen readers; the text beside it carries the meaning."""
    return _draw_icon(str(name), int(size), str(css))


# Drawing parses SVG from a zip; a list of fifty leads shows the same dozen icons hundreds of times.
@lru_cache(maxsize=512)
def _draw_icon(name: str, size: int, css: str) -> SafeString:
    path = name if "/" in name else f"outline/{name}"
    attributes = {"class": f"icon {css}".strip(), "aria_hidden": "true", "focusable": "false"}
    return mark_safe(tabler_icon(path, size=size, stroke_width=1.75, **attributes))  # noqa: S308


@register.filter
def band_label(code: str) -> str:
    return looks.BANDS.get(code, looks.UNKNOWN).label


@register.filter
def band_short(code: str) -> str:
    return looks.SHORT_BANDS.get(code, looks.UNKNOWN.label)


@register.filter
def band_icon(code: str) -> str:
    return looks.BANDS.get(code, looks.UNKNOWN).icon


@register.filter
def route_label(code: str) -> str:
    return looks.ROUTES.get(code, looks.UNKNOWN).label


@register.filter
def route_icon(code: str) -> str:
    return looks.ROUTES.get(code, looks.UNKNOWN).icon


@register.filter
def stage_label(code: str) -> str:
    return looks.STAGES.get(code, looks.UNKNOWN).label


@register.filter
def stage_name(code: str) -> str:
    """The stage in full, for tooltips: "Accepted by sales"."""
    return looks.STAGE_NAMES.get(code) or stage_label(code)


@register.filter
def stage_icon(code: str) -> str:
    return looks.STAGES.get(code, looks.UNKNOWN).icon


@register.simple_tag
def band_codes() -> list[str]:
    return list(looks.BANDS)


@register.simple_tag
def stage_steps(stage: str, disposition: str | None = None, skipped: Collection[str] = ()) -> list[dict[str, str]]:
    """Steps of the stage track: what is done or was skipped, where a lead stands, and how it ended if it has."""
    track = [*looks.OPEN_STAGES, disposition or "won"]
    here = track.index(disposition or stage)
    reached = track.index(stage) + 1 if disposition else here

    return [
        {
            "code": code,
            "label": _step_label(code, disposition),
            "state": _step_state(place, here, reached, code in (skipped or ())),
        }
        for place, code in enumerate(track)
    ]


def _step_label(code: str, disposition: str | None) -> str:
    return "Won or lost" if code == "won" and not disposition else stage_label(code)


def _step_state(place: int, here: int, reached: int, is_skipped: bool) -> str:
    if place == here:
        return "current"
    if place >= reached:
        return "todo"
    return "skipped" if is_skipped else "done"


@register.simple_tag
def waterfall(reasons: Iterable[Any]) -> list[dict[str, Any]]:
    """Rows of a score waterfall: where each reason's bar starts and how wide it is, in percent of the span."""
    steps = list(_running_steps(reasons))
    low = min((min(start, end) for _, start, end in steps), default=0)
    high = max((max(start, end) for _, start, end in steps), default=0)
    span = (max(high, 0) - min(low, 0)) or 1

    return [
        {
            "reason": reason,
            "points": end - start,
            "total": end,
            "left": round(100 * (min(start, end) - min(low, 0)) / span, 2),
            "width": round(100 * abs(end - start) / span, 2),
        }
        for reason, start, end in steps
    ]


def _running_steps(reasons: Iterable[Any]) -> Iterable[tuple[Any, float, float]]:
    total: float = 0
    for reason in reasons:
        points = reason["points"] if isinstance(reason, Mapping) else reason.points
        yield reason, total, total + points
        total += points


@register.filter
def ago(moment: datetime | None) -> str:
    return looks.ago_text(moment) if moment else ""


@register.filter
def due(moment: datetime | None) -> str:
    return looks.due_text(moment) if moment else ""


@register.filter
def due_state(moment: datetime | None) -> str:
    return looks.due_state(moment)


@register.filter
def full_date(moment: datetime | None) -> str:
    return looks.full_date(moment) if moment else ""


@register.filter
def short_date(moment: datetime | None) -> str:
    return looks.short_date(moment) if moment else ""


@register.filter
def and_join(items: Iterable[Any]) -> str:
    """ "title, size and country"."""
    words = [str(item) for item in items]
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


@register.filter
def number(value: Any) -> str:
    """ "12,880"; an absent value reads as a dash."""
    if value is None or value == "":
        return "\N{EN DASH}"
    return f"{value:,}".replace("-", MINUS)


@register.filter
def signed(value: Any) -> str:
    """ "+15" or "−10", with a true minus sign."""
    return f"{value:+,}".replace("-", MINUS)


@register.filter
def share_of(part: Any, whole: Any) -> int:
    """Whole percent, 0 to 100, for the `w-0` … `w-100` classes."""
    return max(0, min(100, round(100 * float(part) / float(whole)))) if whole else 0


@register.filter
def initials(name: str) -> str:
    """First letters of the first and last word: "Ida Okafor" is "IO"."""
    words = str(name).split()
    return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper()


@register.filter
def undo_url(message: Message) -> str:
    """The URL that takes back what a message tells of, from its extra tag `undo:<url>`."""
    tags = (message.extra_tags or "").split()
    return next((tag.removeprefix(UNDO_TAG) for tag in tags if tag.startswith(UNDO_TAG)), "")


@register.filter
def browser_name(user_agent: str) -> str:
    return looks.browser_name(user_agent)


@register.filter
def get_item(mapping: Mapping[Any, Any], key: Any) -> Any:
    """Nothing of a mapping that a page does not have."""
    return mapping.get(key) if mapping else None
