from .decision import Decision
from .rule_set import Rule, RuleGroup, RuleSet

__all__ = ["Decision", "Rule", "RuleGroup", "RuleSet"]
