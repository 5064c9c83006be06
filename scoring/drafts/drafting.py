"""Making rule sets: begin a draft, save what it says, undo, redo, discard."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from scoring.drafts.changes import Change
from scoring.drafts.document import Document, RuleDraft, document_of, keyed, row_of, stored_document
from scoring.drafts.reading import checked
from scoring.models import Revision, Rule, RuleGroup, RuleSet
from tenants.auditing import Actor, record
from tenants.models import Membership
from tenants.policy import lock_policy

# So far back one can undo.
MOST_REVISIONS = 200


class NotADraft(Exception):
    """Only a draft can be changed. Says what to do instead."""

    def __init__(self, rule_set: RuleSet):
        status = rule_set.get_status_display().lower()
        super().__init__(
            f"Version {rule_set.number} is {status} and no longer changes. "
            + (
                "Take it back from review to go on."
                if rule_set.status in REVIEWED
                else "Begin a draft from it instead."
            )
        )


class Overtaken(Exception):
    """Somebody else changed the draft meanwhile."""

    def __init__(self, rule_set: RuleSet):
        super().__init__("Somebody changed this draft meanwhile. Look at it as it is now, then change it again.")


REVIEWED = (RuleSet.Status.IN_REVIEW, RuleSet.Status.SIGNED)


@transaction.atomic
def begin_draft(
    *, name: str, by: Actor, at: datetime, source: RuleSet | None = None, document: Document | None = None
) -> RuleSet:
    """A new draft: a copy of a version, what a document says, or empty."""
    lock_policy()
    start = document or (document_of(source) if source else Document())
    number = (RuleSet.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    rule_set = RuleSet.objects.create(
        number=number,
        name=name.strip()[:100] or f"Version {number}",
        created_by=by if isinstance(by, Membership) else None,
        created_at=at,
        based_on=source.number if source else None,
    )
    _write(rule_set, start)
    began = f"Began as a copy of version {source.number}" if source else "Began"
    _keep_revision(rule_set, what=began, by=by, at=at)
    record("rule_set.begun", rule_set, after={"number": number, "based_on": rule_set.based_on}, actor=by)
    return rule_set


def save_draft(
    rule_set: RuleSet, document: Document, *, what: str, by: Actor, at: datetime, revision: int | None = None
) -> RuleSet:
    """Replace what a draft says. Raises DocumentError, NotADraft, and Overtaken where `revision` is not its state."""
    return change_draft(rule_set, lambda _: (document, what), by=by, at=at, revision=revision)


@transaction.atomic
def change_draft(
    rule_set: RuleSet, change: Callable[[Document], Change], *, by: Actor, at: datetime, revision: int | None = None
) -> RuleSet:
    """Apply a change to what a draft says by now, and keep the state before it to return to.

    Raises as `save_draft` does, and what the change itself raises: KeyError for a rule that is gone.
    """
    lock_policy()
    draft = _locked_draft(rule_set, revision)
    before = document_of(draft)
    document, what = change(before)
    _write(draft, checked(document, before))
    draft.revision = _next_revision(draft)
    draft.save(update_fields=["revision"])
    _challenge_anew(draft, at=at)
    _keep_revision(draft, what=what, by=by, at=at)
    draft.revisions.filter(number__lte=draft.revision - MOST_REVISIONS).delete()
    return draft


def _next_revision(draft: RuleSet) -> int:
    """A number above those undone too, which go: a state that somebody still looks at is never taken for another."""
    undone = draft.revisions.filter(number__gt=draft.revision)
    number = (undone.aggregate(last=Max("number"))["last"] or draft.revision) + 1
    undone.delete()
    return number


def add_rules(
    rule_set: RuleSet, rules: Sequence[RuleDraft], *, by: Actor, at: datetime, groups: Sequence = ()
) -> RuleSet:
    """Add rules to a draft, and those of `groups` that it has not."""

    def change(document: Document) -> Change:
        known = {group.name for group in document.groups}
        fresh = tuple(group for group in groups if group.name not in known)
        what = f"Added {len(rules)} rule{'' if len(rules) == 1 else 's'}"
        return Document((*document.groups, *fresh), (*document.rules, *rules)), what

    return change_draft(rule_set, change, by=by, at=at)


@transaction.atomic
def undo(rule_set: RuleSet, *, at: datetime) -> str:
    """Return to the state before the last change; answers what was undone, or nothing."""
    draft = _locked_draft(rule_set, None)
    last, before, _ = _near(draft)
    if last is None or before is None:
        return ""
    _return_to(draft, before, at=at)
    return last.what


@transaction.atomic
def redo(rule_set: RuleSet, *, at: datetime) -> str:
    """Do again what was undone; answers what, or nothing."""
    draft = _locked_draft(rule_set, None)
    *_, following = _near(draft)
    if following is None:
        return ""
    _return_to(draft, following, at=at)
    return following.what


def steps(rule_set: RuleSet) -> tuple[str, str]:
    """What undo and redo would do, in words; empty where there is nothing to."""
    last, before, following = _near(rule_set)
    return last.what if last and before else "", following.what if following else ""


def _near(rule_set: RuleSet) -> tuple[Revision | None, Revision | None, Revision | None]:
    """The state the draft is in, the one before it, and the one that was undone."""
    kept, now = rule_set.revisions, rule_set.revision
    return (
        kept.filter(number=now).first(),
        kept.filter(number__lt=now).order_by("-number").first(),
        kept.filter(number__gt=now).order_by("number").first(),
    )


@transaction.atomic
def describe_draft(rule_set: RuleSet, *, name: str, purpose: str) -> RuleSet:
    """Name a draft and say what it is for."""
    draft = _locked_draft(rule_set, None)
    draft.name, draft.purpose = name.strip()[:100] or draft.name, purpose.strip()
    draft.save(update_fields=["name", "purpose"])
    return draft


@transaction.atomic
def discard_draft(rule_set: RuleSet, *, by: Actor) -> RuleSet:
    """Put a draft away. It stays readable and can be copied."""
    draft = _locked_draft(rule_set, None)
    draft.status, draft.challenger_since = RuleSet.Status.RETIRED, None
    draft.save(update_fields=["status", "challenger_since"])
    draft.challenger_judgements.all().delete()
    record("rule_set.discarded", draft, after={"number": draft.number}, actor=by)
    return draft


def _locked_draft(rule_set: RuleSet, revision: int | None) -> RuleSet:
    draft = RuleSet.objects.select_for_update().get(pk=rule_set.pk)
    if not draft.is_draft:
        raise NotADraft(draft)
    if revision is not None and revision != draft.revision:
        raise Overtaken(draft)
    return draft


def _challenge_anew(draft: RuleSet, *, at: datetime) -> None:
    """What a challenger judged before it was edited is another version's: it begins again."""
    if draft.challenger_since is not None:
        draft.challenger_judgements.all().delete()
        draft.challenger_since = at
        draft.save(update_fields=["challenger_since"])


def _return_to(draft: RuleSet, revision: Revision, *, at: datetime) -> None:
    _write(draft, stored_document(revision.document))
    draft.revision = revision.number
    draft.save(update_fields=["revision"])
    _challenge_anew(draft, at=at)


def _keep_revision(draft: RuleSet, *, what: str, by: Actor, at: datetime) -> None:
    document: dict[str, Any] = document_of(draft).to_json()
    member = by if isinstance(by, Membership) else None
    Revision.objects.create(rule_set=draft, number=draft.revision, document=document, what=what, by=member, at=at)


def _write(rule_set: RuleSet, document: Document) -> None:
    """Bring the stored rows in line with the document; rules without a key get one that no version has used."""
    newest = _newest_key()
    # A key that no version has used means nothing here: it comes from elsewhere, or from nowhere.
    rules = tuple(replace(rule, key=None) if (rule.key or 0) > newest else rule for rule in document.rules)
    document = keyed(replace(document, rules=rules), count(newest + 1))
    rule_set.rules.all().delete()
    rule_set.groups.all().delete()
    groups = RuleGroup.objects.bulk_create(
        RuleGroup(
            rule_set=rule_set,
            position=n,
            name=g.name,
            dimension=g.dimension,
            cap=g.cap,
            half_life_days=g.half_life_days,
        )
        for n, g in enumerate(document.groups, start=1)
    )
    by_name = {group.name: group for group in groups}
    rows = [row_of(rule, position, by_name) for position, rule in enumerate(document.rules, start=1)]
    for row in rows:
        row.rule_set = rule_set
    Rule.objects.bulk_create(rows)


def _newest_key() -> int:
    """The highest key that a version has, or has had and may return to."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST_KEY, {"statuses": [RuleSet.Status.DRAFT, *REVIEWED]})
        return cursor.fetchone()[0]


NEWEST_KEY = """
    SELECT GREATEST(
        (SELECT COALESCE(max(key), 0) FROM scoring_rule),
        (SELECT COALESCE(max((rule->>'key')::bigint), 0)
         FROM scoring_ruleset s JOIN scoring_revision r ON r.rule_set_id = s.id
         CROSS JOIN LATERAL jsonb_array_elements(r.document->'rules') rule WHERE s.status = ANY(%(statuses)s)))
"""
