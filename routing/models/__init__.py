from .assignment import Assignment, HandOff
from .feedback import Feedback
from .publication import Publication
from .queue import Queue, QueueMember
from .route_rule import RouteRule

__all__ = ["Assignment", "Feedback", "HandOff", "Publication", "Queue", "QueueMember", "RouteRule"]
