"""`queues/`, `queues/{id}/`, `members/` and `leads/{id}/assignments/`."""

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.generics import RetrieveAPIView

from leadrefinery.api.keyset import Order
from leadrefinery.api.views import ApiView, ListView
from leads.api.leads import LeadRows
from routing.api.serializers import AssignmentSerializer, MemberSerializer, QueueSerializer
from routing.overview import assignment_list, member_list, queue_list
from tenants.permissions import Action


class Queues(ListView):
    serializer_class = QueueSerializer
    orders = {"name": Order("name")}
    required_action = Action.VIEW_QUEUES

    def get_queryset(self):
        return queue_list()

    @extend_schema(
        summary="List queues",
        responses=QueueSerializer(many=True),
        description="Those in use, with how they are set up, their members, and how many leads wait.",
    )
    def get(self, request):
        return self.answer_list(request)


@extend_schema_view(get=extend_schema(summary="Read a queue"))
class QueueDetail(RetrieveAPIView, ApiView):
    serializer_class = QueueSerializer
    required_action = Action.VIEW_QUEUES

    def get_queryset(self):
        return queue_list()


class Members(ListView):
    serializer_class = MemberSerializer
    orders = {"oldest": Order("pk"), "newest": Order("pk", descending=True)}
    required_action = Action.VIEW_MEMBERS

    def get_queryset(self):
        return member_list()

    @extend_schema(summary="List members", responses=MemberSerializer(many=True))
    def get(self, request):
        return self.answer_list(request)


class LeadAssignments(LeadRows):
    serializer_class = AssignmentSerializer

    def get_queryset(self):
        return assignment_list()

    @extend_schema(
        summary="List a lead's assignments",
        description="Who had it in hand, and what came of it.",
        responses=AssignmentSerializer(many=True),
    )
    def get(self, request, public_id):
        return self.answer_list(request)
