"""One FilterSet a list, for its page and the API alike, with the orders the list can be read in."""

from datetime import timedelta

import django_filters as filters
from django.db.models import Q
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field

from leadrefinery.api.keyset import Order
from leads.hygiene.flags import FLAGS
from leads.models import (
    Answer,
    Band,
    Campaign,
    Company,
    Disposition,
    Import,
    Inquiry,
    Lead,
    Route,
    Source,
    Stage,
    Timeline,
)
from leads.search import search_companies, search_leads
from routing.models import Queue
from tenants.models import Membership
from tenants.scope import current_tenant

OPEN = "open"
DUE = (("overdue", "Overdue"), ("day", "Within 24 hours"), ("week", "Within 7 days"))
DUE_WITHIN = {"overdue": timedelta(0), "day": timedelta(days=1), "week": timedelta(days=7)}
AGES = (("day", "Last 24 hours"), ("week", "Last 7 days"), ("month", "Last 30 days"), ("older", "Older than 90 days"))
YOUNGER_THAN = {"day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=30)}
OLD = timedelta(days=90)
FLAG_CHOICES = list(FLAGS.items())


def _campaigns(request=None):
    return Campaign.objects.order_by("name")


def _companies(request=None):
    return Company.objects.all()


def _queues(request=None):
    return Queue.objects.order_by("name")


def _members(request=None):
    return Membership.objects.select_related("user").order_by("user__name", "pk")


class AnyOf(filters.MultipleChoiceFilter):
    """A choice that may be given several times, as one IN."""

    def filter(self, queryset, value):
        return queryset.filter(**{f"{self.field_name}__in": value}) if value else queryset


class AnyFlag(filters.MultipleChoiceFilter):
    """Rows that carry at least one of the flags."""

    def filter(self, queryset, value):
        return queryset.filter(**{f"{self.field_name}__overlap": value}) if value else queryset


@extend_schema_field(str)
class OneOfOurs(filters.ModelChoiceFilter):
    """A row of this tenant by its public id (or code). Another tenant's is refused with the words of a missing one."""

    def __init__(self, queryset, *args, to_field_name="public_id", **kwargs):
        super().__init__(*args, queryset=queryset, to_field_name=to_field_name, **kwargs)


class LeadFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label="Search", help_text="Name, e-mail, phone, company or external id.")
    stage = AnyOf(field_name="standing__stage", choices=Stage.choices, label="Stage")
    band = AnyOf(field_name="standing__band", choices=Band.choices, label="Band")
    route = AnyOf(field_name="standing__route", choices=Route.choices, label="Route")
    disposition = filters.ChoiceFilter(
        method="by_disposition", choices=[(OPEN, "Open"), *Disposition.choices], label="Disposition"
    )
    source = AnyOf(field_name="latest_source", choices=Source.choices, label="Source")
    campaign = OneOfOurs(_campaigns, field_name="latest_campaign", to_field_name="code", label="Campaign")
    queue = OneOfOurs(_queues, method="by_queue", label="Queue")
    waiting_in = OneOfOurs(_queues, method="by_pool", label="Waiting in", help_text="In the queue, in nobody's hands.")
    owner = OneOfOurs(_members, field_name="standing__custodian__member", label="Owner")
    company = OneOfOurs(_companies, field_name="company", label="Company")
    country = filters.CharFilter(field_name="country", method="by_country", label="Country", help_text="ISO code.")
    timeline = AnyOf(field_name="timeline", choices=Timeline.choices, label="Timeline")
    need = AnyOf(field_name="need", choices=Answer.choices, label="Need")
    due = filters.ChoiceFilter(method="by_due", choices=DUE, label="Next action")
    age = filters.ChoiceFilter(method="by_age", choices=AGES, label="First inquiry")
    flag = AnyFlag(field_name="flags", choices=FLAG_CHOICES, label="Flag")
    min_score = filters.NumberFilter(field_name="standing__score", lookup_expr="gte", label="Score from")
    received_after = filters.IsoDateTimeFilter(field_name="last_inquiry_at", lookup_expr="gte", label="Received from")
    received_before = filters.IsoDateTimeFilter(field_name="last_inquiry_at", lookup_expr="lt", label="Received before")
    external_id = filters.CharFilter(field_name="external_id", label="External id")
    email = filters.CharFilter(field_name="email_norm", method="by_email", label="E-mail")

    ORDERS = {
        "newest": Order("pk", descending=True),
        "oldest": Order("pk"),
        "score": Order("standing__score", descending=True),
        "due": Order("standing__next_action_at", nullable=True),
    }

    class Meta:
        model = Lead
        fields: list[str] = []

    def search(self, queryset, name, value):
        return search_leads(queryset, value, region=current_tenant().country)

    def by_disposition(self, queryset, name, value):
        return queryset.filter(standing__disposition=None if value == OPEN else value)

    def by_queue(self, queryset, name, value):
        return queryset.filter(standing__pool=value.custodian_id)

    def by_pool(self, queryset, name, value):
        return queryset.filter(standing__custodian=value.custodian_id, standing__disposition=None)

    def by_country(self, queryset, name, value):
        return queryset.filter(country=value.upper())

    def by_email(self, queryset, name, value):
        return queryset.filter(email_norm=value.strip().lower())

    def by_due(self, queryset, name, value):
        until = timezone.now() + DUE_WITHIN[value]
        return queryset.filter(standing__disposition=None, standing__next_action_at__lte=until)

    def by_age(self, queryset, name, value):
        if value in YOUNGER_THAN:
            return queryset.filter(first_inquiry_at__gte=timezone.now() - YOUNGER_THAN[value])
        return queryset.filter(first_inquiry_at__lt=timezone.now() - OLD)


class QuarantineFilter(filters.FilterSet):
    """Of culled leads that can still be released. Its page and nothing else reads it."""

    q = filters.CharFilter(method="search", label="Search")
    flag = AnyFlag(field_name="flags", choices=FLAG_CHOICES, label="Flag")
    source = AnyOf(field_name="latest_source", choices=Source.choices, label="Source")
    campaign = OneOfOurs(_campaigns, field_name="latest_campaign", to_field_name="code", label="Campaign")

    ORDERS = {
        "newest": Order("pk", descending=True),
        "purge": Order("standing__next_action_at", nullable=True),
    }

    class Meta:
        model = Lead
        fields: list[str] = []

    def search(self, queryset, name, value):
        return search_leads(queryset, value, region=current_tenant().country)


class InquiryFilter(filters.FilterSet):
    source = AnyOf(field_name="source", choices=Source.choices, label="Source")
    channel = AnyOf(field_name="channel", choices=Inquiry.Channel.choices, label="Channel")
    campaign = OneOfOurs(_campaigns, field_name="campaign", to_field_name="code", label="Campaign")
    needs_look = filters.BooleanFilter(method="by_needs_look", label="Needs a look")
    received_after = filters.IsoDateTimeFilter(field_name="received_at", lookup_expr="gte", label="Received from")
    received_before = filters.IsoDateTimeFilter(field_name="received_at", lookup_expr="lt", label="Received before")

    ORDERS = {
        "newest": Order("pk", descending=True),
        "oldest": Order("pk"),
        "received": Order("received_at", descending=True),
    }

    class Meta:
        model = Inquiry
        fields: list[str] = []

    def by_needs_look(self, queryset, name, value):
        waiting = ~Q(needs_look="") & Q(looked_at=None)
        return queryset.filter(waiting if value else ~waiting)


class CompanyFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label="Search", help_text="Beginning of the name or domain.")
    industry = filters.CharFilter(field_name="industry", label="Industry")
    country = filters.CharFilter(method="by_country", label="Country", help_text="ISO code.")
    owner = OneOfOurs(_members, field_name="owner", label="Owner")

    ORDERS = {
        "name": Order("name_norm"),
        "newest": Order("pk", descending=True),
        "oldest": Order("pk"),
        "employees": Order("employees", descending=True, nullable=True),
    }

    class Meta:
        model = Company
        fields: list[str] = []

    def search(self, queryset, name, value):
        return search_companies(queryset, value)

    def by_country(self, queryset, name, value):
        return queryset.filter(country=value.upper())


class CampaignFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label="Search", help_text="Beginning of the name or code.")
    source = AnyOf(field_name="source", choices=Source.choices, label="Source")
    running_on = filters.DateFilter(method="by_day", label="Running on")

    ORDERS = {
        "newest": Order("pk", descending=True),
        "oldest": Order("pk"),
        "code": Order("code"),
        "name": Order("name"),
    }

    class Meta:
        model = Campaign
        fields: list[str] = []

    def search(self, queryset, name, value):
        return queryset.filter(Q(name__istartswith=value) | Q(code__istartswith=value))

    def by_day(self, queryset, name, value):
        begun = Q(starts_on=None) | Q(starts_on__lte=value)
        going_on = Q(ends_on=None) | Q(ends_on__gte=value)
        return queryset.filter(begun & going_on)


class ImportFilter(filters.FilterSet):
    status = AnyOf(field_name="status", choices=Import.Status.choices, label="Status")

    ORDERS = {"newest": Order("pk", descending=True), "oldest": Order("pk")}

    class Meta:
        model = Import
        fields: list[str] = []
