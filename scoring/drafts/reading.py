"""From JSON to a document. Everything wrong with it is found at once, each fault with its place."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Any

from leads.models import Band, CustomField
from scoring.conditions import ConditionError, FieldCatalogue, Problem, parse
from scoring.drafts.document import Document, GroupDraft, RuleDraft
from scoring.facts import fact_catalogue, verdict_catalogue
from scoring.models import Rule, RuleGroup

MOST_RULES, MOST_GROUPS = 300, 50
MOST_POINTS = 1000
MOST_DAYS = 3650
LONGEST_NAME, LONGEST_LABEL, LONGEST_REASON = 100, 200, 2000

GROUP_KEYS = ("name", "dimension", "cap", "half_life_days")
RULE_KEYS = (
    "key", "kind", "group", "label", "reason", "condition", "points", "each", "max_points", "band", "is_enabled",
)  # fmt: skip


class DocumentError(ValueError):
    """The document cannot be used. `problems` holds every fault found, at paths such as `rules[3].condition.all[1]`."""

    def __init__(self, problems: list[Problem]):
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{problem.path or 'rule set'}: {problem.message}" for problem in problems))


def read_document(data: object) -> Document:
    """The document that this JSON stands for, by the fields of the tenant in scope. Raises DocumentError."""
    return _Reader(list(CustomField.objects.order_by("key"))).document(data)


def read_rule(document: Document, data: dict[str, Any]) -> RuleDraft:
    """One rule as it would stand in a document. Problems have paths within the rule."""
    groups = [asdict(group) for group in document.groups]
    return _within("rules[0].", lambda: read_document({"groups": groups, "rules": [data]})).rules[0]


def read_group(document: Document, name: str, data: dict[str, Any]) -> GroupDraft:
    """What takes the place of the group called `name`, or a new one. Problems have paths within the group."""
    others = [asdict(group) for group in document.groups if group.name != name]
    return _within(f"groups[{len(others)}].", lambda: read_document({"groups": [*others, data]})).groups[-1]


def _within(prefix: str, read: Callable[[], Document]) -> Document:
    try:
        return read()
    except DocumentError as error:
        problems = [replace(problem, path=problem.path.removeprefix(prefix)) for problem in error.problems]
        raise DocumentError(problems) from None


def checked(document: Document, before: Document) -> Document:
    """The document, once more held against what rules may be. A rule that stays as it was may test a field that has
    gone since: it keeps the rules from being published, and nobody from mending one rule after the other."""
    try:
        return read_document(document.to_json())
    except DocumentError as error:
        kept = [f"rules[{n}].condition" for n, rule in enumerate(document.rules) if _says_as_before(rule, before)]
        problems = [problem for problem in error.problems if not problem.path.startswith(tuple(kept))]
        if problems:
            raise DocumentError(problems) from None
        return document


def _says_as_before(rule: RuleDraft, before: Document) -> bool:
    return any(rule.condition == one.condition and rule.kind == one.kind for one in before.rules)


class _Reader:
    def __init__(self, custom_fields: list[CustomField]):
        self.problems: list[Problem] = []
        facts, verdicts = fact_catalogue(custom_fields), verdict_catalogue(custom_fields)
        self.catalogues: dict[str, FieldCatalogue] = {
            kind: verdicts if kind == Rule.Kind.BAND else facts for kind in Rule.Kind.values
        }

    def document(self, data: object) -> Document:
        if not isinstance(data, Mapping):
            raise DocumentError([Problem("", "not_a_rule_set", "Expected an object with groups and rules.")])
        groups = tuple(self._each(data, "groups", MOST_GROUPS, self._group))
        self._refuse_twins("groups", [group.name.casefold() for group in groups])
        names = {group.name for group in groups}
        rules = self._each(data, "rules", MOST_RULES, lambda one, path: self._rule(one, path, names))
        self._refuse_twins("rules", [rule.key for rule in rules], of="key")
        if self.problems:
            raise DocumentError(self.problems)
        return Document(groups, tuple(rules))

    def _each(self, data: Mapping, name: str, most: int, read: Callable[[Mapping, str], Any]) -> list:
        items = data.get(name, [])
        if not isinstance(items, list):
            self._refuse(name, "wrong_type", "Expected a list.")
            return []
        if len(items) > most:
            self._refuse(name, "too_many", f"There are at most {most} {name}; these are {len(items):,}.")
            return []
        found = []
        for n, item in enumerate(items):
            if isinstance(item, Mapping):
                found.append(read(item, f"{name}[{n}]"))
            else:
                self._refuse(f"{name}[{n}]", "wrong_type", "Expected an object.")
        return found

    def _group(self, data: Mapping, path: str) -> GroupDraft:
        self._no_other_keys(data, path, GROUP_KEYS)
        return GroupDraft(
            name=self._text(data, "name", path, LONGEST_NAME, required=True),
            dimension=self._choice(data, "dimension", path, RuleGroup.Dimension.values),
            cap=self._whole(data, "cap", path, range(MOST_POINTS * 10 + 1)),
            half_life_days=self._whole(data, "half_life_days", path, range(1, MOST_DAYS + 1)),
        )

    def _rule(self, data: Mapping, path: str, groups: set[str]) -> RuleDraft:
        self._no_other_keys(data, path, RULE_KEYS)
        rule = RuleDraft(
            kind=self._choice(data, "kind", path, Rule.Kind.values),
            condition={},
            key=self._whole(data, "key", path, range(1, 2**53)),
            label=self._text(data, "label", path, LONGEST_LABEL),
            reason=self._text(data, "reason", path, LONGEST_REASON),
            is_enabled=self._switch(data, "is_enabled", path, default=True),
        )
        if rule.kind in self.catalogues:
            rule = replace(rule, condition=self._condition(data, path, rule.kind))
        if rule.kind == Rule.Kind.SCORE:
            return self._score(data, path, rule, groups)
        if rule.kind in (Rule.Kind.PROMOTE, Rule.Kind.BAND):
            return replace(rule, band=self._choice(data, "band", path, Band.values))
        return rule

    def _score(self, data: Mapping, path: str, rule: RuleDraft, groups: set[str]) -> RuleDraft:
        group = self._text(data, "group", path, LONGEST_NAME, required=True)
        if group and group not in groups:
            self._refuse(f"{path}.group", "unknown_group", f"There is no group “{group}” in this rule set.")
        points = self._whole(data, "points", path, range(-MOST_POINTS, MOST_POINTS + 1))
        each = self._switch(data, "each", path, default=False)
        if each and "touch" not in rule.condition:
            self._refuse(f"{path}.each", "not_a_touch", "Points for each need a condition on one kind of touch.")
        if not points:
            self._refuse(f"{path}.points", "required", "Say how many points: above or below zero.")
        most = self._whole(data, "max_points", path, range(1, MOST_POINTS + 1))
        return replace(rule, group=group, points=points or 0, each=each, max_points=most)

    def _condition(self, data: Mapping, path: str, kind: str) -> dict[str, Any]:
        try:
            return parse(data.get("condition"), self.catalogues[kind]).to_json()
        except ConditionError as error:
            for problem in error.problems:
                place = f"{path}.condition" + (f".{problem.path}" if problem.path else "")
                self._refuse(place, problem.code, problem.message)
            return {}

    # -- single values; None or an empty text stands for one that is refused

    def _text(self, data: Mapping, name: str, path: str, longest: int, *, required: bool = False) -> str:
        value = data.get(name) or ""
        if not isinstance(value, str):
            self._refuse(f"{path}.{name}", "wrong_type", "Expected a text.")
            return ""
        text = " ".join(value.split()) if name != "reason" else value.strip()
        if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
            self._refuse(f"{path}.{name}", "wrong_type", "This text holds a character that no stored text can hold.")
            return ""
        if len(text) > longest:
            self._refuse(f"{path}.{name}", "too_long", f"At most {longest} characters; these are {len(text):,}.")
        if required and not text:
            self._refuse(f"{path}.{name}", "required", "This cannot be left empty.")
        return text

    def _choice(self, data: Mapping, name: str, path: str, choices: list[str]) -> str:
        value = data.get(name)
        if isinstance(value, str) and value in choices:
            return value
        self._refuse(f"{path}.{name}", "unknown_choice", f"One of {', '.join(choices)} is expected here.")
        return ""

    def _whole(self, data: Mapping, name: str, path: str, allowed: range) -> int | None:
        value = data.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value not in allowed:
            words = f"a whole number from {allowed[0]:,} to {allowed[-1]:,}"
            self._refuse(f"{path}.{name}", "out_of_range", f"Expected {words}, or nothing.")
            return None
        return value

    def _switch(self, data: Mapping, name: str, path: str, *, default: bool) -> bool:
        value = data.get(name, default)
        if not isinstance(value, bool):
            self._refuse(f"{path}.{name}", "wrong_type", "Expected true or false.")
            return default
        return value

    def _no_other_keys(self, data: Mapping, path: str, known: tuple[str, ...]) -> None:
        for key in data:
            if key not in known:
                self._refuse(f"{path}.{key}", "unknown_key", f"“{str(key)[:60]}” has no meaning here.")

    def _refuse_twins(self, name: str, values: list, *, of: str = "name") -> None:
        seen = set()
        for n, value in enumerate(values):
            if value and value in seen:
                self._refuse(f"{name}[{n}].{of}", "twice", f"Another of these has the same {of}.")
            seen.add(value)

    def _refuse(self, path: str, code: str, message: str) -> None:
        self.problems.append(Problem(path, code, message))
