"""`rule-sets/`: read, draft, preview, and everything between a draft and publishing."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from leadrefinery.api.keyset import Order
from leadrefinery.api.parsers import RulesParser
from leadrefinery.api.problems import refuse
from leadrefinery.api.views import ApiView, ListView
from routing.previewing import preview
from routing.publishing import latest_publication, publish, roll_back
from scoring import signing
from scoring.api.serializers import (
    ApproveInput,
    BeginInput,
    ChangeInput,
    CommentInput,
    DifferenceSerializer,
    PreviewInput,
    PreviewSerializer,
    PublicationSerializer,
    RuleSetDetailSerializer,
    RuleSetSerializer,
)
from scoring.drafts.difference import differences
from scoring.drafts.document import document_of
from scoring.drafts.drafting import begin_draft, describe_draft, discard_draft, redo, save_draft, undo
from scoring.drafts.reading import read_document
from scoring.models import RuleSet
from scoring.overview import rule_set_list, rule_set_with_rules, sentences_of
from tenants.permissions import Action


class RuleSets(ListView):
    serializer_class = RuleSetSerializer
    orders = {"newest": Order("number", descending=True), "oldest": Order("number")}
    required_action = Action.VIEW_RULES
    required_actions = {"POST": Action.EDIT_RULES}
    parser_classes = (RulesParser,)

    def get_queryset(self):
        return rule_set_list()

    @extend_schema(summary="List rule sets", responses=RuleSetSerializer(many=True))
    def get(self, request):
        return self.answer_list(request)

    @extend_schema(
        summary="Begin a draft",
        description="A copy of `based_on`, what `document` says, or empty.",
        request=BeginInput,
        responses={201: RuleSetDetailSerializer},
    )
    def post(self, request):
        given = BeginInput(data=request.data)
        given.is_valid(raise_exception=True)
        facts = given.validated_data
        document = read_document(facts["document"]) if "document" in facts else None
        source = _version(facts["based_on"]) if "based_on" in facts else None
        draft = begin_draft(name=facts["name"], by=request.auth, at=timezone.now(), source=source, document=document)
        if facts.get("purpose"):
            describe_draft(draft, name=draft.name, purpose=facts["purpose"])
        answer = told(rule_set_with_rules().get(pk=draft.pk), self.get_serializer_context())
        return Response(answer, status=HTTPStatus.CREATED, headers={"Location": answer["url"]})


def _version(number: int) -> RuleSet:
    found = RuleSet.objects.filter(number=number).first()
    if found is None:
        message = f"There is no version {number}."
        raise refuse(HTTPStatus.BAD_REQUEST, "does_not_exist", message, field="based_on")
    return found


def told(rule_set: RuleSet, context: Mapping[str, Any]) -> dict[str, Any]:
    """A rule set with its rules, each as data and as a sentence."""
    context = {**context, "sentences": sentences_of(rule_set.rules.all())}
    return RuleSetDetailSerializer(rule_set, context=context).data


class RuleSetView(ApiView):
    serializer_class: type = RuleSetDetailSerializer
    required_action = Action.VIEW_RULES
    parser_classes = (RulesParser,)

    def get_queryset(self):
        return rule_set_with_rules()

    def answer_rule_set(self):
        return Response(told(self.get_object(), self.get_serializer_context()))


class RuleSetDetail(RuleSetView):
    required_actions = {"PATCH": Action.EDIT_RULES}

    @extend_schema(summary="Read a rule set", description="With its rules, each as data and as a sentence.")
    def get(self, request, public_id):
        return self.answer_rule_set()

    @extend_schema(
        summary="Change a draft",
        description="A `document` replaces all groups and rules; 409 where the draft is no longer at `revision`.",
        request=ChangeInput,
        responses=RuleSetDetailSerializer,
    )
    def patch(self, request, public_id):
        rule_set = self.get_object()
        given = ChangeInput(data=request.data)
        given.is_valid(raise_exception=True)
        facts = given.validated_data
        with transaction.atomic():
            if "document" in facts:
                document, revision = read_document(facts["document"]), facts.get("revision")
                save_draft(
                    rule_set, document, what="Changed by API", by=request.auth, at=timezone.now(), revision=revision
                )
            if "name" in facts or "purpose" in facts:
                name, purpose = facts.get("name", rule_set.name), facts.get("purpose", rule_set.purpose)
                describe_draft(rule_set, name=name, purpose=purpose)
        return self.answer_rule_set()


class RuleSetPreview(RuleSetView):
    serializer_class = PreviewSerializer

    @extend_schema(
        summary="Preview a rule set",
        description="Every open lead as it stands against how it would stand: publishing moves the very same. With "
        "many open leads an even sample is judged and `is_estimate` says so, unless `exact` is asked for.",
        request=PreviewInput,
        responses=PreviewSerializer,
    )
    def post(self, request, public_id):
        given = PreviewInput(data=request.data)
        given.is_valid(raise_exception=True)
        facts = given.validated_data
        document = read_document(facts["document"]) if "document" in facts else None
        shown = preview(self.get_object(), at=timezone.now(), exact=facts["exact"], document=document)
        return Response(
            PreviewSerializer(
                {
                    "total": shown.total,
                    "judged": shown.judged,
                    "is_estimate": shown.is_estimate,
                    "moving": shown.moving,
                    "moves": [{"before": b, "after": a, "leads": n} for (b, a), n in sorted(shown.moves.items())],
                    "loads": shown.loads,
                    "matches": [{"rule": str(key), "leads": n} for key, n in shown.matches.items()],
                }
            ).data
        )


class RuleSetStep(RuleSetView):
    """One step in a rule set's life, by its name in the address."""

    required_action = Action.EDIT_RULES
    step = ""

    @extend_schema(
        summary="Take a rule set one step on",
        description="`submit`, `take-back`, `discard`, `undo` and `redo` as in the studio.",
        request=None,
        responses=RuleSetDetailSerializer,
    )
    def post(self, request, public_id):
        rule_set, by, at = self.get_object(), request.auth, timezone.now()
        steps = {
            "submit": lambda: signing.submit(rule_set, by=by, at=at),
            "take-back": lambda: signing.take_back(rule_set, by=by),
            "discard": lambda: discard_draft(rule_set, by=by),
            "undo": lambda: undo(rule_set, at=at),
            "redo": lambda: redo(rule_set, at=at),
        }
        steps[self.step]()
        return self.answer_rule_set()


class RuleSetApproval(RuleSetView):
    required_action = Action.SIGN_RULES

    @extend_schema(
        summary="Sign a rule set",
        description="For one side, in the name of the member who made the key; their role decides which they may.",
        request=ApproveInput,
        responses=RuleSetDetailSerializer,
    )
    def post(self, request, public_id):
        given = ApproveInput(data=request.data)
        given.is_valid(raise_exception=True)
        signing.sign(
            self.get_object(), signing.Side(given.validated_data["side"]), by=_signer(request), at=timezone.now()
        )
        return self.answer_rule_set()


class RuleSetComments(RuleSetView):
    required_action = Action.EDIT_RULES

    @extend_schema(summary="Comment on a rule set", request=CommentInput, responses=RuleSetDetailSerializer)
    def post(self, request, public_id):
        given = CommentInput(data=request.data)
        given.is_valid(raise_exception=True)
        facts = given.validated_data
        signing.comment(
            self.get_object(), facts["text"], by=_signer(request), at=timezone.now(), rule_key=facts.get("rule")
        )
        return self.answer_rule_set()


def _signer(request):
    """The member who made the key: a key by itself has no name to sign with."""
    member = request.auth.created_by
    if member is None or not member.is_active:
        message = "This key was made by nobody who works here now, so nothing can be signed with it."
        raise refuse(HTTPStatus.CONFLICT, "refused", message)
    return member


class RuleSetPublishing(RuleSetView):
    serializer_class = PublicationSerializer
    required_action = Action.PUBLISH_RULES
    act = staticmethod(publish)

    @extend_schema(
        summary="Publish a rule set, or roll back to it",
        description="It is in force at once; open leads are refined in the background. Ask `rule-sets/publication/`.",
        request=None,
        responses=PublicationSerializer,
    )
    def post(self, request, public_id):
        publication = self.act(self.get_object(), by=request.auth, at=timezone.now())
        return Response(PublicationSerializer(publication).data)


class RollingBack(RuleSetPublishing):
    act = staticmethod(roll_back)


class LatestPublication(ApiView):
    serializer_class = PublicationSerializer
    required_action = Action.VIEW_RULES

    @extend_schema(summary="How far refining by what was published last has got")
    def get(self, request):
        publication = latest_publication()
        if publication is None:
            raise Http404("There is no publication yet.")
        return Response(PublicationSerializer(publication).data)


class RuleSetComparison(RuleSetView):
    serializer_class = DifferenceSerializer

    @extend_schema(
        summary="Compare two rule sets",
        description="What the first says otherwise than the version of that number, in words.",
        responses=DifferenceSerializer(many=True),
    )
    def get(self, request, public_id, number):
        other = RuleSet.objects.filter(number=number).first()
        if other is None:
            raise Http404("There is no such version.")
        found = differences(document_of(other), document_of(self.get_object()))
        return Response(DifferenceSerializer(found, many=True).data)
