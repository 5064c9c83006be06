"""How rule sets and decisions are told to programs."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from leadrefinery.api.serializers import Link, Name
from leads.models import Band, Route
from routing.explaining import reasons_of
from scoring.models import Decision, Rule, RuleGroup, RuleSet


class RuleSetSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    url = Link("api:rule-set")
    number = serializers.IntegerField()
    name = serializers.CharField()
    status = serializers.ChoiceField(RuleSet.Status.choices)
    created_by = Name()
    created_at = serializers.DateTimeField()
    published_at = serializers.DateTimeField(allow_null=True)


class GroupSerializer(serializers.Serializer):
    dimension = serializers.ChoiceField(RuleGroup.Dimension.choices)
    name = serializers.CharField()
    cap = serializers.IntegerField(allow_null=True)
    half_life_days = serializers.IntegerField(allow_null=True)


class RuleSerializer(serializers.Serializer):
    key = serializers.CharField()
    kind = serializers.ChoiceField(Rule.Kind.choices)
    group = serializers.CharField(source="group.name", allow_null=True)
    position = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]
    sentence = serializers.SerializerMethodField(help_text="The condition in words.")
    reason = serializers.CharField()
    condition = serializers.DictField()
    points = serializers.IntegerField()
    each = serializers.BooleanField()
    max_points = serializers.IntegerField(allow_null=True)
    band = serializers.ChoiceField(Band.choices, allow_blank=True)
    is_enabled = serializers.BooleanField()

    def get_sentence(self, rule) -> str:
        return self.context["sentences"][rule.pk]


class RuleSetDetailSerializer(RuleSetSerializer):
    groups = GroupSerializer(many=True)
    rules = RuleSerializer(many=True)


class FiredSerializer(serializers.Serializer):
    rule = serializers.CharField(source="rule.key")
    kind = serializers.CharField(source="rule.kind")
    dimension = serializers.CharField(source="rule.dimension")
    points = serializers.IntegerField()
    label = serializers.CharField(source="rule.label")  # type: ignore[assignment]


class DecisionSerializer(serializers.Serializer):
    """What was concluded, when and why."""

    at = serializers.DateTimeField()
    cause = serializers.ChoiceField(Decision.Cause.choices)
    rule_set = serializers.IntegerField()
    verdict = serializers.CharField()
    fit = serializers.IntegerField()
    readiness = serializers.IntegerField()
    score = serializers.IntegerField()
    band = serializers.ChoiceField(Band.choices)
    route = serializers.ChoiceField(Route.choices)
    queue = Name(source="pool")
    reasons = serializers.SerializerMethodField()

    @extend_schema_field(FiredSerializer(many=True))
    def get_reasons(self, decision):
        return FiredSerializer(reasons_of(decision), many=True).data
