"""How rule sets and decisions are told to programs."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from leadrefinery.api.serializers import Link, Name, Strict
from leads.models import Band, Route
from routing.explaining import reasons_of
from scoring.models import Decision, Rule, RuleGroup, RuleSet, Signature


class RuleSetSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    url = Link("api:rule-set")
    number = serializers.IntegerField()
    name = serializers.CharField()
    status = serializers.ChoiceField(RuleSet.Status.choices)
    purpose = serializers.CharField()
    based_on = serializers.IntegerField(allow_null=True, help_text="Number of the version it is a copy of.")
    revision = serializers.IntegerField(help_text="State of its editing: send it along to change just this state.")
    created_by = Name()
    created_at = serializers.DateTimeField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)
    challenger_since = serializers.DateTimeField(allow_null=True)


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


class SignatureSerializer(serializers.Serializer):
    side = serializers.ChoiceField(Signature.Side.choices)
    member = Name()
    at = serializers.DateTimeField()


class CommentSerializer(serializers.Serializer):
    member = Name()
    text = serializers.CharField()
    rule = serializers.IntegerField(source="rule_key", allow_null=True)
    at = serializers.DateTimeField()


class RuleSetDetailSerializer(RuleSetSerializer):
    groups = GroupSerializer(many=True)
    rules = RuleSerializer(many=True)
    signatures = SignatureSerializer(many=True)
    comments = CommentSerializer(many=True)


class BeginInput(Strict):
    name = serializers.CharField(max_length=100)
    purpose = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    based_on = serializers.IntegerField(required=False, help_text="Number of the version to copy.")
    document = serializers.DictField(required=False, help_text="Groups and rules; with it nothing is copied.")


class ChangeInput(Strict):
    name = serializers.CharField(max_length=100, required=False)
    purpose = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    document = serializers.DictField(required=False, help_text="All groups and rules. A rule keeps its key.")
    revision = serializers.IntegerField(required=False, help_text="Refused where the draft is not in this state.")


class PreviewInput(Strict):
    exact = serializers.BooleanField(default=False, help_text="Judge every lead, however long it takes.")
    document = serializers.DictField(required=False, help_text="What the draft would say; not saved.")


class ApproveInput(Strict):
    side = serializers.ChoiceField(Signature.Side.choices)


class CommentInput(Strict):
    text = serializers.CharField(max_length=2000)
    rule = serializers.IntegerField(required=False, help_text="Key of the rule it is about.")


class MoveSerializer(serializers.Serializer):
    before = serializers.CharField(help_text="Band now; empty: not judged yet.")
    after = serializers.CharField(help_text="Band then.")
    leads = serializers.IntegerField()


class LoadSerializer(serializers.Serializer):
    queue = Name()
    route = serializers.ChoiceField(Route.choices, source="queue.route")
    before = serializers.IntegerField()
    after = serializers.IntegerField()
    capacity = serializers.IntegerField(allow_null=True)
    over_capacity = serializers.IntegerField()
    hours = serializers.FloatField(help_text="More or less work for one touch of each lead.")
    cost = serializers.DecimalField(14, 0, help_text="More or less money for the same, in the firm's currency.")


class MatchSerializer(serializers.Serializer):
    rule = serializers.CharField(help_text="Its key. Rules of a document without one are numbered on, in order.")
    leads = serializers.IntegerField()


class PreviewSerializer(serializers.Serializer):
    """Every open lead as it stands, against how it would stand."""

    total = serializers.IntegerField(help_text="Open leads.")
    judged = serializers.IntegerField(help_text="How many of them were looked at.")
    is_estimate = serializers.BooleanField()
    moving = serializers.IntegerField(help_text="Leads that would change band.")
    moves = MoveSerializer(many=True)
    loads = LoadSerializer(many=True)
    matches = MatchSerializer(many=True)


class DifferenceSerializer(serializers.Serializer):
    sign = serializers.CharField(help_text="added, removed or changed.")
    what = serializers.CharField()
    where = serializers.CharField()
    details = serializers.ListField(child=serializers.CharField())


class PublicationSerializer(serializers.Serializer):
    rule_set = serializers.IntegerField()
    at = serializers.DateTimeField()
    percent = serializers.IntegerField(help_text="How far refining the open leads has got.")
    changed = serializers.IntegerField()
    finished_at = serializers.DateTimeField(allow_null=True)
    superseded = serializers.BooleanField()


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
