"""Mark and Mia agree on what a stage means; reports go by what was in force then; one person is not two sides."""

from datetime import timedelta

import pytest
from django.urls import reverse

from leads.models import Stage
from scoring.models import StageDefinition
from scoring.signing import ReviewRefused
from scoring.stage_definitions import (
    Side,
    definition_in_force,
    definitions_in_force,
    discard_definition,
    sign_definition,
    stage_views,
    write_definition,
)
from tenants.models import AuditEntry
from tenants.scope import tenant_scope
from tests.inquiries import ADA, arrives
from tests.people import MONDAY, key_of, program_with, signed_in

LATER = MONDAY + timedelta(days=1)
TEXTS = {"definition": "It fits and is in a hurry.", "entry_criteria": "Hot, by the rules in force."}


def url(page: str, *arguments) -> str:
    return reverse(f"scoring:{page}", args=["acme", *arguments])


@pytest.fixture
def draft(in_acme, mark):
    return write_definition(Stage.MQL, **TEXTS, by=mark, at=LATER)


def test_a_new_firm_begins_with_definitions_that_nobody_has_signed(in_acme, mia):
    views = stage_views(MONDAY)

    assert [view.stage for view in views] == list(Stage)
    assert all(view.in_force and not view.in_force.signatures.all() for view in views)
    assert "Nobody has agreed to these definitions yet" in signed_in(mia).get(url("stages")).content.decode()


def test_a_new_version_is_in_force_once_both_sides_have_signed(draft, mark, mia):
    sign_definition(Stage.MQL, 2, Side.MARKETING, by=mark, at=LATER)
    assert definition_in_force(Stage.MQL, LATER).number == 1

    agreed = LATER + timedelta(hours=1)
    sign_definition(Stage.MQL, 2, Side.SALES, by=mia, at=agreed)

    assert definition_in_force(Stage.MQL, agreed) == draft
    assert definition_in_force(Stage.MQL, LATER).number == 1, "what was in force then stays so"
    assert definition_in_force(Stage.MQL, MONDAY - timedelta(days=1)) is None
    assert {stage: one.number for stage, one in definitions_in_force(agreed).items()} == {
        stage: 2 if stage == Stage.MQL else 1 for stage in Stage
    }


def test_definitions_of_all_stages_take_one_statement(in_acme, django_assert_num_queries):
    with django_assert_num_queries(1):
        definitions_in_force(MONDAY)


def test_what_a_firm_began_with_can_be_signed_as_it_is(in_acme, mark, mia):
    sign_definition(Stage.SAL, 1, Side.MARKETING, by=mark, at=LATER)
    sign_definition(Stage.SAL, 1, Side.SALES, by=mia, at=LATER)

    assert definition_in_force(Stage.SAL, MONDAY).number == 1


def test_rewriting_a_draft_makes_signatures_void(draft, mark):
    sign_definition(Stage.MQL, 2, Side.MARKETING, by=mark, at=LATER)
    again = write_definition(Stage.MQL, definition="It fits.", entry_criteria="Hot.", by=mark, at=LATER)

    assert (again.number, again.signatures.count()) == (2, 0)


def test_marketing_and_sales_are_two_people_of_the_right_roles(draft, mark, alice, sally):
    with pytest.raises(ReviewRefused, match="marketer, cannot sign for sales"):
        sign_definition(Stage.MQL, 2, Side.SALES, by=mark, at=LATER)
    sign_definition(Stage.MQL, 2, Side.MARKETING, by=alice, at=LATER)
    with pytest.raises(ReviewRefused, match="two people"):
        sign_definition(Stage.MQL, 2, Side.SALES, by=alice, at=LATER)
    with pytest.raises(ReviewRefused, match="Marketing has signed already"):
        sign_definition(Stage.MQL, 2, Side.MARKETING, by=mark, at=LATER)


def test_a_version_that_is_superseded_is_not_signed(draft, mia):
    with pytest.raises(ReviewRefused, match="There is a newer version"):
        sign_definition(Stage.MQL, 1, Side.SALES, by=mia, at=LATER)


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"definition": " "}, "Say both"), ({"entry_criteria": ""}, "Say both"), ({}, "That is what version 2 says")],
)
def test_nothing_said_or_nothing_new_is_refused(draft, mark, changes, said):
    with pytest.raises(ReviewRefused, match=said):
        write_definition(Stage.MQL, **TEXTS | changes, by=mark, at=LATER)


def test_a_draft_is_given_up_and_what_is_in_force_stays(draft, mark):
    discard_definition(Stage.MQL, by=mark)

    assert StageDefinition.objects.get(stage=Stage.MQL).number == 1
    assert AuditEntry.objects.get(action="stage_definition.discarded").before["definition"] == TEXTS["definition"]
    with pytest.raises(ReviewRefused, match="no draft"):
        discard_definition(Stage.MQL, by=mark)


def test_from_words_to_force_through_the_pages(acme, mark, mia):
    marketer, manager = signed_in(mark), signed_in(mia)

    marketer.post(url("edit_stage", "mql"), TEXTS)
    marketer.post(url("sign_stage", "mql", 2), {"side": "marketing"})
    assert "Draft of version 2" in manager.get(url("stages")).content.decode()
    manager.post(url("sign_stage", "mql", 2), {"side": "sales"})

    page = manager.get(url("stages")).content.decode()
    assert "6 of 7 definitions in force are not signed by both sides" in page
    assert "It fits and is in a hurry." in page
    assert "Earlier versions" in page
    assert marketer.get(url("edit_stage", "prospect")).status_code == 404
    assert marketer.post(url("edit_stage", "mql"), TEXTS).status_code == 422


def test_staff_reads_definitions_and_does_not_write_them(acme, sally, paul):
    seller = signed_in(sally)

    assert "New version" not in seller.get(url("stages")).content.decode()
    assert seller.get(url("edit_stage", "mql")).status_code == 403
    assert seller.post(url("sign_stage", "mql", 1), {"side": "sales"}).status_code == 403
    assert signed_in(paul).get(url("stages")).status_code == 403


def test_page_of_a_lead_says_what_its_stage_means(acme, sally, paul):
    with tenant_scope(acme):
        lead = arrives(ADA)
    page = signed_in(sally).get(reverse("routing:lead", args=["acme", lead.public_id])).content.decode()

    assert "What MQL means" in page
    assert "The rules in force judge it hot or high potential." in page


def test_funnel_says_what_its_stages_mean(in_acme, mia):
    arrives(ADA)
    page = signed_in(mia).get(reverse("reporting:home", args=["acme"])).content.decode()

    assert 'title="Sales has looked at it and takes responsibility' in page


def test_programs_read_what_stages_mean(acme, mark):
    with tenant_scope(acme):
        write_definition(Stage.MQL, **TEXTS, by=mark, at=LATER)
    told = program_with(key_of(acme, ["read"])).get("/api/v1/stages/").json()

    assert [one["stage"] for one in told] == list(Stage.values)
    assert {one["in_force"]["number"] for one in told} == {1}
    assert TEXTS["definition"] not in str(told)
    assert program_with(key_of(acme, ["intake"])).get("/api/v1/stages/").status_code == 403
