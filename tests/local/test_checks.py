from pathlib import Path

import grimp

from leadrefinery.local.checks import addresses_in_locks
from leadrefinery.local.import_contract import EdgeContract
from leadrefinery.local.layout import ROOT


def test_lock_files_name_no_address() -> None:
    assert list(addresses_in_locks(ROOT)) == []


def test_lock_file_that_names_an_index_is_found(tmp_path: Path) -> None:
    (tmp_path / "requirements.lock").write_text("--index-url https://packages.example/simple\ndjango==5.2.19\n")
    (tmp_path / "package-lock.json").write_text('{\n  "resolved": "https://packages.example/htmx.tgz"\n}\n')

    assert list(addresses_in_locks(tmp_path)) == [
        "requirements.lock:1: --index-url https://packages.example/simple",
        'package-lock.json:2: "resolved": "https://packages.example/htmx.tgz"',
    ]


def test_core_that_imports_an_edge_breaks_the_contract() -> None:
    graph = grimp.ImportGraph()
    for importer, imported in [
        ("leads.views.detail", "leads.forms"),
        ("leads.services", "routing.tasks"),
        ("leads.tasks", "leads.services"),
        ("leadrefinery.urls", "leads.urls"),
    ]:
        graph.add_import(importer=importer, imported=imported)
    contract = EdgeContract(
        name="Cores never import an edge",
        session_options={},
        contract_options={"rooms": ["leads", "routing"], "edges": ["views", "forms", "tasks", "urls"]},
    )

    outcome = contract.check(graph, verbose=False)

    assert (outcome.kept, outcome.metadata) == (False, {"found": [("leads.services", "routing.tasks")]})
