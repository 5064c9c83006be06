"""What people type on the pages of leads: checked here for its shape, by hygiene for its sense."""

from django import forms
from django.core.exceptions import ValidationError

from leads.models import Answer, Campaign, CustomField, QuarantineCheck, Source, Timeline
from tenants.forms import country_choices, currency_choices
from tenants.models import Membership, Role

MOST_AT_ONCE = 200
# Who works on leads brings their own; nobody else's prospecting is meant by it.
PROSPECTORS = (Role.SALES_REP, Role.TELE_QUALIFIER)
CUSTOM = "custom."
SAID = (("", "Did not say"), ("yes", "Yes"), ("no", "No"))
LINES = {
    "first_name": "First name", "last_name": "Last name", "title": "Title", "email": "E-mail", "phone": "Phone",
    "company": "Company", "website": "Website", "industry": "Industry", "employees": "Employees", "city": "City",
    "product_interest": "Interested in",
}  # fmt: skip
NOT_SAID = [("", "Not known")]


class ChosenLeads(forms.Form):
    """The rows that were selected in a list."""

    def __init__(self, *args, leads, **kwargs):
        super().__init__(*args, **kwargs)
        gone = "One of the leads is no longer here."
        self.fields["lead"] = forms.ModelMultipleChoiceField(
            queryset=leads,
            to_field_name="public_id",
            error_messages={"required": "Select the leads first.", "invalid_choice": gone, "invalid_pk_value": gone},
        )

    def clean_lead(self):
        chosen = self.cleaned_data["lead"]
        if len(chosen) > MOST_AT_ONCE:
            raise ValidationError(f"Select up to {MOST_AT_ONCE} leads at once.")
        return chosen

    @property
    def problem(self):
        return self.errors["lead"][0] if "lead" in self.errors else ""


class InquiryForm(forms.Form):
    """An inquiry recorded by hand. What it refuses is its shape; the rest is told by hygiene, at the field."""

    source = forms.ChoiceField(label="Source", choices=[("", "Choose where it came from"), *Source.choices])
    country = forms.ChoiceField(
        label="Country", choices=lambda: [("", "Not known"), *country_choices()[1:]], required=False
    )
    timeline = forms.ChoiceField(label="Means to buy", choices=NOT_SAID + Timeline.choices, required=False)
    budget = forms.ChoiceField(label="Budget", choices=NOT_SAID + Answer.choices[:2], required=False)
    authority = forms.ChoiceField(label="Decides", choices=NOT_SAID + Answer.choices[:2], required=False)
    need = forms.ChoiceField(label="Need", choices=NOT_SAID + Answer.choices[:2], required=False)
    consent_email = forms.ChoiceField(label="Agrees to e-mail", choices=SAID, required=False)
    consent_phone = forms.ChoiceField(label="Agrees to calls", choices=SAID, required=False)
    do_not_email = forms.BooleanField(label="Asked never to be written to", required=False)
    do_not_call = forms.BooleanField(label="Asked never to be called", required=False)
    message = forms.CharField(
        label="What they said", required=False, max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 4, "data-draft": "inquiry"}),
    )  # fmt: skip

    GROUPS: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
        ("Person", (("first_name", "last_name"), ("title",), ("email", "phone"))),
        ("Company", (("company", "website"), ("industry", "employees"), ("country", "city"))),
        ("What they want", (("timeline", "need"), ("budget", "authority"), ("product_interest",), ("message",))),
        ("How they may be contacted", (("consent_email", "consent_phone"), ("do_not_email", "do_not_call"))),
    )

    def __init__(self, *args, member=None, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in LINES.items():
            self.fields[name] = forms.CharField(label=label, required=False, max_length=500)
        self.fields["email"].widget.attrs |= {"inputmode": "email", "autocomplete": "off"}
        self.fields["phone"].widget.attrs |= {"inputmode": "tel", "autocomplete": "off"}
        self.fields["first_name"].widget.attrs["autofocus"] = True
        self.fields["campaign"] = forms.ModelChoiceField(
            queryset=Campaign.objects.order_by("-pk"), to_field_name="code", required=False, empty_label="None",
            help_text="Its cost counts against this lead.",
        )  # fmt: skip
        if member and member.role in PROSPECTORS:
            self.fields["source"].initial = Source.SALES_PROSPECTING
        for field in CustomField.objects.order_by("pk"):
            self.fields[CUSTOM + field.key] = _custom_field(field)

    def groups(self):
        """(heading, rows of bound fields), in reading order."""
        custom = tuple((name,) for name in self.fields if name.startswith(CUSTOM))
        groups = [*self.GROUPS, *([("More", custom)] if custom else [])]
        return [(heading, [[self[name] for name in row] for row in rows]) for heading, rows in groups]

    def facts(self):
        """The fields of the intake contract that were filled in."""
        names = (*LINES, "country", "timeline", "budget", "authority", "need", "message")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data[name]}

    def custom(self):
        named = {
            name.removeprefix(CUSTOM): value for name, value in self.cleaned_data.items() if name.startswith(CUSTOM)
        }
        return {key: value for key, value in named.items() if value}

    def consent(self, name):
        return {"yes": True, "no": False}.get(self.cleaned_data[name])

    def note(self, notes):
        """Show what hygiene says at the field it says it of; what belongs to none stands above."""
        for note in notes:
            self.add_error(note.field if note.field in self.fields else None, note.message)


def _custom_field(field):
    if field.choices:
        return forms.ChoiceField(
            label=field.label, required=False, choices=NOT_SAID + [(choice, choice) for choice in field.choices]
        )
    kinds = {CustomField.Type.NUMBER: "number", CustomField.Type.DATE: "date"}
    widget = forms.TextInput(attrs={"type": kinds.get(field.type, "text")})
    return forms.CharField(label=field.label, required=False, max_length=1000, widget=widget)


class ReleaseForm(forms.Form):
    reason = forms.CharField(
        label="Why it is a real lead", max_length=500, widget=forms.Textarea(attrs={"rows": 2, "autofocus": True}),
        help_text="Cull rules never hold it again. The reason stands in its story.",
    )  # fmt: skip


class CheckForm(forms.Form):
    verdict = forms.ChoiceField(choices=QuarantineCheck.Verdict.choices)

    def verdict_given(self):
        return QuarantineCheck.Verdict(self.cleaned_data["verdict"])


class CompanyOwnerForm(forms.Form):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        members = Membership.objects.filter(is_active=True).exclude(role=Role.PARTNER)
        self.fields["owner"] = forms.ModelChoiceField(
            queryset=members.select_related("user").order_by("user__name"), to_field_name="public_id", required=False,
            empty_label="Nobody", help_text="New leads of this company go to them first, where the queue says so.",
        )  # fmt: skip


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


class CampaignForm(forms.ModelForm):
    class Meta:
        model = Campaign
        fields = ["name", "code", "source", "starts_on", "ends_on", "cost", "currency"]
        labels = {"starts_on": "From", "ends_on": "Until"}
        widgets = {"starts_on": DayInput(), "ends_on": DayInput()}
        help_texts = {"code": "How inquiries name it: letters, digits, - and _.", "cost": "All of it, to date."}

    def __init__(self, *args, currency="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["currency"] = forms.ChoiceField(choices=currency_choices, initial=currency or None)
        self.fields["cost"].required = False
        self.fields["cost"].widget.attrs["min"] = 0
        self.fields["name"].widget.attrs["autofocus"] = True

    def clean_cost(self):
        cost = self.cleaned_data["cost"]
        if cost is not None and cost < 0:
            raise ValidationError("A campaign cannot cost less than nothing.")
        return cost or 0

    def clean(self):
        super().clean()
        data = self.cleaned_data
        begins, ends = data.get("starts_on"), data.get("ends_on")
        if begins and ends and ends < begins:
            self.add_error("ends_on", "It cannot end before it begins.")
        return data

    def facts(self):
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
