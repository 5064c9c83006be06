"""How leads and what belongs to them are told to programs."""

from typing import Any

from rest_framework import serializers

from leadrefinery.api.serializers import Link, Name, Strict
from leads.models import Answer, Band, Disposition, Import, Inquiry, Route, Source, Stage, Timeline


class CompanySerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()
    domain = serializers.CharField()
    website = serializers.CharField()
    industry = serializers.CharField()
    employees = serializers.IntegerField(allow_null=True)
    annual_revenue = serializers.DecimalField(max_digits=16, decimal_places=2, allow_null=True)
    country = serializers.CharField()
    city = serializers.CharField()
    created_at = serializers.DateTimeField()


class OwnedCompanySerializer(CompanySerializer):
    owner = Name()


class ConsentSerializer(serializers.Serializer):
    email = serializers.BooleanField(source="consent_email", allow_null=True)
    phone = serializers.BooleanField(source="consent_phone", allow_null=True)
    wording = serializers.CharField(source="consent_wording")


class FactsSerializer(serializers.Serializer):
    """What is known of the person."""

    first_name = serializers.CharField()
    last_name = serializers.CharField()
    title = serializers.CharField()
    email = serializers.CharField()
    phone = serializers.CharField()
    phone_e164 = serializers.CharField()
    external_id = serializers.CharField()
    country = serializers.CharField()
    region = serializers.CharField()
    city = serializers.CharField()
    postal_code = serializers.CharField()
    timeline = serializers.ChoiceField(Timeline.choices, allow_blank=True)
    budget = serializers.ChoiceField(Answer.choices, allow_blank=True)
    authority = serializers.ChoiceField(Answer.choices, allow_blank=True)
    need = serializers.ChoiceField(Answer.choices, allow_blank=True)
    product_interest = serializers.CharField()
    source = serializers.ChoiceField(Source.choices)  # type: ignore[assignment]
    campaign = serializers.CharField(source="campaign.code", allow_null=True)
    latest_source = serializers.ChoiceField(Source.choices)
    latest_campaign = serializers.CharField(source="latest_campaign.code", allow_null=True)
    flags = serializers.ListField(child=serializers.CharField())
    consent = ConsentSerializer(source="*")
    do_not_email = serializers.BooleanField()
    do_not_call = serializers.BooleanField()
    custom = serializers.DictField()
    inquiry_count = serializers.IntegerField()
    first_inquiry_at = serializers.DateTimeField()
    last_inquiry_at = serializers.DateTimeField()


class StandingSerializer(serializers.Serializer):
    """Where a lead stands."""

    id = serializers.UUIDField(source="public_id")
    url = Link("api:lead")
    stage = serializers.ChoiceField(Stage.choices, source="standing.stage")
    fit = serializers.IntegerField(source="standing.fit")
    readiness = serializers.IntegerField(source="standing.readiness")
    score = serializers.IntegerField(source="standing.score")
    band = serializers.ChoiceField(Band.choices, source="standing.band", allow_blank=True)
    route = serializers.ChoiceField(Route.choices, source="standing.route", allow_blank=True)
    queue = Name(source="standing.pool")
    owner = Name(source="standing.custodian.member", help_text="The member who holds it; null while nobody does.")
    owner_id = serializers.UUIDField(source="standing.custodian.member.public_id", allow_null=True)
    next_action = serializers.CharField(source="standing.next_action")
    next_action_at = serializers.DateTimeField(source="standing.next_action_at", allow_null=True)
    disposition = serializers.ChoiceField(Disposition.choices, source="standing.disposition", allow_null=True)
    disposition_reason = serializers.CharField(source="standing.disposition_reason")
    amount = serializers.DecimalField(14, 2, source="standing.amount", allow_null=True)
    currency = serializers.CharField(source="standing.currency")
    rule_set = serializers.IntegerField(source="standing.rule_set", allow_null=True, help_text="Number of the version.")


class LeadSerializer(StandingSerializer):
    facts = FactsSerializer(source="*")
    company = CompanySerializer(allow_null=True)


class ReasonSerializer(serializers.Serializer):
    rule = serializers.CharField()
    kind = serializers.CharField()
    dimension = serializers.CharField(allow_null=True)
    points = serializers.IntegerField(help_text="Before the cap of its group.")
    label = serializers.CharField()  # type: ignore[assignment]


class PassedOverSerializer(serializers.Serializer):
    who = serializers.CharField()
    why = serializers.CharField()


class RoutingSerializer(serializers.Serializer):
    rule = serializers.CharField()
    chosen = serializers.CharField(allow_null=True)
    why = serializers.CharField(help_text="Why that member was chosen.")
    waiting = serializers.CharField(help_text="Why no person holds it.")
    passed_over = PassedOverSerializer(many=True)


class ExplainedSerializer(StandingSerializer):
    """Where a lead stands, and why: describes what `lead_answer` builds."""

    reasons = ReasonSerializer(many=True)
    routing = RoutingSerializer()


class LeadDetailSerializer(ExplainedSerializer):
    facts = FactsSerializer()
    company = CompanySerializer(allow_null=True)


class WarningSerializer(serializers.Serializer):
    field = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()


class InquiryRefSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    url = serializers.URLField()


class ReceivedSerializer(serializers.Serializer):
    """The answer to an inquiry. `lead` is null where nobody could be made out: the inquiry waits for a look."""

    inquiry = InquiryRefSerializer()
    lead = ExplainedSerializer(allow_null=True)
    warnings = WarningSerializer(many=True)


class InquirySerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    url = Link("api:inquiry")
    lead = serializers.UUIDField(source="lead.public_id", allow_null=True)
    channel = serializers.ChoiceField(Inquiry.Channel.choices)
    source = serializers.ChoiceField(Source.choices)  # type: ignore[assignment]
    campaign = serializers.CharField(source="campaign.code", allow_null=True)
    needs_look = serializers.CharField(help_text="Why it could not become a lead; empty: it did.")
    received_at = serializers.DateTimeField()


class InquiryDetailSerializer(InquirySerializer):
    raw = serializers.SerializerMethodField(help_text="As it came.")
    notes = serializers.ListField(child=serializers.DictField(), help_text="What could not be used, and why.")

    def get_raw(self, inquiry) -> str:
        return bytes(inquiry.raw).decode("utf-8", "replace")


class CampaignSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    url = Link("api:campaign")
    code = serializers.CharField()
    name = serializers.CharField()
    source = serializers.ChoiceField(Source.choices)  # type: ignore[assignment]
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    cost = serializers.DecimalField(12, 2)
    currency = serializers.CharField()
    created_at = serializers.DateTimeField()


class CampaignInput(Strict):
    code = serializers.RegexField(r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=80)
    name = serializers.CharField(max_length=200)
    source = serializers.ChoiceField(Source.choices)  # type: ignore[assignment]
    starts_on = serializers.DateField(required=False, allow_null=True)
    ends_on = serializers.DateField(required=False, allow_null=True)
    cost = serializers.DecimalField(12, 2, required=False, min_value=0)
    currency = serializers.RegexField(r"^[A-Z]{3}$", required=False)

    def validate(self, attrs):
        starts, ends = (attrs.get(name, getattr(self.instance, name, None)) for name in ("starts_on", "ends_on"))
        if starts and ends and ends < starts:
            raise serializers.ValidationError({"ends_on": "It cannot end before it starts."}, code="ends_before_start")
        return attrs


class ImportSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    url = Link("api:import")
    file_name = serializers.CharField()
    status = serializers.ChoiceField(Import.Status.choices)
    by = Name()
    rows_done = serializers.IntegerField()
    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    duplicates = serializers.IntegerField()
    quarantined = serializers.IntegerField()
    rejected = serializers.IntegerField()
    blank = serializers.IntegerField()
    started_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class ImportDetailSerializer(ImportSerializer):
    mapping = serializers.JSONField()


class EventSerializer(serializers.Serializer):
    kind = serializers.CharField(help_text="inquiry, touch, decision, stage, hand_off or audit.")
    at = serializers.DateTimeField()
    who = serializers.CharField()
    detail = serializers.SerializerMethodField(help_text="What happened; depends on the kind.")

    def get_detail(self, event) -> dict[str, Any]:
        # An inquiry's own bytes are read at inquiries/{id}/.
        return {name: value for name, value in event.detail.items() if name != "raw"}


class StorySerializer(serializers.Serializer):
    results = EventSerializer(many=True)
    more = serializers.BooleanField()
