"""Whatever is typed: cleaning never fails, and what it gives can be stored."""

import dataclasses
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leads.hygiene import DEFAULT_EMPTIES, FLAGS, JUNK_FLAGS, clean_inquiry
from tests.leads.hygiene.ada import ADA, TEXT_FIELDS

ANY_TEXT = st.text(st.characters(), max_size=60) | st.text(
    "@.:;,/+-<>()0123456789eExX \r\n\0abcДé\u200b\u202e", max_size=40
)
ANY_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.decimals() | st.binary(max_size=5) | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=3,
)


@settings(max_examples=300, deadline=None)
@given(
    st.dictionaries(st.sampled_from([*TEXT_FIELDS, "name", "favourite_colour"]), ANY_VALUE, max_size=8),
    st.sampled_from([None, "US", "DE", "XX", ""]),
)
def test_nothing_makes_cleaning_fail_and_everything_can_be_stored(fields, region):
    clean = clean_inquiry(fields, region=region)

    for name, value in dataclasses.asdict(clean).items():
        _assert_storable(name, value)
    assert set(clean.flags) <= set(FLAGS)
    assert len(clean.flags) == len(set(clean.flags))
    assert clean.junk_signals == len(JUNK_FLAGS.intersection(clean.flags))


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from(TEXT_FIELDS), ANY_TEXT, max_size=8))
def test_cleaning_what_is_clean_changes_nothing(fields):
    once = clean_inquiry(fields, region="GB")
    again = clean_inquiry({name: getattr(once, name) for name in TEXT_FIELDS if name != "full_name"}, region="GB")

    for name in (
        "first_name",
        "last_name",
        "email_norm",
        "phone_e164",
        "company",
        "country",
        "timeline",
        "employees",
        "message",
    ):
        assert getattr(again, name) == getattr(once, name)


@pytest.mark.parametrize("field", TEXT_FIELDS)
def test_naughty_strings_come_through_every_field(field, reference_list):
    naughty = json.loads(reference_list("blns.json").read_text(encoding="utf-8"))

    for text in naughty:
        clean = clean_inquiry({**ADA, field: text}, region="US", empties=DEFAULT_EMPTIES)
        for name, value in dataclasses.asdict(clean).items():
            _assert_storable(name, value)
        others = [name for name in ("first_name", "email_norm", "company", "city", "message") if name != field]
        if field not in ("email", "website"):
            assert [getattr(clean, name) for name in others if name in ADA] == [
                ADA[name] for name in others if name in ADA
            ]
    assert len(naughty) > 500


@pytest.mark.parametrize(
    "unit",
    [
        "<a ",
        "\n",
        " ",
        "a.",
        "a-",
        "@",
        "<@",
        "1,",
        "(",
        "a@x.com;",
        "\u0334",
        "[url",
        "Ã¼",
        "x ",
        "- ",
        "'",
        "casino ",
        "http://",
    ],
)
def test_repetitive_text_of_the_longest_size_is_read_in_reasonable_time(unit):
    """A few hundredths of a second each; a pattern that backtracks would take minutes."""
    fields = dict.fromkeys(TEXT_FIELDS, (unit * 10_000)[:10_000]) | {"message": (unit * 100_000)[:100_000]}

    started = time.process_time()
    clean_inquiry(fields, region="US")

    assert time.process_time() - started < 3


def _assert_storable(name, value):
    """PostgreSQL takes neither NUL nor half a character, and a single line holds no control characters."""
    if isinstance(value, list):
        for item in value:
            for part in item.values() if isinstance(item, dict) else [item]:
                _assert_storable("message", part)
    elif isinstance(value, str):
        value.encode("utf-8")
        assert "\0" not in value
        if name != "message":
            assert not any(char in value for char in "\r\n\t\x1b\x7f\u200b\u202e")
