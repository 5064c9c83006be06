"""Mark edits a draft: every step can be undone, nothing gets lost, and what is wrong is said at its place."""

from datetime import UTC, datetime

import pytest

from scoring.defaults import fact, touched
from scoring.drafts import changes
from scoring.drafts.difference import Sign, differences
from scoring.drafts.document import Document, GroupDraft, RuleDraft, document_of
from scoring.drafts.drafting import (
    NotADraft,
    Overtaken,
    begin_draft,
    change_draft,
    discard_draft,
    redo,
    save_draft,
    steps,
    undo,
)
from scoring.drafts.reading import DocumentError, read_document
from scoring.models import RuleSet

MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
CTO = RuleDraft(kind="score", condition=fact("title", "contains", "CTO"), group="Person", points=20)


@pytest.fixture
def published(in_acme):
    return RuleSet.objects.get(status="published")


@pytest.fixture
def draft(published, mark):
    return begin_draft(name="Autumn", by=mark, at=MONDAY, source=published)


def test_a_draft_begins_as_a_copy_with_the_same_rules_under_the_same_keys(draft, published):
    assert document_of(draft) == document_of(published)
    assert (draft.number, draft.based_on, draft.status) == (2, 1, "draft")


def test_an_empty_draft_can_be_begun_too(in_acme, mark):
    assert document_of(begin_draft(name="", by=mark, at=MONDAY)) == Document()


def test_a_new_rule_gets_a_key_that_no_version_has(draft, mark):
    used = {rule.key for rule in document_of(draft).rules}

    change_draft(draft, lambda document: changes.add_rule(document, CTO, "Title contains CTO"), by=mark, at=MONDAY)

    (added,) = (rule for rule in document_of(draft).rules if rule.condition == CTO.condition)
    assert added.key not in used


def test_each_step_can_be_undone_and_done_again(draft, mark):
    before = document_of(draft)
    change_draft(draft, lambda document: changes.add_rule(document, CTO, "Title contains CTO"), by=mark, at=MONDAY)
    after = document_of(draft)

    assert undo(draft, at=MONDAY) == "Added “Title contains CTO”"
    assert document_of(draft) == before
    draft.refresh_from_db()
    assert steps(draft) == ("", "Added “Title contains CTO”")
    assert redo(draft, at=MONDAY) == "Added “Title contains CTO”"
    assert document_of(draft) == after
    assert redo(draft, at=MONDAY) == ""


def test_a_new_change_after_undoing_leaves_nothing_to_redo(draft, mark):
    change_draft(draft, lambda document: changes.add_rule(document, CTO, "first"), by=mark, at=MONDAY)
    undo(draft, at=MONDAY)
    change_draft(draft, lambda document: changes.add_rule(document, CTO, "second"), by=mark, at=MONDAY)

    assert redo(draft, at=MONDAY) == ""
    assert undo(draft, at=MONDAY) == "Added “second”"
    assert undo(draft, at=MONDAY) == ""


def test_two_who_edit_at_once_do_not_overwrite_each_other(draft, mark):
    seen = draft.revision
    save_draft(draft, Document(), what="Emptied", by=mark, at=MONDAY, revision=seen)

    with pytest.raises(Overtaken):
        save_draft(draft, Document((GroupDraft("Mine", "fit"),)), what="Mine", by=mark, at=MONDAY, revision=seen)
    assert document_of(draft) == Document()


def test_what_is_published_does_not_change(published, mark):
    with pytest.raises(NotADraft, match="Version 1 is published and no longer changes"):
        save_draft(published, Document(), what="Emptied", by=mark, at=MONDAY)


def test_a_discarded_draft_stays_readable_and_is_copied(draft, mark):
    discard_draft(draft, by=mark)

    with pytest.raises(NotADraft):
        save_draft(draft, Document(), what="", by=mark, at=MONDAY)
    again = begin_draft(name="Again", by=mark, at=MONDAY, source=draft)
    assert document_of(again) == document_of(draft)


def test_rules_are_moved_switched_duplicated_and_removed(draft, mark):
    first, second, *_ = document_of(draft).of_kind("band")

    document, _ = changes.move_rule(document_of(draft), second.key, "second", before=first.key)
    assert [rule.key for rule in document.of_kind("band")][:2] == [second.key, first.key]
    document, _ = changes.switch_rule(document, first.key, "first", on=False)
    document, _ = changes.duplicate_rule(document, second.key, "second")
    document, what = changes.remove_rule(document, first.key, "first")
    save_draft(draft, document, what=what, by=mark, at=MONDAY)

    bands = document_of(draft).of_kind("band")
    assert [rule.is_enabled for rule in bands][:2] == [True, False]
    assert bands[1].condition == second.condition
    assert first.key not in {rule.key for rule in bands}


def test_everything_wrong_with_a_document_is_said_at_its_place(in_acme):
    data = {
        "groups": [{"name": "Person", "dimension": "fit", "cap": -1}, {"name": "person", "dimension": "mood"}],
        "rules": [
            {"kind": "score", "group": "Nobody", "points": 0, "condition": fact("shoe_size", "eq", 1)},
            {"kind": "band", "condition": fact("title", "is_set"), "colour": "red"},
            {"kind": "score", "group": "Person", "points": 5, "each": True, "condition": fact("title", "is_set")},
            "nonsense",
        ],
    }  # fmt: skip

    with pytest.raises(DocumentError) as refusal:
        read_document(data)

    assert {problem.path for problem in refusal.value.problems} == {
        "groups[0].cap", "groups[1].dimension", "groups[1].name", "rules[0].group", "rules[0].points",
        "rules[0].condition.field", "rules[1].colour", "rules[1].band", "rules[2].each", "rules[3]",
    }  # fmt: skip


@pytest.mark.parametrize("data", [None, [], "rules", 7, {"rules": {}}, {"groups": "x"}, {"rules": [{}] * 301}])
def test_what_is_no_document_is_refused_in_words(in_acme, data):
    with pytest.raises(DocumentError):
        read_document(data)


def test_the_difference_of_two_versions_is_told_in_words(draft, published, mark):
    document = document_of(draft)
    promoted, hot = document.of_kind("promote")[0], document.of_kind("band")[0]
    document, _ = changes.add_rule(document, CTO, "CTO")
    document, _ = changes.remove_rule(document, promoted.key, "")
    document, _ = changes.switch_rule(document, hot.key, "", on=False)
    clicked = RuleDraft(
        kind="score", condition=touched("email_click", 30), group="Person", points=-5, each=True, max_points=15
    )
    document, _ = changes.add_rule(document, clicked, "")
    save_draft(draft, document, what="Much", by=mark, at=MONDAY)

    told = {(one.sign, one.details) for one in differences(document_of(published), document_of(draft))}
    assert (Sign.ADDED, ("+20",)) in told
    assert (Sign.ADDED, ("−5 each, at most 15",)) in told
    assert (Sign.REMOVED, ("to Hot",)) in told
    assert (Sign.CHANGED, ("switched off",)) in told
    assert differences(document_of(draft), document_of(draft)) == []


def test_what_is_switched_off_stays_off_when_it_is_changed(draft):
    hot = document_of(draft).of_kind("band")[0]
    document, _ = changes.switch_rule(document_of(draft), hot.key, "", on=False)

    document, _ = changes.change_rule(document, hot.key, RuleDraft(kind="band", condition={}, band="junk"), "")

    assert (document.rule(hot.key).band, document.rule(hot.key).is_enabled) == ("junk", False)


@pytest.mark.parametrize(
    "change", [changes.remove_group, lambda *of: changes.change_group(*of, GroupDraft("New", "fit"))]
)
def test_a_group_that_is_gone_by_now_is_not_changed(draft, change):
    with pytest.raises(KeyError):
        change(document_of(draft), "Nobody")
