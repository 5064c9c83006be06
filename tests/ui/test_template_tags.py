"""What the filters and tags of the design system write."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.messages import SUCCESS
from django.contrib.messages.storage.base import Message
from django.template import Context, Template
from django.utils import timezone
from tablericons import IconDoesNotExist

from leadrefinery.templatetags import looks, ui
from leads.models import Band, Disposition, Route, Stage

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=59), "now"),
        (timedelta(minutes=12), "in 12 min"),
        (timedelta(hours=2, minutes=59), "in 2 h"),
        (timedelta(days=3), "in 3 d"),
        (timedelta(days=30), "22 Dec"),
        (timedelta(days=60), "21 Jan 2027"),
        (timedelta(minutes=-5), "5 min overdue"),
        (timedelta(days=-2, hours=-3), "2 d overdue"),
    ],
)
def test_due_time_reads_relative_until_a_date_says_more(span, words):
    assert looks.due_text(NOON + span, now=NOON) == words


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=30), "just now"),
        (timedelta(minutes=5), "5 min ago"),
        (timedelta(hours=47), "47 h ago"),
        (timedelta(days=9), "9 d ago"),
        (timedelta(days=61), "22 Sep"),
    ],
)
def test_past_time_reads_relative_until_it_is_a_month_old(span, words):
    assert looks.ago_text(NOON - span, now=NOON) == words


@pytest.mark.parametrize(("minutes", "state"), [(-1, "overdue"), (0, "soon"), (30, "soon"), (31, "later")])
def test_due_clock_is_overdue_only_once_a_minute_has_passed(minutes, state):
    assert looks.due_state(NOON + timedelta(minutes=minutes), now=NOON) == state


def test_full_date_is_in_the_zone_of_the_reader():
    with timezone.override("America/New_York"):
        assert looks.full_date(NOON) == "Sun 22 Nov 2026, 07:00"


def test_every_band_route_and_stage_has_a_look_with_an_icon_that_exists():
    assert list(looks.BANDS) == Band.values
    assert set(looks.ROUTES) == set(Route.values)
    assert list(looks.STAGES) == [*Stage.values, *Disposition.values]
    for look in [*looks.BANDS.values(), *looks.ROUTES.values(), *looks.STAGES.values(), looks.UNKNOWN]:
        assert ui.icon(look.icon).startswith("<svg")


def test_labels_of_bands_are_those_of_the_model():
    assert {code: ui.band_label(code) for code in Band.values} == dict(Band.choices)


def test_icon_is_hidden_from_screen_readers_and_escapes_its_class():
    assert 'aria-hidden="true"' in ui.icon("phone")
    assert 'class="icon &lt;b&gt;"' in ui.icon("phone", css="<b>")


def test_icon_without_a_drawing_fails_loudly():
    with pytest.raises(IconDoesNotExist):
        ui.icon("no-such-icon")


def test_stage_track_marks_what_is_done_and_where_a_lead_stands():
    states = {step["code"]: step["state"] for step in ui.stage_steps("tql")}

    assert states == {
        "inquiry": "done",
        "lead": "done",
        "mql": "done",
        "tql": "current",
        "sal": "todo",
        "sql": "todo",
        "opportunity": "todo",
        "won": "todo",
    }


def test_stage_track_tells_what_was_skipped_from_what_was_done():
    states = {step["code"]: step["state"] for step in ui.stage_steps("sal", None, ["tql"])}

    assert [states[code] for code in ("mql", "tql", "sal", "sql")] == ["done", "skipped", "current", "todo"]


def test_stage_track_of_a_lost_lead_ends_where_it_was_lost():
    steps = ui.stage_steps("mql", "lost")

    assert [step["label"] for step in steps if step["state"] == "done"] == ["Inquiry", "Lead", "MQL"]
    assert steps[-1] == {"code": "lost", "label": "Lost", "state": "current"}


def test_waterfall_bars_start_where_the_one_before_ended():
    rows = ui.waterfall([{"label": "a", "points": 60}, {"label": "b", "points": 40}, {"label": "c", "points": -25}])

    assert [(row["left"], row["width"], row["total"]) for row in rows] == [(0, 60, 60), (60, 40, 100), (75, 25, 75)]


def test_waterfall_below_zero_keeps_every_bar_within_the_picture():
    rows = ui.waterfall([{"label": "a", "points": -50}, {"label": "b", "points": 100}])

    assert [(row["left"], row["width"]) for row in rows] == [(0, 50), (0, 100)]


def test_waterfall_without_reasons_is_empty():
    assert ui.waterfall([]) == []


@pytest.mark.parametrize(
    ("items", "words"), [([], ""), (["title"], "title"), (["title", "size"], "title and size"), ("abc", "a, b and c")]
)
def test_and_join_reads_as_a_sentence(items, words):
    assert ui.and_join(items) == words


def test_numbers_have_separators_a_true_minus_and_a_dash_when_absent():
    assert [ui.number(12880), ui.number(-3), ui.number(0), ui.number(None)] == ["12,880", "−3", "0", "–"]
    assert [ui.signed(15), ui.signed(-10), ui.signed(0)] == ["+15", "−10", "+0"]


def test_share_stays_between_nothing_and_the_whole():
    assert [ui.share_of(1, 3), ui.share_of(5, 4), ui.share_of(1, 0), ui.share_of(-1, 4)] == [33, 100, 0, 0]


@pytest.mark.parametrize(
    ("name", "letters"), [("Ida Okafor", "IO"), ("Sally", "S"), ("Anne van der Berg", "AB"), ("", "")]
)
def test_initials_take_the_first_and_the_last_word(name, letters):
    assert ui.initials(name) == letters


def test_undo_url_comes_from_the_extra_tag_of_a_message():
    assert ui.undo_url(Message(SUCCESS, "Handed over", extra_tags="undo:/t/acme/undo/7/")) == "/t/acme/undo/7/"
    assert ui.undo_url(Message(SUCCESS, "Saved")) == ""


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1", "Safari on iPhone"),
        ("curl/8.1", "Unknown browser"),
    ],
)
def test_browser_name_reads_as_people_call_it(user_agent, name):
    assert looks.browser_name(user_agent) == name


def test_text_of_people_is_escaped_in_components():
    row = {"name": "<b>Ida</b>", "url": "/x/", "due_at": None, "band": "hot", "score": 1, "company": "A & B"}
    page = Template('{% include "components/queue_row.html" %}').render(Context({"row": row}))

    assert "<b>Ida</b>" not in page
    assert "&lt;b&gt;Ida&lt;/b&gt;" in page
