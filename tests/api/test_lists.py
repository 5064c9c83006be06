"""Lists: filters, order, pages, and the same few statements however long they are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leads.models import Campaign, Import
from tenants.scope import tenant_scope
from tests.api.conftest import codes

LISTS = ("leads/", "inquiries/", "campaigns/", "companies/", "imports/", "queues/", "members/", "rule-sets/")


def ids(answer):
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["results"]]


def add_rows(tenant, program, n):
    program.send_someone(n, campaign=f"campaign-{n}", timeline="0-3m", employees=500)
    with tenant_scope(tenant):
        Import.objects.create(file_name=f"list-{n}.csv", file_hash=n.to_bytes(32), mapping={})


@pytest.mark.parametrize("path", LISTS)
def test_list_takes_the_same_statements_for_one_row_and_three(acme, acme_program, path):
    def statements():
        with CaptureQueriesContext(connection) as queries:
            acme_program.get(path)
        return len(queries)

    add_rows(acme, acme_program, 1)
    acme_program.get(path)
    with_one = statements()
    add_rows(acme, acme_program, 2), add_rows(acme, acme_program, 3)

    assert statements() == with_one


@pytest.mark.parametrize("path", ["timeline/", "decisions/", "assignments/", ""])
def test_story_of_a_lead_takes_the_same_statements_however_long(acme, acme_program, sally, path):
    lead = acme_program.send().json()["lead"]["id"]

    def statements():
        with CaptureQueriesContext(connection) as queries:
            assert acme_program.get(f"leads/{lead}/{path}").status_code == 200
        return len(queries)

    statements()
    before = statements()
    for timeline in ("12m+", "0-3m", "none"):
        acme_program.send(timeline=timeline)
        acme_program.post(f"leads/{lead}/calls/", {"outcome": "reached"})

    assert statements() == before


@pytest.mark.parametrize("sort", ["newest", "oldest", "score", "due"])
def test_pages_show_each_lead_once_there_and_back(acme_program, sort):
    for n in range(7):
        acme_program.send_someone(n, timeline=["0-3m", "12m+", None][n % 3], employees=[500, None][n % 2])
    acme_program.post(f"leads/{ids(acme_program.get('leads/'))[0]}/outcome/", {"result": "lost", "reason": "x"})
    everyone = ids(acme_program.get("leads/", sort=sort))

    page = acme_program.get("leads/", sort=sort, limit=2)
    pages = [ids(page)]
    while page.json()["next"]:
        page = acme_program.client.get(page.json()["next"])
        pages.append(ids(page))
    back = [ids(page)]
    while page.json()["previous"]:
        page = acme_program.client.get(page.json()["previous"])
        back.append(ids(page))

    forth = [lead for some in pages for lead in some]
    assert (len(everyone), len(set(everyone))) == (7, 7)
    assert forth == everyone
    assert back[::-1] == pages


def test_rows_that_come_while_one_reads_shift_nothing(acme_program):
    for n in range(4):
        acme_program.send_someone(n)
    first = acme_program.get("leads/", limit=2)
    acme_program.send_someone(9)

    second = acme_program.client.get(first.json()["next"])

    assert len(set(ids(first) + ids(second))) == 4


def test_cursor_belongs_to_its_order(acme_program):
    for n in range(3):
        acme_program.send_someone(n)
    cursor = acme_program.get("leads/", limit=1).json()["next"].split("cursor=")[1].split("&")[0]

    answer = acme_program.get("leads/", limit=1, sort="score", cursor=cursor)

    assert (answer.status_code, codes(answer)) == (400, [("", "bad_cursor")])


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"sort": "email"}, ("sort", "invalid_choice")),
        ({"limit": "0"}, ("limit", "out_of_range")),
        ({"limit": "201"}, ("limit", "out_of_range")),
        ({"limit": "many"}, ("limit", "out_of_range")),
        ({"cursor": "x"}, ("", "bad_cursor")),
        ({"stage": "customer"}, ("stage", "invalid_choice")),
        ({"owner": "nobody"}, ("owner", "invalid")),
        ({"colour": "red"}, ("colour", "unknown_parameter")),
        ({"min_score": "high"}, ("min_score", "invalid")),
        ({"received_after": "yesterday"}, ("received_after", "invalid")),
    ],
)
def test_parameter_that_cannot_be_right_is_refused(acme_program, query, code):
    answer = acme_program.get("leads/", **query)

    assert (answer.status_code, codes(answer)) == (400, [code])


@pytest.fixture
def three_leads(acme, acme_program, sally):
    """Ada hot with Sally, Bob lukewarm, Eve lost."""
    ada = acme_program.send(received_at=None)
    stone = {"first_name": "Bob", "last_name": "Stone", "country": "DE", "source": "pr", "timeline": "none"}
    unknown = dict.fromkeys(("employees", "annual_revenue", "title", "campaign"))
    bob = acme_program.send_someone(1, **stone, **unknown)
    eve = acme_program.send_someone(2, first_name="Eve", last_name="Byron", country="US")
    found = {name: answer.json()["lead"]["id"] for name, answer in (("ada", ada), ("bob", bob), ("eve", eve))}
    acme_program.post(f"leads/{found['eve']}/outcome/", {"result": "lost", "reason": "Bought elsewhere"})
    return found


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, {"ada", "bob", "eve"}),
        ({"disposition": "open"}, {"ada", "bob"}),
        ({"disposition": "lost"}, {"eve"}),
        ({"band": "hot", "disposition": "open"}, {"ada"}),
        ({"band": ["hot", "junk"], "disposition": "open"}, {"ada"}),
        ({"route": "sales", "disposition": "open"}, {"ada"}),
        ({"country": "de"}, {"bob"}),
        ({"source": "pr"}, {"bob"}),
        ({"campaign": "hannover-2026"}, {"ada", "eve"}),
        ({"timeline": "none"}, {"bob"}),
        ({"email": "ADA@analytical.example"}, {"ada"}),
        ({"external_id": "crm-4711"}, {"ada"}),
        ({"q": "byr"}, {"ada", "eve"}),
        ({"q": "stone"}, {"bob"}),
        ({"q": "ada@"}, {"ada"}),
        ({"q": "+44 20 7946 0958"}, {"ada"}),
        ({"q": "analytical eng"}, {"ada"}),
        ({"q": "nobody at all"}, set()),
        ({"due": "overdue"}, set()),
        ({"min_score": "60", "disposition": "open"}, {"ada"}),
        ({"received_before": "2026-01-01T00:00:00Z"}, set()),
    ],
)
def test_leads_are_filtered(acme_program, three_leads, query, expected):
    found = set(ids(acme_program.get("leads/", **query)))

    assert {name for name, lead in three_leads.items() if lead in found} == expected


def test_leads_are_filtered_by_who_holds_them(acme_program, three_leads, sally, tom):
    queues = {queue["name"]: queue["id"] for queue in acme_program.get("queues/").json()["results"]}

    assert ids(acme_program.get("leads/", owner=str(sally.public_id))) == [three_leads["ada"]]
    assert ids(acme_program.get("leads/", owner=str(tom.public_id))) == []
    assert three_leads["ada"] in ids(acme_program.get("leads/", queue=queues["Sales"]))


def test_inquiries_that_need_a_look_are_listed(acme_program):
    acme_program.send_someone(1)
    waiting = acme_program.post("inquiries/", {"source": "event", "message": "Call me"}).json()["inquiry"]["id"]

    assert ids(acme_program.get("inquiries/", needs_look="true")) == [waiting]


def test_queues_tell_who_works_there_and_what_waits(acme_program, three_leads):
    queues = {queue["name"]: queue for queue in acme_program.get("queues/").json()["results"]}

    (place,) = queues["Sales"]["members"]
    assert (place["name"], place["open_leads"], queues["Sales"]["waiting"]) == ("Sally", 1, 0)
    assert sum(queue["waiting"] for queue in queues.values()) == 1


def test_queue_tells_how_it_is_set_up(acme_program, three_leads):
    sales = next(one for one in acme_program.get("queues/").json()["results"] if one["name"] == "Sales")

    alone = acme_program.get(f"queues/{sales['id']}/").json()
    assert alone == sales
    assert (alone["strategy"], alone["hours"], alone["waits_for_hours"], alone["company_owner_first"]) == (
        "round_robin", "Office hours", False, True
    )  # fmt: skip
    assert (alone["members"][0]["territory"], alone["members"][0]["hours"]) == (None, None)


def test_members_are_listed_with_their_roles(acme_program):
    members = acme_program.get("members/").json()["results"]

    assert {(member["name"], member["role"]) for member in members} >= {("Sally", "sales_rep"), ("Mia", "manager")}


def test_rule_set_tells_its_rules_in_sentences(acme_program):
    (listed,) = acme_program.get("rule-sets/").json()["results"]

    rule_set = acme_program.client.get(listed["url"]).json()

    assert (rule_set["number"], rule_set["status"]) == (1, "published")
    assert all(rule["sentence"] for rule in rule_set["rules"])
    assert {rule["kind"] for rule in rule_set["rules"]} == {"cull", "promote", "score", "band"}


def test_campaigns_are_listed_by_code(acme, acme_program):
    with tenant_scope(acme):
        for code in ("b", "a", "c"):
            Campaign.objects.create(code=code, name=code.upper(), source="event")

    listed = acme_program.get("campaigns/", sort="code").json()["results"]

    assert [campaign["code"] for campaign in listed] == ["a", "b", "c"]
