"""What other systems saw or did: touches, calls and outcomes."""

from http import HTTPStatus
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from leadrefinery.api.idempotent import answer_once, json_answer
from leadrefinery.api.problems import flat_errors, refuse
from leadrefinery.api.serializers import Strict
from leadrefinery.api.views import ApiView
from leads.api.inquiries import IDEMPOTENCY_KEY
from leads.api.leads import LeadView
from leads.api.serializers import LeadDetailSerializer
from leads.models import Touch
from leads.selectors import lead_list
from routing.api.serializers import (
    DETAILS,
    CallInput,
    LeadTouchInput,
    OutcomeInput,
    TouchesInput,
    TouchInput,
    TouchResultsSerializer,
)
from routing.custody import Outcome, dispose
from routing.touch_reports import TouchReport, record_touches
from tenants.auditing import actor_label
from tenants.permissions import Action
from tenants.scope import current_tenant


def report_of(lead, given, *, at, kind=None) -> TouchReport:
    return TouchReport(
        lead=lead,
        kind=kind or given["kind"],
        happened_at=given.get("at") or at,
        direction=given.get("direction", ""),
        campaign=given.get("campaign"),
        member=given.get("member"),
        detail={name: given[name] for name in DETAILS if given.get(name) not in (None, "")},
    )


class LeadTouches(LeadView):
    serializer_class: type[Strict] = TouchInput
    required_action = Action.LOG_TOUCH

    @extend_schema(
        summary="Record a touch",
        parameters=[IDEMPOTENCY_KEY],
        request=TouchInput,
        responses={201: LeadDetailSerializer},
    )
    def post(self, request, public_id):
        return self._record(request, TouchInput(data=request.data), "touches")

    def _record(self, request, given, endpoint, kind=None):
        at, lead = timezone.now(), self.get_object()
        given.is_valid(raise_exception=True)
        report = report_of(lead, given.validated_data, at=at, kind=kind)
        return answer_once(request, endpoint, lambda: self._answer(report, at))

    def _answer(self, report, at):
        record_touches([report], at=at)
        return json_answer(HTTPStatus.CREATED, self.answer_lead(self.get_object()))


class LeadCalls(LeadTouches):
    serializer_class = CallInput

    @extend_schema(
        summary="Record a call", parameters=[IDEMPOTENCY_KEY], request=CallInput, responses={201: LeadDetailSerializer}
    )
    def post(self, request, public_id):
        return self._record(request, CallInput(data=request.data), "calls", Touch.Kind.CALL)


class LeadOutcome(LeadView):
    serializer_class = OutcomeInput
    required_action = Action.DISPOSE_LEAD

    @extend_schema(
        summary="Report the outcome",
        description="Won, lost or purged. 409 for a lead that has its outcome already.",
        request=OutcomeInput,
        responses=LeadDetailSerializer,
    )
    def post(self, request, public_id):
        lead = self.get_object()
        given = OutcomeInput(data=request.data)
        given.is_valid(raise_exception=True)
        dispose(lead, self._outcome(request.auth, **given.validated_data), at=timezone.now(), by=request.auth)
        return Response(self.answer_lead(self.get_object()))

    def _outcome(self, by, *, result, amount=None, currency="", reason="", at=None):
        return Outcome(
            result=result,
            reason=reason or f"Reported by {actor_label(by)}",
            amount=amount,
            currency=currency or current_tenant().currency,
            happened_at=at,
        )


class Touches(ApiView):
    """Up to 500 at once; one that is wrong doesn't stop the others."""

    serializer_class = TouchesInput
    required_action = Action.LOG_TOUCH

    @extend_schema(
        summary="Record many touches",
        description="Up to 500 `touches`, each like one of `leads/{id}/touches/` with the `lead`'s id. Each has "
        "its own result, in the order sent: 201, or 400 with errors.",
        parameters=[IDEMPOTENCY_KEY],
        request=TouchesInput,
        responses=TouchResultsSerializer,
    )
    def post(self, request):
        given = TouchesInput(data=request.data)
        given.is_valid(raise_exception=True)
        at = timezone.now()
        return answer_once(request, "touches", lambda: self._answer(given.validated_data["touches"], at))

    def _answer(self, touches, at):
        leads = self._leads([touch.get("lead") for touch in touches])
        reports, results = [], []
        for touch in touches:
            report, errors = self._read(touch, leads, at)
            reports += [report] if report else []
            results.append({"status": 400 if errors else 201, "lead": str(touch.get("lead", "")), "errors": errors})
        if reports:
            record_touches(reports, at=at)
        return json_answer(HTTPStatus.OK, {"results": results})

    def _read(self, touch, leads, at):
        given = LeadTouchInput(data=touch)
        if not given.is_valid():
            return None, flat_errors(given.errors)
        lead = leads.get(given.validated_data["lead"])
        if lead is None:
            return None, flat_errors(refuse(HTTPStatus.BAD_REQUEST, "does_not_exist", "No such lead.", field="lead"))
        return report_of(lead, given.validated_data, at=at), []

    def _leads(self, ids):
        known = filter(None, map(_uuid, ids))
        return {str(lead.public_id): lead for lead in lead_list().filter(public_id__in=list(known))}


def _uuid(text):
    try:
        return UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None
