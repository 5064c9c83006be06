"""What people type when they move a lead."""

from datetime import datetime, time
from typing import cast

from django import forms
from django.utils import timezone

from leads.models import Answer, CustomField, Disposition, Route, Timeline, Touch
from routing.custody import CallOutcome, Contact, NextAction, Outcome, Rejection
from routing.editing import CUSTOM, WISHES
from routing.models import Queue
from routing.suggesting import SUGGESTIONS, suggested
from tenants.models import Membership

KEEP, OWN = "keep", "own"


def offer(form: forms.Form, name: str, choices) -> None:
    """Set what a choice field of this form offers."""
    cast(forms.ChoiceField, form.fields[name]).choices = choices


def moment_input() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class RejectForm(forms.Form):
    why = forms.ChoiceField(label="Why", choices=Rejection.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label="What should marketing know?", required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "data-draft": "reject"}),
    )  # fmt: skip


class HandOverForm(forms.Form):
    to = forms.ChoiceField(label="To", choices=[])
    reason = forms.CharField(
        label="Why", max_length=1000, widget=forms.Textarea(attrs={"rows": 3, "data-draft": "hand-over"}),
        help_text="Whoever gets the lead reads it first.",
    )  # fmt: skip

    def __init__(self, *args, holder=None, pool=None, **kwargs):
        super().__init__(*args, **kwargs)
        members = Membership.objects.filter(is_active=True).select_related("user").order_by("user__name")
        self.people = {f"member:{m.public_id}": m for m in members if m.pk != holder}
        queues = (
            Queue.objects.filter(retired_at=None)
            .exclude(route=Route.PURGE)
            .select_related("calendar", "custodian")
            .order_by("pk")
        )
        self.queues = {f"queue:{q.public_id}": q for q in queues if q.custodian_id != pool}
        people = [(code, with_role(m)) for code, m in self.people.items()]
        queues_by_name = [(code, str(q)) for code, q in self.queues.items()]
        offer(self, "to", [("", "Choose a person or a queue"), ("People", people), ("Queues", queues_by_name)])

    def clean_to(self):
        chosen = self.cleaned_data["to"]
        return self.people.get(chosen) or self.queues[chosen]


def with_role(member: Membership) -> str:
    return f"{member}, {member.get_role_display().lower()}"


class DisposeForm(forms.Form):
    result = forms.ChoiceField(label="Outcome", choices=Disposition.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Why", max_length=1000, widget=forms.Textarea(attrs={"rows": 2, "data-draft": "dispose"})
    )
    amount = forms.DecimalField(
        required=False, min_value=0, max_digits=14, decimal_places=2, help_text="If it was won."
    )
    currency = forms.CharField(max_length=3, min_length=3, required=False)
    happened_on = forms.DateField(
        label="When it happened", required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Empty: today.",
    )  # fmt: skip

    def clean_currency(self):
        return self.cleaned_data["currency"].upper()

    def clean_happened_on(self):
        day = self.cleaned_data["happened_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("The outcome cannot lie in the future.")
        return day

    def outcome(self, *, at) -> Outcome:
        data = self.cleaned_data
        day = data["happened_on"]
        happened = at if day in (None, timezone.localdate()) else midday(day)
        return Outcome(data["result"], data["reason"], data["amount"], data["currency"], happened)


def midday(day):
    return timezone.make_aware(datetime.combine(day, time(12)))


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Why", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class AmountForm(forms.Form):
    amount = forms.DecimalField(min_value=0, max_digits=14, decimal_places=2)
    currency = forms.CharField(max_length=3, min_length=3)

    def clean_currency(self):
        return self.cleaned_data["currency"].upper()


class NextActionForm(forms.Form):
    what = forms.CharField(label="What happens next", max_length=200)
    when = forms.DateTimeField(label="When", widget=moment_input())

    def next_action(self) -> NextAction:
        return NextAction(self.cleaned_data["what"], self.cleaned_data["when"])


class TouchForm(forms.Form):
    """One contact, and what happens next. Fields that do not belong to the kind are left out."""

    outcome = forms.ChoiceField(choices=CallOutcome.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label="What was said", required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "data-draft": "touch"}),
    )  # fmt: skip
    then = forms.ChoiceField(label="What happens next", choices=[], widget=forms.RadioSelect)
    what = forms.CharField(label="Something else", required=False, max_length=200)
    when = forms.DateTimeField(label="When", required=False, widget=moment_input())

    def __init__(self, *args, kind: str, standing, plans: bool, keeps: bool, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind, self.at = Touch.Kind(kind), at
        if self.kind != Touch.Kind.CALL:
            del self.fields["outcome"]
        if self.kind == Touch.Kind.NOTE:
            self.fields["note"].required = True
        if not plans:
            for name in ("then", "what", "when"):
                del self.fields[name]
            return
        to_come = keeps and standing.next_action_at and standing.next_action_at > at
        kept = [(KEEP, f"As planned: {standing.next_action}")] if to_come else []
        choices = [*kept, *((one.code, one.label) for one in SUGGESTIONS), (OWN, "Something else")]
        offer(self, "then", choices)
        self.fields["then"].initial = choices[0][0]

    def clean(self):
        data = super().clean() or {}
        if data.get("then") == OWN:
            for name in ("what", "when"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, "Say what happens next." if name == "what" else "Say when.")
        return data

    def contact(self) -> Contact:
        data = self.cleaned_data
        return Contact(self.kind, outcome=data.get("outcome", ""), note=data["note"])

    def next_action(self) -> NextAction | None:
        then = self.cleaned_data.get("then")
        if then in (None, KEEP):
            return None
        if then == OWN:
            return NextAction(self.cleaned_data["what"], self.cleaned_data["when"])
        return suggested(then, at=self.at, zone=timezone.get_current_timezone())


CHOICES_OF_FACT = {
    "timeline": Timeline.choices,
    "budget": Answer.choices,
    "authority": Answer.choices,
    "need": Answer.choices,
}
YES_NO = {"": None, "yes": True, "no": False}


class FactForm(forms.Form):
    """One fact of a lead."""

    def __init__(self, *args, name: str, label: str, value, **kwargs):
        super().__init__(*args, **kwargs)
        self.name = name
        self.fields["value"] = field_of(name, label)
        self.fields["value"].initial = _as_typed(name, value)

    def changes(self) -> dict[str, object]:
        value = self.cleaned_data["value"]
        if self.name in WISHES:
            answer = YES_NO[value]
            value = bool(answer) if self.name.startswith("do_not_") else answer
        return {self.name: value}


def field_of(name: str, label: str) -> forms.Field:
    if name in WISHES:
        answers = [("", "Not known"), ("yes", "Yes"), ("no", "No")]
        return forms.ChoiceField(
            label=label, choices=answers[1:] if name.startswith("do_not_") else answers, required=False
        )
    if name in CHOICES_OF_FACT:
        return forms.ChoiceField(label=label, choices=[("", "Not known"), *CHOICES_OF_FACT[name]], required=False)
    if name.startswith(CUSTOM):
        return _custom_field(name.removeprefix(CUSTOM), label)
    return forms.CharField(label=label, max_length=500, required=False)


def one_of(label: str, choices, *, may_be_unknown: bool = True) -> forms.ChoiceField:
    unknown = [("", "Not known")] if may_be_unknown else []
    return forms.ChoiceField(label=label, choices=[*unknown, *choices], required=False)


def _custom_field(key: str, label: str) -> forms.Field:
    field = CustomField.objects.get(key=key)
    if field.choices:
        return forms.ChoiceField(
            label=label, choices=[("", "Not known"), *((c, c) for c in field.choices)], required=False
        )
    if field.type == CustomField.Type.NUMBER:
        return forms.FloatField(label=label, required=False)
    if field.type == CustomField.Type.DATE:
        return forms.RegexField(
            r"\d{4}-\d{2}-\d{2}", label=label, required=False, widget=forms.DateInput(attrs={"type": "date"})
        )
    return forms.CharField(label=label, max_length=500, required=False)


def _as_typed(name: str, value):
    if name in WISHES:
        return {None: "", True: "yes", False: "no"}[value]
    return value
