"""How queues, members, assignments and what is done with leads are told to programs, and by them."""

from datetime import timedelta
from typing import cast

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from rest_framework import serializers

from leadrefinery.api.problems import ErrorSerializer
from leadrefinery.api.serializers import Link, Name, Strict
from leads.models import Campaign, Disposition, Route, Touch
from routing.custody import CallOutcome
from routing.models import Assignment, Queue
from tenants.models import Membership, Role

CLOCK_SKEW = timedelta(minutes=5)
MAX_TOUCHES = 500
DETAILS = ("outcome", "note", "page", "subject", "minutes")


class OneOfOurs(serializers.SlugRelatedField):
    """A row of this tenant. Another tenant's is refused with the words for one that never was."""

    default_error_messages = {"does_not_exist": "There is no such {slug_name} here."}

    def to_internal_value(self, data):
        rows = cast(QuerySet, self.get_queryset())
        try:
            found = rows.filter(**{self.slug_field: data}).first() if isinstance(data, str) else None
        except ValidationError:  # what is no UUID names nobody either
            found = None
        return found or self.fail("does_not_exist", slug_name=self.field_name)


class MomentField(serializers.DateTimeField):
    """When something happened: not in the future, but for clocks that are a little fast."""

    default_error_messages = {"in_future": "This lies in the future."}

    def to_internal_value(self, data):
        moment, now = super().to_internal_value(data), timezone.now()
        if moment > now + CLOCK_SKEW:
            self.fail("in_future")
        return min(moment, now)


class PlaceSerializer(serializers.Serializer):
    name = Name(source="member")
    member_id = serializers.UUIDField(source="member.public_id")
    weight = serializers.IntegerField()
    capacity = serializers.IntegerField(allow_null=True)
    open_leads = serializers.IntegerField()
    is_active = serializers.BooleanField()
    territory = serializers.JSONField(allow_null=True, help_text="Condition a lead must meet; null: any lead.")
    hours = Name(source="calendar", help_text="Hours of their own; null: those of the queue.")


class QueueSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    url = Link("api:queue")
    name = serializers.CharField()
    route = serializers.ChoiceField(Route.choices)
    strategy = serializers.ChoiceField(Queue.Strategy.choices)
    hours = Name(source="calendar", help_text="Working hours it counts its promises by; null: around the clock.")
    waits_for_hours = serializers.BooleanField(help_text="Gives leads only to members who are at work.")
    company_owner_first = serializers.BooleanField()
    waiting = serializers.IntegerField(help_text="Open leads of the queue in nobody's hands.")
    members = PlaceSerializer(many=True, source="places")


class MemberSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    name = Name(source="user")
    email = serializers.EmailField(source="user.email")
    role = serializers.ChoiceField(Role.choices)
    is_active = serializers.BooleanField()
    absent_until = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


class AssignmentSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    queue = Name()
    member = Name()
    member_id = serializers.UUIDField(source="member.public_id")
    assigned_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    accepted_at = serializers.DateTimeField(allow_null=True)
    first_response_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.ChoiceField(Assignment.Outcome.choices, allow_blank=True)
    reason = serializers.CharField()


class OutcomeInput(Strict):
    result = serializers.ChoiceField(Disposition.choices)
    amount = serializers.DecimalField(14, 2, required=False, allow_null=True, min_value=0)
    currency = serializers.RegexField(r"^[A-Z]{3}$", required=False, help_text="Default: the tenant's.")
    reason = serializers.CharField(max_length=1000, required=False, help_text="Why. Default: who reported it.")
    at = MomentField(required=False, allow_null=True, help_text="When it was decided; absent: not known.")


class CallInput(Strict):
    outcome = serializers.ChoiceField(CallOutcome.choices)
    minutes = serializers.IntegerField(required=False, min_value=0, max_value=1440)
    note = serializers.CharField(max_length=10_000, required=False, allow_blank=True)
    at = MomentField(required=False)
    member = OneOfOurs("public_id", queryset=Membership.objects, required=False, help_text="Id of who called.")


class TouchInput(Strict):
    kind = serializers.ChoiceField(Touch.Kind.choices)
    direction = serializers.ChoiceField(Touch.Direction.choices, required=False, help_text="Default: usual for it.")
    at = MomentField(required=False, help_text="When it happened; default: now.")
    campaign = OneOfOurs("code", queryset=Campaign.objects, required=False, help_text="Code of a campaign.")
    member = OneOfOurs("public_id", queryset=Membership.objects, required=False, help_text="Id of who did it.")
    outcome = serializers.CharField(max_length=100, required=False)
    note = serializers.CharField(max_length=10_000, required=False)
    page = serializers.CharField(max_length=2000, required=False)
    subject = serializers.CharField(max_length=500, required=False)
    minutes = serializers.IntegerField(required=False, min_value=0, max_value=1440)


class LeadTouchInput(TouchInput):
    lead = serializers.CharField(max_length=100, help_text="Id of the lead.")


class TouchesInput(Strict):
    touches = serializers.ListField(child=serializers.DictField(), min_length=1, max_length=MAX_TOUCHES)


class TouchResultSerializer(serializers.Serializer):
    status = serializers.IntegerField(help_text="201 or 400.")
    lead = serializers.CharField()
    errors = ErrorSerializer(many=True)  # type: ignore[assignment]


class TouchResultsSerializer(serializers.Serializer):
    results = TouchResultSerializer(many=True)
