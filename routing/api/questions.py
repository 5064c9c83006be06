"""`leads/{id}/questions/`."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from leads.api.leads import LeadView
from leads.models import Band
from routing.questions import questions_for


class AnswerToQuestionSerializer(serializers.Serializer):
    """`value` stands for all values that the label names: no rule tells them apart."""

    value = serializers.JSONField()
    label = serializers.CharField()  # type: ignore[assignment]
    band = serializers.ChoiceField(Band.choices, help_text="What this answer alone would make of the lead.")


class QuestionSerializer(serializers.Serializer):
    field = serializers.CharField(help_text="As rules name it.")
    label = serializers.CharField()  # type: ignore[assignment]
    answers = AnswerToQuestionSerializer(many=True)
    best_band = serializers.ChoiceField(
        Band.choices, help_text="The best band an answer can be part of, with answers to other questions."
    )


class QuestionsSerializer(serializers.Serializer):
    results = QuestionSerializer(many=True)


class LeadQuestions(LeadView):
    serializer_class = QuestionsSerializer

    @extend_schema(
        summary="List a lead's open questions",
        description="Those whose answer could change its band, best first. Empty where no answer could.",
    )
    def get(self, request, public_id):
        lead = self.get_object()
        return Response({"results": [_told(question) for question in questions_for(lead, at=timezone.now())]})


def _told(question):
    answers = [{"value": one.value, "label": one.label, "band": band} for one, band in question.answers]
    return {
        "field": question.field, "label": question.label, "answers": answers, "best_band": question.best_band
    }  # fmt: skip
