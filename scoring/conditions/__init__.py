"""The condition language: JSON that says which leads are meant, as a sentence to people and as SQL to the database.

condition = parse({"field": "company.employees", "op": "gte", "value": 200}, catalogue)
condition.sentence()            # Employees is at least 200
context = CompileContext(at=moment)
cursor.execute(f"SELECT … WHERE {condition.sql(context)}", context.params)
"""

from scoring.conditions.context import CompileContext, TouchNeed
from scoring.conditions.fields import Field, FieldCatalogue, FieldType, custom_field
from scoring.conditions.nodes import All, Any, Condition, FieldTest, Not, TouchTest
from scoring.conditions.operators import TOUCH_OPERATORS, operators_for
from scoring.conditions.parsing import parse
from scoring.conditions.problems import ConditionError, Problem, UnknownName

__all__ = [
    "TOUCH_OPERATORS",
    "All",
    "Any",
    "CompileContext",
    "Condition",
    "ConditionError",
    "Field",
    "FieldCatalogue",
    "FieldTest",
    "FieldType",
    "Not",
    "Problem",
    "TouchNeed",
    "TouchTest",
    "UnknownName",
    "custom_field",
    "operators_for",
    "parse",
]
