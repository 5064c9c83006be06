"""`rule-sets/{id}/backtest/` and `rule-sets/win-analysis/`: what known outcomes say of rules."""

from http import HTTPStatus

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from leadrefinery.api.problems import refuse
from leadrefinery.api.serializers import Strict
from leadrefinery.api.views import ApiView, refuse_unknown
from leads.models import CustomField
from scoring.conditions import ConditionError
from scoring.facts import verdict_catalogue
from scoring.hindsight.backtest import backtest
from scoring.hindsight.closed import ClosedLeads, Moment, Period
from scoring.hindsight.leaks import Signal
from scoring.hindsight.wins import analyse_wins
from scoring.overview import rule_set_list
from tenants.permissions import Action


class HindsightInput(Strict):
    """Which outcomes are looked at, as of when, and which fields count although they were filled in after contact."""

    period = serializers.ChoiceField(Period.choices, default=Period.LAST_YEAR)
    moment = serializers.ChoiceField(Moment.choices, default=Moment.BEFORE_OUTCOME)
    count_anyway = serializers.ListField(child=serializers.CharField(max_length=80), max_length=100, default=list)

    def validate_count_anyway(self, names):
        known = {field.name for field in verdict_catalogue(CustomField.objects.all())}
        unknown = [name for name in names if name not in known]
        if unknown:
            raise serializers.ValidationError(f"There is no field called {unknown[0]}.")
        return names

    def closed_leads(self) -> ClosedLeads:
        chosen = self.validated_data
        return ClosedLeads(Moment(chosen["moment"]), Period(chosen["period"]).since(timezone.now()))


class OutcomesSerializer(serializers.Serializer):
    won = serializers.IntegerField()
    lost = serializers.IntegerField(help_text="Purged ones among them.")
    left_out = serializers.IntegerField(help_text="Inquired again later: what they said before is not known any more.")


class RateSerializer(serializers.Serializer):
    leads = serializers.IntegerField(source="rate.total")
    won = serializers.IntegerField(source="rate.won")
    win_rate = serializers.FloatField(source="rate.rate")
    low = serializers.FloatField(source="rate.low", help_text="Of Wilson's 95 % interval.")
    high = serializers.FloatField(source="rate.high")
    lift = serializers.FloatField(source="rate.lift", help_text="The win rate against that of all.")


class SliceSerializer(RateSerializer):
    name = serializers.CharField()


class FindingSerializer(RateSerializer):
    field = serializers.CharField(source="about", help_text="A field's name, or touch.<kind>.")
    sentence = serializers.CharField()
    condition = serializers.DictField()
    is_after_contact = serializers.BooleanField()


class LeakSerializer(serializers.Serializer):
    field = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    signal = serializers.ChoiceField(Signal.choices)
    why = serializers.CharField()


class AucSerializer(serializers.Serializer):
    value = serializers.FloatField()
    low = serializers.FloatField(help_text="Of DeLong's 95 % interval.")
    high = serializers.FloatField()


class ConfusionSerializer(serializers.Serializer):
    passed_won = serializers.IntegerField()
    passed_lost = serializers.IntegerField()
    kept_won = serializers.IntegerField()
    kept_lost = serializers.IntegerField()


class PurgedWinnerSerializer(serializers.Serializer):
    lead = serializers.UUIDField(source="public_id")
    name = serializers.CharField()
    reasons = serializers.ListField(child=serializers.CharField())


class ResultSerializer(serializers.Serializer):
    auc = AucSerializer()
    bands = SliceSerializer(many=True)
    deciles = SliceSerializer(many=True)
    confusion = ConfusionSerializer(help_text="Passed to people: hot, high potential, need information, partner.")
    purged_winners = PurgedWinnerSerializer(many=True)
    purged_winner_count = serializers.IntegerField()


class BacktestSerializer(serializers.Serializer):
    outcomes = OutcomesSerializer()
    missing = serializers.ListField(child=serializers.CharField(), help_text="Why there is no result.")
    result = ResultSerializer(allow_null=True)
    leaks = LeakSerializer(many=True)
    left_out = serializers.SerializerMethodField(help_text="Keys of the rules that test a suspected field.")
    not_ready = serializers.CharField(help_text="Why these rules should not be published yet.")

    def get_left_out(self, found) -> list[str]:
        return [str(rule.key) for rule in found.left_out]


class WinAnalysisSerializer(serializers.Serializer):
    outcomes = OutcomesSerializer()
    missing = serializers.ListField(child=serializers.CharField(), help_text="Why nothing can be concluded.")
    findings = FindingSerializer(many=True)
    leaks = LeakSerializer(many=True)
    suggestion = serializers.SerializerMethodField(help_text="A document that a draft can begin with.")

    def get_suggestion(self, found) -> dict:
        return found.suggestion.to_json()


class RuleSetBacktest(ApiView):
    serializer_class = BacktestSerializer
    required_action = Action.VIEW_RULES

    def get_queryset(self):
        return rule_set_list()

    @extend_schema(
        summary="Backtest a rule set",
        description="Judges every lead whose outcome is known as it was before it. Rules that test a field filled in "
        "after contact are left out unless the field is named in `count_anyway`. Needs 40 won and 40 lost.",
        request=HindsightInput,
        responses=BacktestSerializer,
    )
    def post(self, request, public_id):
        rule_set, given = self.get_object(), HindsightInput(data=request.data)
        given.is_valid(raise_exception=True)
        try:
            found = backtest(rule_set, given.closed_leads(), count_anyway=given.validated_data["count_anyway"])
        except ConditionError as problem:
            raise refuse(HTTPStatus.CONFLICT, "broken_rules", str(problem)) from None
        return Response(BacktestSerializer(found).data)


class WinAnalysis(ApiView):
    serializer_class = WinAnalysisSerializer
    required_action = Action.VIEW_RULES

    @extend_schema(
        summary="Analyse wins",
        description="What set won leads apart from lost ones, and a rule set with points from it. `count_anyway` may "
        "be given several times. Needs 40 won and 40 lost.",
        parameters=[HindsightInput],
        responses=WinAnalysisSerializer,
    )
    def get(self, request):
        refuse_unknown(request, frozenset(HindsightInput().fields))
        given = HindsightInput(data=request.query_params)
        given.is_valid(raise_exception=True)
        found = analyse_wins(given.closed_leads(), count_anyway=given.validated_data["count_anyway"])
        return Response(WinAnalysisSerializer(found).data)
