"""`inquiries/`: the one door for programs, and what came through it."""

from dataclasses import asdict
from http import HTTPStatus

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.generics import RetrieveAPIView
from rest_framework.reverse import reverse

from leadrefinery.api.idempotent import answer_once, json_answer
from leadrefinery.api.problems import ProblemSerializer
from leadrefinery.api.views import ApiView, ListView
from leads.api.answers import lead_answer
from leads.api.fields import schema
from leads.api.inquiry_body import Warning, read_inquiry, refuse_empty
from leads.api.serializers import (
    InquiryDetailSerializer,
    InquirySerializer,
    ReceivedSerializer,
)
from leads.filters import InquiryFilter
from leads.intake.incoming import NO_CONTACT
from leads.selectors import inquiry_list
from routing.reception import receive
from routing.telling import tell
from tenants.permissions import Action

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, description="1 to 255 visible ASCII characters, kept for 72 hours."
)
REFUSED = dict.fromkeys((400, 401, 403, 409, 413, 415, 422, 429), ProblemSerializer)


class Inquiries(ListView):
    serializer_class = InquirySerializer
    filterset_class = InquiryFilter
    required_action = Action.VIEW_LEADS
    required_actions = {"POST": Action.ENTER_INQUIRY}

    def get_queryset(self):
        return inquiry_list()

    @extend_schema(
        summary="List inquiries",
        responses=InquirySerializer(many=True),
    )
    def get(self, request):
        return self.answer_list(request)

    @extend_schema(
        summary="Send an inquiry",
        description="Stored as it came, matched to its person and company, scored and routed, all before the answer.",
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": schema()},
        responses={201: ReceivedSerializer, 202: ReceivedSerializer, **REFUSED},
    )
    def post(self, request):
        at = timezone.now()
        incoming, warnings = read_inquiry(refuse_empty(request.data), at=at, zone=request.tenant.time_zone)
        return answer_once(request, "inquiries", lambda: self._receive(incoming, warnings, at))

    def _receive(self, incoming, warnings, at):
        (taken,) = receive([incoming], at=at)
        warnings = [*warnings, *map(Warning.of, taken.notes)]
        if taken.lead_id is None:
            warnings.append(Warning("", "no_contact", NO_CONTACT))
        address = reverse("api:inquiry", args=[taken.inquiry_id], request=self.request)
        answer = {
            "inquiry": {"id": str(taken.inquiry_id), "url": address},
            "lead": lead_answer(tell(taken.lead_id), self.request) if taken.lead_id else None,
            "warnings": [asdict(warning) for warning in warnings],
        }
        status = HTTPStatus.CREATED if taken.lead_id else HTTPStatus.ACCEPTED
        return json_answer(status, answer, location=address)


@extend_schema_view(get=extend_schema(summary="Read an inquiry", description="With the body as it came."))
class InquiryDetail(RetrieveAPIView, ApiView):
    serializer_class = InquiryDetailSerializer
    required_action = Action.VIEW_LEADS

    def get_queryset(self):
        return inquiry_list().defer(None)
