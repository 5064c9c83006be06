"""The catalogue of bad inputs, row by row and in the middle of good ones."""

from pathlib import Path

import pytest
from django.conf import settings

from leads.models import Inquiry, Lead
from tenants.scope import tenant_scope
from tests.api import bad_inputs
from tests.api.conftest import Program, codes

CASES = bad_inputs.cases()
SAMPLES = Path(settings.BASE_DIR).parent / "shared" / "data" / "lead_form_payloads"


@pytest.mark.parametrize("name", CASES)
def test_bad_input_has_the_outcome_of_the_catalogue(acme, acme_program, name):
    expected = CASES[name]["expect"]

    answer = bad_inputs.send(acme_program, CASES[name])

    assert answer.status_code == expected["status"]
    for header, value in expected.get("headers", {}).items():
        assert answer[header] == value
    if answer.status_code >= 400:
        assert (answer["Content-Type"], answer.json()["status"]) == ("application/problem+json", answer.status_code)
        assert codes(answer) == [tuple(error) for error in expected["errors"]]
        assert all(error["message"] for error in answer.json()["errors"])
    else:
        warnings = answer.json()["warnings"]
        assert [[warning["field"], warning["code"]] for warning in warnings] == expected["warnings"]
        assert all(warning["message"] for warning in warnings)
        assert (answer.json()["lead"] is not None) == expected["lead"]
    with tenant_scope(acme):
        assert Inquiry.objects.count() == (answer.status_code < 400)


def test_bad_inputs_between_good_ones_cost_no_lead(acme, acme_program):
    bad = list(CASES.values())
    accepted = 0
    for n in range(100):
        assert acme_program.send_someone(n).status_code == 201
        accepted += bad_inputs.send(acme_program, bad[n * len(bad) // 100]).status_code < 400

    with tenant_scope(acme):
        good = Lead.objects.filter(email_norm__startswith="person", email_norm__contains="@firm")
        assert good.count() == 100
        assert Inquiry.objects.count() == 100 + accepted
    assert accepted > 20


def test_wrong_content_type_is_told_the_right_one(acme_program):
    answer = acme_program.client.post("/api/v1/inquiries/", "source=event", content_type="text/plain")

    assert answer.json()["detail"] == "Send JSON, with the header Content-Type: application/json."


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample payloads of other products are not here")
def test_webhooks_of_other_products_get_a_clear_refusal(acme):
    program = Program(acme)
    answers = {file.name: program.post("inquiries/", file.read_bytes()) for file in sorted(SAMPLES.glob("*.json"))}

    assert len(answers) > 10
    assert {answer.status_code for answer in answers.values()} == {400}
    assert {answer["Content-Type"] for answer in answers.values()} == {"application/problem+json"}
    assert all(answer.json()["errors"] for answer in answers.values())
