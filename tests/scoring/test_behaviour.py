"""How scores behave: what users of other systems were surprised by does not happen here."""

from datetime import timedelta

import pytest

from leads.models import Lead, Standing, Touch
from routing.pipeline import refine
from routing.publishing import publish, refine_published
from routing.touch_reports import TouchReport, record_touches
from scoring.defaults import fact, touched
from scoring.drafts.document import Document, GroupDraft, RuleDraft
from scoring.drafts.drafting import begin_draft
from scoring.lead_set import LeadSet
from scoring.models import Decision
from scoring.signing import Side, sign, submit
from tests.inquiries import BEN, arrives
from tests.people import MONDAY

WARM = RuleDraft(kind="band", band="hot", condition=fact("score.total", "gte", 6))
COLD = RuleDraft(kind="band", band="low_potential", condition=fact("score.total", "gte", -1000))
OPENED = touched("email_open", 365)


def in_force(tenant, mark, mia, *rules: RuleDraft, cap: int | None = None, half_life: int | None = None, at=MONDAY):
    """Publish a rule set of these scoring rules, with one line between hot at six points and low potential."""
    group = GroupDraft("Doing", "readiness", cap, half_life)
    rules = tuple(RuleDraft(**{**vars(rule), "group": "Doing"}) for rule in rules)
    draft = begin_draft(name="Test", by=mark, at=at, document=Document((group,), (*rules, WARM, COLD)))
    submit(draft, by=mark, at=at)
    sign(draft, Side.MARKETING, by=mark, at=at)
    publish(sign(draft, Side.SALES, by=mia, at=at), by=mark, at=at)
    refine_published(tenant, at=at)
    return draft


def opens(lead: Lead, times: int, *, at=MONDAY) -> Standing:
    record_touches([TouchReport(lead, Touch.Kind.EMAIL_OPEN, at) for _ in range(times)], at=at)
    return Standing.objects.get(lead=lead)


def standing_of(lead: Lead, *, at) -> Standing:
    refine(LeadSet.of([lead.pk]), cause=Decision.Cause.TIME, at=at)
    return Standing.objects.get(lead=lead)


def test_same_act_again_counts_once_unless_each_one_counts_and_then_up_to_its_limit(in_acme, mark, mia):
    once = RuleDraft(kind="score", condition=OPENED, points=5)
    each = RuleDraft(kind="score", condition=OPENED, points=5, each=True, max_points=15)
    lead = arrives(BEN)

    in_force(in_acme, mark, mia, once)
    assert opens(lead, 1).score == 5
    assert opens(lead, 3).score == 5

    in_force(in_acme, mark, mia, each)
    assert standing_of(lead, at=MONDAY).score == 15


def test_a_group_never_gives_more_than_its_cap_and_the_explanation_says_what_was_cut(in_acme, mark, mia):
    lead = arrives(BEN)
    five = (RuleDraft(kind="score", condition=OPENED, points=5), RuleDraft(kind="score", condition=OPENED, points=4))

    in_force(in_acme, mark, mia, *five, cap=7)

    standing = opens(lead, 1)
    assert (standing.score, sorted(standing.points)[-2:]) == (7, [4, 5])


@pytest.mark.parametrize(
    ("days", "score", "band"), [(0, 10, "hot"), (30, 5, "low_potential"), (60, 3, "low_potential")]
)
def test_points_fade_with_each_touch_and_that_alone_moves_the_lead(in_acme, mark, mia, days, score, band):
    lead = arrives(BEN)
    rule = RuleDraft(kind="score", condition=OPENED, points=10, each=True)
    in_force(in_acme, mark, mia, rule, half_life=30)
    opens(lead, 1)

    standing = standing_of(lead, at=MONDAY + timedelta(days=days))

    assert (standing.score, standing.band) == (score, band)
    assert standing.pool.name == {"hot": "Sales", "low_potential": "Web"}[band]


def test_line_between_bands_is_crossed_at_its_value_down_and_up_again(in_acme, mark, mia):
    lead = arrives(BEN)
    rule = RuleDraft(kind="score", condition=touched("email_open", 30), points=3, each=True, max_points=30)
    in_force(in_acme, mark, mia, rule)

    assert opens(lead, 1).band == "low_potential"
    assert opens(lead, 1).band == "hot"
    later = MONDAY + timedelta(days=40)
    assert standing_of(lead, at=later).band == "low_potential"
    assert opens(lead, 2, at=later).band == "hot"
    bands = list(Decision.objects.filter(lead=lead).order_by("pk").values_list("band", flat=True))
    assert bands[-4:] == ["low_potential", "hot", "low_potential", "hot"]


def test_publishing_scores_every_open_lead_again_and_history_keeps_both_scores(in_acme, mark, mia):
    lead = arrives(BEN)
    before = Standing.objects.get(lead=lead)
    rule = RuleDraft(kind="score", condition=fact("title", "contains", "head"), points=9)

    draft = begin_draft(name="Draft", by=mark, at=MONDAY, document=Document((), (WARM,)))
    assert Standing.objects.get(lead=lead).score == before.score, "a draft changes nothing"
    published = in_force(in_acme, mark, mia, rule)

    told = [(d.rule_set, d.score) for d in Decision.objects.filter(lead=lead).order_by("pk")]
    assert told == [(1, before.score), (published.number, 9)]
    assert draft.status == "draft"


def test_touch_that_is_told_late_counts_from_when_it_happened(in_acme, mark, mia):
    lead = arrives(BEN)
    in_force(in_acme, mark, mia, RuleDraft(kind="score", condition=touched("email_open", 30), points=8))

    record_touches([TouchReport(lead, Touch.Kind.EMAIL_OPEN, MONDAY - timedelta(days=45))], at=MONDAY)

    assert Standing.objects.get(lead=lead).score == 0
