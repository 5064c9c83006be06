from .assignment import Assignment, HandOff
from .queue import Queue, QueueMember
from .route_rule import RouteRule

__all__ = ["Assignment", "HandOff", "Queue", "QueueMember", "RouteRule"]
