"""An import-linter contract: what a room knows and decides never depends on how it is shown or called."""

from importlinter import Contract, ContractCheck, fields, output


class EdgeContract(Contract):
    """No module of `rooms` imports a module named in `edges`, unless it is itself within one."""

    # fields while the class is read, plain values in its instances
    rooms: set[str] = fields.SetField(subfield=fields.StringField())  # type: ignore[assignment]
    edges: set[str] = fields.SetField(subfield=fields.StringField())  # type: ignore[assignment]

    def check(self, graph, verbose: bool) -> ContractCheck:  # type: ignore[no-untyped-def]
        found = sorted(
            (importer, imported)
            for importer in graph.modules
            if self._is_core(importer)
            for imported in graph.find_modules_directly_imported_by(importer)
            if self._is_edge(imported)
        )
        return ContractCheck(kept=not found, metadata={"found": found})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["found"]:
            output.print_error(f"{importer} imports the edge {imported}", bold=False)
            output.new_line()

    def _is_core(self, module: str) -> bool:
        return self._is_in_a_room(module) and not self._is_edge(module)

    def _is_edge(self, module: str) -> bool:
        return self._is_in_a_room(module) and not self.edges.isdisjoint(module.split(".")[1:])

    def _is_in_a_room(self, module: str) -> bool:
        return module.partition(".")[0] in self.rooms
