"""`leads/`: who they are, where they stand, and what happened to them."""

from typing import cast

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from leadrefinery.api.keyset import Order
from leadrefinery.api.pagination import page_size, read_choice
from leadrefinery.api.views import ApiView, ListView, refuse_unknown
from leads.api.answers import lead_answer
from leads.api.serializers import (
    CompanySerializer,
    FactsSerializer,
    LeadDetailSerializer,
    LeadSerializer,
    StorySerializer,
)
from leads.filters import LeadFilter
from leads.selectors import lead_list
from routing.selectors.story import Part, story
from routing.telling import tell
from tenants.models import ApiKey
from tenants.permissions import Action, can

MOST_EVENTS = 1000


class Leads(ListView):
    serializer_class = LeadSerializer
    filterset_class = LeadFilter
    required_action = Action.VIEW_LEADS

    def get_queryset(self):
        return lead_list()

    @extend_schema(summary="List leads", responses=LeadSerializer(many=True))
    def get(self, request):
        return self.answer_list(request)


class LeadView(ApiView):
    """A view of one lead: another tenant's answers like one that never was."""

    required_action = Action.VIEW_LEADS

    def get_queryset(self):
        return lead_list()

    def answer_lead(self, lead):
        """As LeadDetailSerializer describes it: what intake answers, and for a key that may see leads the facts too."""
        answer = lead_answer(tell(lead.pk), self.request)
        if not can(cast(ApiKey, self.request.auth), Action.VIEW_LEADS):
            return answer
        company = CompanySerializer(lead.company).data if lead.company else None
        return answer | {"facts": FactsSerializer(lead).data, "company": company}


class LeadRows(ListView):
    """A list of rows that belong to one lead."""

    orders = {"newest": Order("pk", descending=True), "oldest": Order("pk")}
    required_action = Action.VIEW_LEADS

    def filter_queryset(self, queryset):
        lead = get_object_or_404(lead_list(), public_id=self.kwargs["public_id"])
        return super().filter_queryset(queryset.filter(lead=lead))


class LeadDetail(LeadView):
    serializer_class = LeadDetailSerializer

    @extend_schema(summary="Read a lead", description="Facts, where it stands, and the whole chain of why.")
    def get(self, request, public_id):
        return Response(self.answer_lead(self.get_object()))


class LeadStory(LeadView):
    serializer_class = StorySerializer

    @extend_schema(
        summary="Read a lead's timeline",
        description="The newest events first; `more` says whether there are older ones: ask again with a larger limit.",
        parameters=[
            OpenApiParameter("part", str, enum=list(Part)),
            OpenApiParameter("limit", {"type": "integer", "minimum": 1, "maximum": MOST_EVENTS}),
        ],
        responses=StorySerializer,
    )
    def get(self, request, public_id):
        refuse_unknown(request, {"part", "limit"})
        part, limit = read_choice(request, "part", list(Part)), page_size(request, largest=MOST_EVENTS)
        events, more = story(self.get_object(), part=Part(part), count=limit)
        return Response(self.get_serializer({"results": events, "more": more}).data)
