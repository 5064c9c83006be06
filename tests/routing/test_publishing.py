"""Preview and run are one engine: what is shown before publishing is what happens. And publishing survives anything."""

from collections import Counter
from datetime import timedelta

import pytest

from leads.models import Band, Lead, Standing
from reporting.promises import broken_promises
from routing.custody import accept
from routing.models import Assignment, Publication
from routing.previewing import examples, preview, sample
from routing.publishing import STRAGGLERS_AFTER, latest_publication, publish, refine_published, roll_back
from routing.trying import try_as_it_is
from scoring.drafts import changes
from scoring.drafts.document import document_of
from scoring.drafts.drafting import begin_draft, save_draft
from scoring.models import Decision, RuleSet
from scoring.signing import ReviewRefused, Side, sides_open_to, sign, submit, take_back
from tenants.models import WorkDue
from tests.inquiries import BEN, arrives, crowd_arrives
from tests.people import MONDAY

LATER = MONDAY + timedelta(hours=1)
COLD = {"first_name": "Cold", "last_name": "Comfort", "email": "cold@comfort.example", "timeline": "12m+"}


@pytest.fixture
def draft(in_acme, mark):
    """Nobody is hot any more: the band rule is switched off, and so is the promotion."""
    crowd_arrives(5)
    arrives(BEN)
    arrives(COLD)
    published = RuleSet.objects.get(status="published")
    draft = begin_draft(name="Cooler", by=mark, at=MONDAY, source=published)
    document = document_of(draft)
    for rule in [*document.of_kind("promote"), *(r for r in document.of_kind("band") if r.band == Band.HOT)]:
        document, _ = changes.switch_rule(document, rule.key, "", on=False)
    return save_draft(draft, document, what="Nobody is hot", by=mark, at=MONDAY)


@pytest.fixture
def signed(draft, mark, mia):
    submit(draft, by=mark, at=MONDAY)
    sign(draft, Side.MARKETING, by=mark, at=MONDAY)
    return sign(draft, Side.SALES, by=mia, at=MONDAY)


def whose_work() -> dict[str, int]:
    """Open leads by the queue that their holder got them from, else the one they wait in."""
    given = dict(Assignment.objects.filter(closed_at=None).values_list("lead", "queue__name"))
    waiting = Standing.objects.filter(disposition=None).values_list("lead", "custodian__name")
    return dict(Counter(given.get(lead, queue) for lead, queue in waiting))


def bands() -> dict[str, int]:
    found: dict[str, int] = {}
    for band in Standing.objects.values_list("band", flat=True):
        found[band] = found.get(band, 0) + 1
    return found


def test_preview_says_what_publishing_then_does_to_the_last_lead(in_acme, signed, mia):
    shown = preview(signed, at=LATER)
    before = dict(Standing.objects.values_list("lead", "band"))

    publish(signed, by=mia, at=LATER)
    refine_published(in_acme, at=LATER)

    moves: dict[tuple[str, str], int] = {}
    for lead, band in Standing.objects.values_list("lead", "band"):
        moves[before[lead], band] = moves.get((before[lead], band), 0) + 1
    assert shown.moves == moves
    assert shown.moving == 5
    assert {load.queue.name: load.after for load in shown.loads if load.after} == whose_work()
    assert not any(broken_promises(at=LATER).values())


def test_what_a_rep_has_accepted_is_the_work_of_the_queue_it_came_from(in_acme, draft, sally):
    lead = Lead.objects.filter(standing__custodian__member=sally).first()
    accept(lead, at=MONDAY, by=sally)

    loads = {load.queue.name: (load.before, load.after) for load in preview(draft, at=LATER).loads}

    assert loads["Sales"] == (5, 1)
    assert {name: before for name, (before, _) in loads.items() if before} == whose_work()


def test_each_rule_shows_for_how_many_leads_it_holds(draft):
    matches = preview(draft, at=LATER).matches

    domain = next(rule for rule in document_of(draft).rules if rule.label == "Company domain is known")
    assert matches[domain.key] == Lead.objects.exclude(company=None).exclude(company__domain="").count()


def test_preview_writes_nothing(draft):
    before = list(Standing.objects.order_by("pk").values())

    preview(draft, at=LATER)

    assert list(Standing.objects.order_by("pk").values()) == before
    assert Decision.objects.filter(rule_set=draft.number).count() == 0


def test_a_cell_of_the_matrix_shows_its_leads_with_both_explanations(draft):
    hot = [example.lead for example in examples(draft, Band.HOT, Band.HIGH_POTENTIAL, at=LATER)]

    assert len(hot) == 5
    then = try_as_it_is(draft, hot[0], at=LATER).explanation
    assert (then.standing.band, then.standing.route) == (Band.HIGH_POTENTIAL, "call_center")
    assert "Company has 200 to 5,000 people" in [reason.rule.label for reason in then.reasons]
    assert Standing.objects.get(lead=hot[0]).band == Band.HOT
    assert Decision.objects.filter(rule_set=draft.number).count() == 0


def test_an_estimate_says_so_and_adds_up(draft):
    assert set(sample(1000).params["lead_ids"]) == set(Standing.objects.values_list("lead", flat=True))


def test_only_both_sides_together_put_rules_in_force(draft, mark, mia, alice):
    with pytest.raises(ReviewRefused, match="send it for signature first"):
        publish(draft, by=mark, at=LATER)
    submit(draft, by=mark, at=LATER)
    assert sides_open_to(RuleSet.objects.get(pk=draft.pk), mark) == [Side.MARKETING]
    sign(draft, Side.MARKETING, by=mark, at=LATER)
    with pytest.raises(ReviewRefused, match="both have to sign"):
        publish(draft, by=mark, at=LATER)
    with pytest.raises(ReviewRefused, match="cannot sign for sales"):
        sign(draft, Side.SALES, by=mark, at=LATER)
    assert sign(draft, Side.SALES, by=mia, at=LATER).status == "signed"


def test_an_administrator_does_not_stand_for_both_sides(draft, alice, mark):
    submit(draft, by=mark, at=LATER)
    sign(draft, Side.MARKETING, by=alice, at=LATER)

    with pytest.raises(ReviewRefused, match="Marketing and sales are two people"):
        sign(draft, Side.SALES, by=alice, at=LATER)


def test_taking_back_makes_signatures_void(signed, mark):
    again = take_back(signed, by=mark)

    assert again.status == "draft"
    assert not again.signatures.exists()


def test_rules_without_a_band_rule_are_not_handed_in(in_acme, mark):
    with pytest.raises(ReviewRefused, match="No band rule is switched on"):
        submit(begin_draft(name="Empty", by=mark, at=MONDAY), by=mark, at=MONDAY)


def test_refining_after_publishing_goes_on_where_it_was_interrupted(in_acme, signed, mia, monkeypatch):
    publish(signed, by=mia, at=LATER)
    monkeypatch.setattr("routing.publishing.refine", _dies_at_the_third_batch())

    with pytest.raises(KeyboardInterrupt):
        refine_published(in_acme, at=LATER, batch=2)
    half = latest_publication()
    assert 0 < half.percent < 100
    monkeypatch.undo()
    assert refine_published(in_acme, at=LATER) is None, "another worker has it until its lease is over"
    refine_published(in_acme, at=LATER + timedelta(minutes=6), batch=2)

    done = latest_publication()
    assert (done.percent, done.superseded, done.changed) == (100, False, 5)
    assert "hot" not in bands()


def _dies_at_the_third_batch():
    from routing.pipeline import refine  # noqa: PLC0415

    calls = iter(range(100))

    def dying(*args, **kwargs):
        if next(calls) == 2:
            raise KeyboardInterrupt
        return refine(*args, **kwargs)

    return dying


def test_one_version_is_published_at_a_time_and_leads_keep_the_one_that_judged_them(in_acme, signed, mia):
    first = RuleSet.objects.get(status="published")
    publish(signed, by=mia, at=LATER)
    roll_back(first, by=mia, at=LATER + timedelta(minutes=1))
    refine_published(in_acme, at=LATER + timedelta(minutes=2))

    assert RuleSet.objects.get(status="published") == first
    assert Publication.objects.filter(superseded=True).count() == 1
    assert bands()["hot"] == 5
    assert set(Decision.objects.values_list("rule_set", flat=True)) == {first.number}


def test_a_draft_was_never_in_force_so_there_is_no_way_back_to_it(draft, mia):
    with pytest.raises(ReviewRefused, match="was never in force"):
        roll_back(draft, by=mia, at=LATER)


def test_what_was_under_way_while_the_rules_changed_is_refined_once_more(in_acme, signed, mia):
    publish(signed, by=mia, at=LATER)
    refine_published(in_acme, at=LATER)

    assert WorkDue.objects.get(kind=WorkDue.Kind.REFINE).due_at == LATER + STRAGGLERS_AFTER
