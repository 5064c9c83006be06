"""`rule-sets/{id}/try/` and `…/challenger/`: a version tried on one lead, and beside the one in force."""

from http import HTTPStatus

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from leadrefinery.api.problems import refuse
from leadrefinery.api.serializers import Name
from leads.api.fields import schema
from leads.api.inquiry_body import read_inquiry, refuse_empty
from leads.api.serializers import PassedOverSerializer
from leads.models import Band, Route
from routing.trying import Tried, try_inquiry
from scoring.api.hindsight import AucSerializer, OutcomesSerializer, SliceSerializer
from scoring.api.rule_sets import RuleSetView
from scoring.api.serializers import FiredSerializer, RuleSetDetailSerializer
from scoring.challenging import start_challenger, stop_challenger
from scoring.hindsight.challenger import compare_with_champion
from tenants.permissions import Action


class TriedSerializer(serializers.Serializer):
    """The whole chain that an inquiry would set off."""

    is_new = serializers.BooleanField(help_text="False: it is somebody known already.")
    verdict = serializers.CharField(source="explanation.standing.verdict")
    fit = serializers.IntegerField(source="explanation.standing.fit")
    readiness = serializers.IntegerField(source="explanation.standing.readiness")
    score = serializers.IntegerField(source="explanation.standing.score")
    band = serializers.ChoiceField(Band.choices, source="explanation.standing.band")
    route = serializers.ChoiceField(Route.choices, source="explanation.standing.route")
    queue = Name(source="explanation.queue")
    owner = serializers.CharField(source="explanation.chosen")
    waiting = serializers.CharField(source="explanation.waiting", help_text="Why nobody would have it.")
    passed_over = PassedOverSerializer(source="explanation.passed_over", many=True)
    reasons = FiredSerializer(source="explanation.reasons", many=True)


class SideSerializer(serializers.Serializer):
    auc = AucSerializer()
    bands = SliceSerializer(many=True)


class DisagreementSerializer(serializers.Serializer):
    lead = serializers.UUIDField(source="public_id")
    name = serializers.CharField()
    champion = serializers.ChoiceField(Band.choices)
    challenger = serializers.ChoiceField(Band.choices)
    won = serializers.BooleanField()


class ComparisonSerializer(serializers.Serializer):
    outcomes = OutcomesSerializer()
    missing = serializers.ListField(child=serializers.CharField(), help_text="Why there are no figures yet.")
    champion = SideSerializer(allow_null=True)
    challenger = SideSerializer(allow_null=True)
    disagreed = serializers.IntegerField(help_text="Leads that only one of them would have passed to people.")
    challenger_right = serializers.IntegerField(help_text="How many of these went as the challenger said.")
    disagreements = DisagreementSerializer(many=True)


class RuleSetTrial(RuleSetView):
    serializer_class = TriedSerializer

    @extend_schema(
        summary="Try a rule set on an inquiry",
        description="Takes what `inquiries/` takes, and tells what would become of it. Nothing is kept.",
        request={"application/json": schema()},
        responses=TriedSerializer,
    )
    def post(self, request, public_id):
        at = timezone.now()
        incoming, _ = read_inquiry(refuse_empty(request.data), at=at, zone=request.tenant.time_zone)
        tried = try_inquiry(self.get_object(), incoming, at=at)
        if not isinstance(tried, Tried):
            message = "Nobody can be made out of this, so there is no lead to judge."
            raise refuse(HTTPStatus.BAD_REQUEST, "no_contact", message)
        return Response(TriedSerializer(tried).data)


class Challenger(RuleSetView):
    serializer_class = ComparisonSerializer

    @extend_schema(
        summary="Compare a challenger with the version in force",
        description="Both as they last judged each lead while it was open, against what became of it.",
        responses=ComparisonSerializer,
    )
    def get(self, request, public_id):
        challenger = self.get_object()
        if challenger.challenger_since is None:
            message = f"Version {challenger.number} is no challenger. Start it first."
            raise refuse(HTTPStatus.CONFLICT, "refused", message)
        return Response(ComparisonSerializer(compare_with_champion(challenger)).data)


class ChallengerStep(RuleSetView):
    required_action = Action.EDIT_RULES
    starts = True

    @extend_schema(summary="Start or stop a challenger", request=None, responses=RuleSetDetailSerializer)
    def post(self, request, public_id):
        if self.starts:
            start_challenger(self.get_object(), by=request.auth, at=timezone.now())
        else:
            stop_challenger(self.get_object(), by=request.auth)
        return self.answer_rule_set()
