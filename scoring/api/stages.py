"""`stages/`: what each stage means now."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from leadrefinery.api.serializers import Name
from leadrefinery.api.views import ApiView
from leads.models import Stage
from scoring.models import Signature
from scoring.stage_definitions import stage_views
from tenants.permissions import Action


class StageSignatureSerializer(serializers.Serializer):
    side = serializers.ChoiceField(Signature.Side.choices)
    member = Name()
    at = serializers.DateTimeField()


class StageDefinitionSerializer(serializers.Serializer):
    number = serializers.IntegerField()
    definition = serializers.CharField()
    entry_criteria = serializers.CharField()
    in_force_from = serializers.DateTimeField()
    signatures = StageSignatureSerializer(many=True)


class StageSerializer(serializers.Serializer):
    stage = serializers.ChoiceField(Stage.choices)
    in_force = StageDefinitionSerializer(allow_null=True)
    earlier = StageDefinitionSerializer(many=True, help_text="The latest first.")


class Stages(ApiView):
    serializer_class = StageSerializer
    required_action = Action.VIEW_RULES

    @extend_schema(
        summary="List stages",
        description="In their order, each with its definition in force and the earlier ones. Drafts are not told.",
        responses=StageSerializer(many=True),
    )
    def get(self, request):
        return Response(StageSerializer(stage_views(timezone.now()), many=True).data)
