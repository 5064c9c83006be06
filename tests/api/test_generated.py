"""Whatever JSON comes: an answer, never a failure."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads.api.fields import CONSENT, FIELDS
from tests.api.conftest import ADA

CONTENT_TYPES = ("application/json", "application/problem+json")
NAMES = st.sampled_from([field.name for field in FIELDS] + ["consent", "custom", "tenant", "favourite", "__proto__"])
TEXTS = st.text(max_size=30) | st.sampled_from(
    ["", "\0", "a@b.example", "+442079460958", "9" * 60, "=1+1", "2026-01-01"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS | st.sampled_from(list(ADA.values())),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS | NAMES, inner, max_size=4),
    max_leaves=8,
)
BODIES = st.dictionaries(NAMES, VALUES, max_size=12)
CONSENTS = st.fixed_dictionaries({}, optional={field.name: VALUES for field in CONSENT})
HARMLESS = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def assert_answered(answer):
    assert answer.status_code in (200, 201, 202, 400, 413), answer.content
    assert answer["Content-Type"].split(";")[0] in CONTENT_TYPES
    assert answer.json()


@HARMLESS
@given(body=BODIES)
def test_any_body_is_answered(acme_program, body):
    assert_answered(acme_program.post("inquiries/", json.dumps(body)))


@HARMLESS
@given(body=BODIES, consent=CONSENTS)
def test_any_value_beside_good_ones_is_answered(acme_program, body, consent):
    good = {"source": "event", "email": "ada@analytical.example", "first_name": "Ada"}

    assert_answered(acme_program.post("inquiries/", json.dumps(body | good | {"consent": consent})))


@HARMLESS
@given(body=BODIES)
def test_any_body_of_touches_is_answered(acme_program, body):
    assert_answered(acme_program.post("touches/", json.dumps({"touches": [body, body | {"kind": "call"}]})))


@pytest.mark.parametrize(
    "path", ["leads/", "inquiries/", "companies/", "campaigns/", "imports/", "queues/", "members/"]
)
@settings(HARMLESS, max_examples=15)
@given(value=TEXTS)
def test_any_parameter_is_answered(acme_program, path, value):
    for name in ("q", "sort", "cursor", "limit", "stage", "owner", "received_after", "min_score", "due"):
        assert_answered(acme_program.get(path, **{name: value}))
