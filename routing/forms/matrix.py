"""The route matrix as one form: a small one for each row."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from leads.models import Band, Route
from routing.forms import offer
from routing.matrix import MatrixRefused, Row, Unit, key_of, route_matrix, span_of, unit_minutes
from routing.models import Queue, RouteRule

CHANNELS = list(Route)


class RowForm(forms.Form):
    queue = forms.ChoiceField(
        label="Queue", choices=[], error_messages={"invalid_choice": "That queue is not in use. Choose another one."}
    )
    next_action = forms.CharField(label="What happens next", max_length=100)
    within = forms.IntegerField(label="Act within", min_value=1, max_value=10_000)
    unit = forms.ChoiceField(label="Unit of time", choices=Unit.choices)
    cost_per_touch = forms.DecimalField(label="Cost of a touch", min_value=0, max_digits=10, decimal_places=2)
    minutes_per_touch = forms.IntegerField(label="Minutes of a touch", min_value=0, max_value=10_000)

    def __init__(self, data, *, rule: RouteRule, row: Row, queues: Mapping[str, Queue]):
        super().__init__(data, prefix=key_of(rule), initial=_typed(row))
        self.rule, self.queues = rule, queues
        offer(self, "queue", [(code, _with_channel(queue)) for code, queue in queues.items()])
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label}, {rule.get_band_display()}"

    def row(self) -> Row:
        data = self.cleaned_data
        queue = self.queues[data["queue"]]
        return Row(
            queue, data["next_action"], data["within"] * unit_minutes(data["unit"], queue), data["cost_per_touch"],
            data["minutes_per_touch"],
        )  # fmt: skip


class MatrixForm:
    """Junk has no form: it goes to quarantine, for as long as the settings of the firm say."""

    def __init__(self, data=None, *, rows: Mapping[str, Row] | None = None):
        self.rules = route_matrix()
        queues = _queues()
        self.forms = {
            key_of(rule): RowForm(data, rule=rule, row=(rows or {}).get(key_of(rule), Row.of(rule)), queues=queues)
            for rule in self.rules
            if rule.band != Band.JUNK
        }

    def is_valid(self) -> bool:
        return not any(form.errors for form in self.forms.values())

    def rows(self) -> dict[str, Row]:
        return {key: form.row() for key, form in self.forms.items()}

    def refuse(self, refusal: MatrixRefused) -> None:
        form = self.forms.get(refusal.key) or next(iter(self.forms.values()))
        form.add_error(refusal.field or None, str(refusal))

    @property
    def problems(self) -> Sequence[str]:
        return [
            f"{form.rule.get_band_display()}: {error}"
            for form in self.forms.values()
            for errors in form.errors.values()
            for error in errors
        ]


def _queues() -> dict[str, Queue]:
    in_use = Queue.objects.filter(retired_at=None).exclude(route=Route.PURGE).select_related("calendar", "custodian")
    by_channel = sorted(in_use, key=lambda queue: (CHANNELS.index(Route(queue.route)), queue.pk))
    return {str(queue.public_id): queue for queue in by_channel}


def _with_channel(queue: Queue) -> str:
    channel = queue.get_route_display()
    return queue.name if queue.name == channel else f"{queue.name} ({channel.lower()})"


def _typed(row: Row) -> dict[str, Any]:
    within, unit = span_of(row.act_within_minutes, row.queue)
    return {
        "queue": str(row.queue.public_id),
        "next_action": row.next_action,
        "within": within,
        "unit": unit.value,
        "cost_per_touch": row.cost_per_touch,
        "minutes_per_touch": row.minutes_per_touch,
    }
