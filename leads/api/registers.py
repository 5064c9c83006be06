"""`campaigns/`, `companies/` and `imports/`."""

from http import HTTPStatus

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.generics import RetrieveAPIView
from rest_framework.response import Response

from leadrefinery.api.views import ApiView, ListView
from leads.api.serializers import (
    CampaignInput,
    CampaignSerializer,
    ImportDetailSerializer,
    ImportSerializer,
    OwnedCompanySerializer,
)
from leads.campaigns import change_campaign, create_campaign
from leads.filters import CampaignFilter, CompanyFilter, ImportFilter
from leads.selectors import campaign_list, company_list, import_list
from tenants.permissions import Action


class Campaigns(ListView):
    serializer_class = CampaignSerializer
    filterset_class = CampaignFilter
    required_action = Action.VIEW_CAMPAIGNS
    required_actions = {"POST": Action.EDIT_CAMPAIGNS}

    def get_queryset(self):
        return campaign_list()

    @extend_schema(summary="List campaigns", responses=CampaignSerializer(many=True))
    def get(self, request):
        return self.answer_list(request)

    @extend_schema(summary="Create a campaign", request=CampaignInput, responses={201: CampaignSerializer})
    def post(self, request):
        given = CampaignInput(data=request.data)
        given.is_valid(raise_exception=True)
        campaign = create_campaign(facts=given.validated_data, actor=request.auth)
        answer = self.get_serializer(campaign).data
        return Response(answer, status=HTTPStatus.CREATED, headers={"Location": answer["url"]})


class CampaignDetail(ApiView):
    serializer_class = CampaignSerializer
    required_action = Action.VIEW_CAMPAIGNS
    required_actions = {"PATCH": Action.EDIT_CAMPAIGNS}

    def get_queryset(self):
        return campaign_list()

    @extend_schema(summary="Read a campaign")
    def get(self, request, public_id):
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(summary="Change a campaign", request=CampaignInput, responses=CampaignSerializer)
    def patch(self, request, public_id):
        campaign = self.get_object()
        given = CampaignInput(campaign, data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        campaign = change_campaign(campaign, facts=given.validated_data, actor=request.auth)
        return Response(self.get_serializer(campaign).data)


class Companies(ListView):
    serializer_class = OwnedCompanySerializer
    filterset_class = CompanyFilter
    required_action = Action.VIEW_COMPANIES

    def get_queryset(self):
        return company_list()

    @extend_schema(summary="List companies", responses=OwnedCompanySerializer(many=True))
    def get(self, request):
        return self.answer_list(request)


class Imports(ListView):
    serializer_class = ImportSerializer
    filterset_class = ImportFilter
    required_action = Action.VIEW_LEADS

    def get_queryset(self):
        return import_list()

    @extend_schema(summary="List imports", responses=ImportSerializer(many=True))
    def get(self, request):
        return self.answer_list(request)


@extend_schema_view(get=extend_schema(summary="Read an import"))
class ImportDetail(RetrieveAPIView, ApiView):
    serializer_class = ImportDetailSerializer
    required_action = Action.VIEW_LEADS

    def get_queryset(self):
        return import_list()
