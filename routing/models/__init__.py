from .assignment import Assignment, HandOff
from .publication import Publication
from .queue import Queue, QueueMember
from .route_rule import RouteRule

__all__ = ["Assignment", "HandOff", "Publication", "Queue", "QueueMember", "RouteRule"]
