import django_filters as filters
from django import forms

from leadrefinery.api.keyset import Order
from tenants.models import AuditEntry, Membership


def _members(request=None):
    return Membership.objects.select_related("user").order_by("user__name", "pk")


class DayInput(forms.DateInput):
    input_type = "date"

    def format_value(self, value):
        return value if isinstance(value, str) else super().format_value(value)


class AuditFilter(filters.FilterSet):
    """Of the audit log. Its page and nothing else reads it."""

    action = filters.CharFilter(label="What, for instance “member”", lookup_expr="startswith")
    actor = filters.ModelChoiceFilter(queryset=_members, to_field_name="public_id", label="By", empty_label="Anyone")
    since = filters.DateFilter(field_name="at", lookup_expr="date__gte", label="From", widget=DayInput)
    until = filters.DateFilter(field_name="at", lookup_expr="date__lte", label="Until", widget=DayInput)
    object_type = filters.CharFilter(widget=forms.HiddenInput)
    object_id = filters.CharFilter(widget=forms.HiddenInput)

    ORDERS = {"newest": Order("pk", descending=True)}

    class Meta:
        model = AuditEntry
        fields: list[str] = []
