import pytest

from leads.models import CustomField, Lead, Suppression
from routing.editing import FactsRefused, edit_facts
from scoring.models import Decision
from tenants.models import AuditEntry, Role

from .conftest import HOT, MONDAY, arrive, person, standing_of


def test_changed_fact_is_cleaned_kept_in_the_log_and_refines(rosa, mark):
    changed = edit_facts(rosa, {"timeline": "0-3m", "city": "  Bilbao "}, at=MONDAY, by=mark)

    lead = Lead.objects.get(pk=rosa.pk)
    assert changed == {"timeline": "0-3m", "city": "Bilbao"}
    assert (lead.timeline, lead.city, lead.email) == ("0-3m", "Bilbao", "rosa@mendez.example")
    entry = AuditEntry.objects.get(action="lead.changed")
    assert (entry.before, entry.after) == ({"timeline": "3-6m", "city": ""}, {"timeline": "0-3m", "city": "Bilbao"})
    assert entry.actor == mark
    assert Decision.objects.filter(lead=rosa).latest("pk").cause == "facts"
    assert standing_of(rosa).readiness > 0


def test_same_value_again_changes_nothing(rosa, mark):
    assert edit_facts(rosa, {"title": "CTO"}, at=MONDAY, by=mark) == {}
    assert AuditEntry.objects.filter(action="lead.changed").count() == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", "rosa at mendez"), ("phone", "123"), ("country", "Atlantis"), ("timeline", "soonish")],
)
def test_value_that_cannot_be_right_is_refused_with_the_field(rosa, mark, field, value):
    with pytest.raises(FactsRefused) as refused:
        edit_facts(rosa, {field: value}, at=MONDAY, by=mark)
    assert {note.field for note in refused.value.notes} == {field}
    assert AuditEntry.objects.filter(action="lead.changed").count() == 0


def test_address_of_another_lead_is_refused(rosa, ida, mark):
    with pytest.raises(FactsRefused, match="Ida Okafor has that already"):
        edit_facts(rosa, {"email": HOT["email"]}, at=MONDAY, by=mark)


def test_new_address_is_the_new_identity(rosa, mark):
    edit_facts(rosa, {"email": "Rosa@Talleres.example"}, at=MONDAY, by=mark)
    again = arrive({"email": "rosa@talleres.example"})
    assert again == rosa


def test_wish_not_to_be_called_is_kept_and_lifted_by_administrators_alone(ida, sally):
    alice = person("Alice", Role.ADMINISTRATOR)
    edit_facts(ida, {"do_not_call": True}, at=MONDAY, by=sally)
    assert list(Suppression.objects.values_list("kind", "key")) == [("phone", "+442079460958")]

    with pytest.raises(FactsRefused, match="Only an administrator"):
        edit_facts(ida, {"do_not_call": False}, at=MONDAY, by=sally)
    edit_facts(ida, {"do_not_call": False}, at=MONDAY, by=alice)
    assert Suppression.objects.count() == 0


def test_custom_fact_is_kept_under_its_key_and_an_unknown_one_refused(rosa, mark):
    CustomField.objects.create(key="booth", label="Booth")
    edit_facts(rosa, {"custom.booth": "A12"}, at=MONDAY, by=mark)
    assert Lead.objects.get(pk=rosa.pk).custom == {"booth": "A12"}
    with pytest.raises(KeyError):
        edit_facts(rosa, {"custom.colour": "red"}, at=MONDAY, by=mark)
    with pytest.raises(KeyError):
        edit_facts(rosa, {"junk_signals": 0}, at=MONDAY, by=mark)
