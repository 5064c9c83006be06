"""What each stage means: written, signed by marketing and by sales, and in force from then until the next version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from leads.models import Stage
from scoring.models import Signature, StageDefinition, StageSignature
from scoring.signing import ReviewRefused, free_sides, require_free_side
from tenants.auditing import record
from tenants.models import Membership

Side = Signature.Side


@dataclass(frozen=True)
class StageView:
    """A stage with the definition in force, the draft of the next one, and those before, the latest first."""

    stage: Stage
    in_force: StageDefinition | None
    draft: StageDefinition | None
    earlier: Sequence[StageDefinition]

    @property
    def to_sign(self) -> StageDefinition | None:
        return self.draft or self.in_force


@transaction.atomic
def write_definition(
    stage: Stage, *, definition: str, entry_criteria: str, by: Membership, at: datetime
) -> StageDefinition:
    """Write the next version of a stage, or rewrite it while it is a draft: signatures given so far no longer count.

    Raises ReviewRefused where a text is missing, or nothing differs from what is in force.
    """
    definition, entry_criteria = definition.strip(), entry_criteria.strip()
    if not definition or not entry_criteria:
        raise ReviewRefused("Say both: what the stage means, and what a lead must meet to reach it.")
    latest = _locked(stage)
    if latest and (latest.definition, latest.entry_criteria) == (definition, entry_criteria):
        raise ReviewRefused(f"That is what version {latest.number} says already.")
    draft = latest if latest and latest.is_draft else StageDefinition(stage=stage, number=_next_number(latest))
    draft.definition, draft.entry_criteria, draft.written_by, draft.written_at = definition, entry_criteria, by, at
    draft.save()
    draft.signatures.all().delete()
    record("stage_definition.written", draft, after=_told(draft), actor=by)
    return draft


@transaction.atomic
def sign_definition(stage: Stage, number: int, side: Side, *, by: Membership, at: datetime) -> StageDefinition:
    """Agree to the latest version for marketing or for sales. With both, a draft is in force from this moment.

    Raises ReviewRefused for another role, for one person on both sides, and for a version that is superseded.
    """
    latest = _locked(stage)
    if latest is None or latest.number != number:
        raise ReviewRefused("There is a newer version. Read and sign that one.")
    require_free_side(latest.signatures.all(), side, by)
    StageSignature.objects.create(definition=latest, side=side, member=by, at=at)
    if latest.is_draft and latest.signatures.count() == len(Side):
        latest.in_force_from = at
        latest.save(update_fields=["in_force_from"])
    record("stage_definition.signed", latest, after={"version": str(latest), "side": side}, actor=by)
    return latest


@transaction.atomic
def discard_definition(stage: Stage, *, by: Membership) -> None:
    """Give up the draft; what is in force stays. Raises ReviewRefused where there is none."""
    latest = _locked(stage)
    if latest is None or not latest.is_draft:
        raise ReviewRefused("There is no draft to give up.")
    record("stage_definition.discarded", latest, before=_told(latest), actor=by)
    latest.delete()


def sides_open_to(definition: StageDefinition, member: Membership) -> list[Side]:
    """For which sides this member could sign it now."""
    return free_sides(definition.signatures.all(), member)


def definition_in_force(stage: Stage, at: datetime) -> StageDefinition | None:
    """What the stage meant at a moment: what a report about that time goes by."""
    return StageDefinition.objects.filter(stage=stage, in_force_from__lte=at).order_by("-number").first()


def definitions_in_force(at: datetime) -> dict[str, StageDefinition]:
    """The same for every stage, in one statement."""
    in_force = StageDefinition.objects.filter(in_force_from__lte=at).order_by("stage", "-number").distinct("stage")
    return {definition.stage: definition for definition in in_force}


def stage_views(at: datetime) -> list[StageView]:
    """Every stage in its order, with all its versions, in a constant number of statements."""
    by_stage: dict[str, list[StageDefinition]] = {}
    for definition in _with_signatures().order_by("-number"):
        by_stage.setdefault(definition.stage, []).append(definition)
    return [_view(stage, by_stage.get(stage, []), at) for stage in Stage]


def _view(stage: Stage, versions: Sequence[StageDefinition], at: datetime) -> StageView:
    draft = next((one for one in versions if one.is_draft), None)
    agreed = [one for one in versions if one.in_force_from and one.in_force_from <= at]
    return StageView(stage, agreed[0] if agreed else None, draft, agreed[1:])


def _with_signatures() -> QuerySet[StageDefinition]:
    return StageDefinition.objects.select_related("written_by__user").prefetch_related("signatures__member__user")


def _locked(stage: Stage) -> StageDefinition | None:
    """The latest version; whoever writes or signs the same stage waits here."""
    return StageDefinition.objects.select_for_update().filter(stage=stage).order_by("-number").first()


def _next_number(latest: StageDefinition | None) -> int:
    return latest.number + 1 if latest else 1


def _told(definition: StageDefinition) -> dict[str, str]:
    return {
        "version": str(definition),
        "definition": definition.definition,
        "entry_criteria": definition.entry_criteria,
    }
