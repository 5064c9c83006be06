"""What people type about rule sets. Conditions come as JSON that the editor of conditions writes."""

import json
from collections.abc import Mapping
from typing import Any, cast

from django import forms

from scoring.hindsight.closed import Moment, Period
from scoring.models import RuleGroup, RuleSet

WHOLE_NUMBERS = ("points", "max_points", "cap", "half_life_days")


class BeginForm(forms.Form):
    """A new draft."""

    name = forms.CharField(max_length=100, help_text="What it is to change, in a few words.")
    source = forms.ChoiceField(label="Begin with", choices=[], required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        versions = RuleSet.objects.order_by("-number")
        copies = [
            (str(v.number), f"A copy of {v.number}, {v.name} ({v.get_status_display().lower()})") for v in versions
        ]
        source = cast(forms.ChoiceField, self.fields["source"])
        source.choices = [*copies, ("", "Nothing: an empty set")]

    def clean_source(self) -> RuleSet | None:
        chosen = self.cleaned_data["source"]
        return RuleSet.objects.get(number=chosen) if chosen else None


class DescribeForm(forms.Form):
    name = forms.CharField(max_length=100)
    purpose = forms.CharField(
        required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        label="What is it to change, and why?", help_text="Those who sign it read this first.",
    )  # fmt: skip


class CommentForm(forms.Form):
    text = forms.CharField(max_length=2000, label="Comment", widget=forms.Textarea(attrs={"rows": 2}))


def rule_data(posted: Mapping[str, str], *, kind: str) -> dict[str, Any]:
    """A rule as `read_document` takes it. What is no number stays a text, and is refused there at its place."""
    data: dict[str, Any] = {"kind": kind, "condition": _json(posted.get("condition", ""))}
    data |= {name: posted.get(name, "") for name in ("label", "reason")}
    if kind == "score":
        data |= {"group": posted.get("group", ""), "each": posted.get("each") == "on"}
        data |= {name: _number(posted.get(name, "")) for name in ("points", "max_points")}
    if kind in ("promote", "band"):
        data["band"] = posted.get("band", "")
    return data


def group_data(posted: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name": posted.get("name", ""),
        "dimension": posted.get("dimension", RuleGroup.Dimension.FIT),
        "cap": _number(posted.get("cap", "")),
        "half_life_days": _number(posted.get("half_life_days", "")),
    }


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _number(text: str) -> int | str | None:
    text = text.strip().replace("\N{MINUS SIGN}", "-")
    if not text:
        return None
    try:
        return int(text)
    except ValueError:
        return text


class HindsightForm(forms.Form):
    """Which closed leads are looked at, and as of when."""

    period = forms.ChoiceField(label="Outcomes of", choices=Period.choices, required=False)
    moment = forms.ChoiceField(label="Judged as they were", choices=Moment.choices, required=False)


class StageForm(forms.Form):
    """The next version of what a stage means."""

    definition = forms.CharField(
        max_length=2000, label="What it means", widget=forms.Textarea(attrs={"rows": 3}),
        help_text="In words that marketing and sales both use.",
    )  # fmt: skip
    entry_criteria = forms.CharField(
        max_length=2000, label="What a lead must meet to reach it", widget=forms.Textarea(attrs={"rows": 3}),
        help_text="So plain that two people who look at one lead agree.",
    )  # fmt: skip
