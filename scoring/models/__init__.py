from .challenger import ChallengerJudgement
from .decision import Decision
from .review import Comment, Revision, Signature
from .rule_set import Rule, RuleGroup, RuleSet
from .stage_definition import StageDefinition, StageSignature

__all__ = [
    "ChallengerJudgement",
    "Comment",
    "Decision",
    "Revision",
    "Rule",
    "RuleGroup",
    "RuleSet",
    "Signature",
    "StageDefinition",
    "StageSignature",
]
