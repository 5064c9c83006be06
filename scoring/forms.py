"""What people type about rule sets. Conditions come as JSON that the editor of conditions writes."""

import json
import re
from collections.abc import Mapping
from typing import Any, cast

from django import forms

from leads.forms import CUSTOM, InquiryForm
from leads.hygiene import CleanInquiry, clean_inquiry
from leads.models import Answer, Lead
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
    data: dict[str, Any] = {"kind": kind, "condition": read_json(posted.get("condition", ""))}
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


# What Python takes for a number besides, such as 1_0, nobody means.
WHOLE = re.compile(r"[+-]?[0-9]{1,9}")


def read_json(text: str) -> Any:
    """None for what is no JSON, is nested beyond reading, or holds half a character."""
    try:
        data = json.loads(text)
        json.dumps(data, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return data


def _number(text: str) -> int | str | None:
    text = text.strip().replace("\N{MINUS SIGN}", "-")
    if not text:
        return None
    return int(text) if WHOLE.fullmatch(text) else text


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


class TryForm(InquiryForm):
    """What a version of the rules is tried on: a made-up inquiry, or a known lead with other facts."""

    MORE = {"region": "Region", "postal_code": "Postal code", "annual_revenue": "Annual revenue"}
    CONSENTS = {True: "yes", False: "no", None: ""}
    COMPANY = ("industry", "employees", "annual_revenue")
    GROUPS = (
        ("Person", (("first_name", "last_name"), ("title",), ("email", "phone"))),
        ("Company", (("company", "website"), ("industry", "employees"), ("annual_revenue",))),
        ("Where", (("country", "region"), ("city", "postal_code"))),
        ("What they want", (("timeline", "need"), ("budget", "authority"), ("product_interest",), ("message",))),
        ("How they may be contacted", (("consent_email", "consent_phone"),)),
    )
    # Of a known lead these do not change by hand, or belong to an inquiry.
    OF_INQUIRY = ("source", "campaign", "company", "website", "message")

    def __init__(self, *args: Any, lead: Lead | None = None, **kwargs: Any):
        super().__init__(*args, initial=_facts_of(lead) if lead else {}, **kwargs)
        for name, label in self.MORE.items():
            self.fields[name] = forms.CharField(label=label, required=False, max_length=500)
        for name in ("budget", "authority", "need"):
            cast(forms.ChoiceField, self.fields[name]).choices = [("", "Not known"), *Answer.choices]
        gone = ("do_not_email", "do_not_call", *(self.OF_INQUIRY if lead else ()))
        for name in (*gone, *(self.COMPANY if lead and lead.company is None else ())):
            del self.fields[name]
        self.fields["first_name"].widget.attrs.pop("autofocus")

    def groups(self):
        custom = tuple((name,) for name in self.fields if name.startswith(CUSTOM))
        groups = [*self.GROUPS, ("Your own fields", custom)]
        shown = [(heading, [[self[name] for name in row if name in self.fields] for row in rows])
                 for heading, rows in groups]  # fmt: skip
        return [(heading, [row for row in rows if row]) for heading, rows in shown if any(rows)]

    def facts(self) -> dict[str, Any]:
        return super().facts() | {name: self.cleaned_data[name] for name in self.MORE if self.cleaned_data[name]}

    def changes(self) -> dict[str, Any]:
        """Of a known lead: the facts that are others now."""
        changed = {name: self.cleaned_data[name] for name in self.changed_data if name not in self.COMPANY}
        consents = {name: self.consent(name) for name in changed if name.startswith("consent_")}
        return changed | consents

    def company_changes(self) -> dict[str, Any]:
        """Of a known lead: what is said otherwise of its company. What can't be read is told at its field."""
        changed = {name: self.cleaned_data[name] for name in self.changed_data if name in self.COMPANY}
        cleaned: CleanInquiry = clean_inquiry(changed)
        self.note(note for note in cleaned.notes if getattr(cleaned, note.field) in (None, ""))
        return {name: getattr(cleaned, name) for name in changed}


def _facts_of(lead: Lead) -> dict[str, Any]:
    columns = {field.name: getattr(lead, field.name) for field in Lead._meta.concrete_fields}
    company = {name: _text(getattr(lead.company, name)) for name in TryForm.COMPANY} if lead.company else {}
    consents = {name: TryForm.CONSENTS[columns[name]] for name in ("consent_email", "consent_phone")}
    return columns | company | consents | {f"{CUSTOM}{key}": _text(value) for key, value in lead.custom.items()}


def _text(value: Any) -> str:
    """As the browser sends it back, so that only what somebody changed counts as changed."""
    return "" if value is None else str(value)
