"""What people set for a queue and for a member's place in it."""

from django import forms

from leads.models import Route
from routing.forms import moment_input, offer, with_role
from routing.forms.territory import TerritoryForm
from routing.models import Queue, QueueMember
from routing.queue_settings import WHAT_STRATEGIES_DO, QueueSettings
from routing.staffing import Terms
from tenants.forms import NameField
from tenants.models import Calendar, Membership, Role


def offer_calendars(form: forms.Form, *, usual: str) -> dict[str, Calendar]:
    """Let the form choose among the working hours there are. Answers them by what it sends."""
    calendars = {str(calendar.public_id): calendar for calendar in Calendar.objects.order_by("name", "pk")}
    offer(form, "calendar", [("", usual), *((code, calendar.name) for code, calendar in calendars.items())])
    return calendars


class QueueForm(forms.Form):
    name = NameField(max_length=100)
    route = forms.ChoiceField(
        label="Channel", choices=[choice for choice in Route.choices if choice[0] != Route.PURGE],
        help_text="It cannot be changed later.",
    )  # fmt: skip
    strategy = forms.ChoiceField(
        label="How leads reach its members",
        choices=[(code, f"{code.label}. {what}") for code, what in WHAT_STRATEGIES_DO.items()],
        widget=forms.RadioSelect,
    )
    calendar = forms.ChoiceField(label="Hours", required=False, help_text="Promises are counted in working time.")
    waits_for_hours = forms.BooleanField(
        label="Give leads only to members who are at work", required=False,
        help_text="Otherwise they get them at once, and find them when they come.",
    )  # fmt: skip
    company_owner_first = forms.BooleanField(
        label="Ask the owner of the company first", required=False, initial=True,
        help_text="Whoever owns the company gets its leads, if they work here and have room.",
    )  # fmt: skip

    def __init__(self, data=None, *, queue: Queue | None = None):
        super().__init__(data, initial=_set_for(queue))
        self.calendars = offer_calendars(self, usual="Around the clock")
        if queue:
            del self.fields["route"]

    def clean_calendar(self):
        return self.calendars.get(self.cleaned_data["calendar"])

    def settings(self) -> QueueSettings:
        return QueueSettings(**{name: value for name, value in self.cleaned_data.items() if name != "route"})


def _set_for(queue: Queue | None) -> dict[str, object]:
    if queue is None:
        return {"strategy": Queue.Strategy.ROUND_ROBIN}
    return vars(QueueSettings.of(queue)) | {"calendar": str(queue.calendar.public_id) if queue.calendar else ""}


class RetireForm(forms.Form):
    to = forms.ChoiceField(
        label="Its leads go to", choices=[],
        help_text="Also those that members hold: they keep them, with the promised times.",
    )  # fmt: skip

    def __init__(self, data=None, *, queue: Queue):
        super().__init__(data)
        others = Queue.objects.filter(retired_at=None).exclude(pk=queue.pk).exclude(route=Route.PURGE)
        self.others = {str(other.public_id): other for other in others.order_by("name")}
        offer(self, "to", [("", "Choose a queue"), *((code, other.name) for code, other in self.others.items())])

    def clean_to(self):
        return self.others[self.cleaned_data["to"]]


class PlaceForm(TerritoryForm):
    """A member's terms in a queue."""

    member = forms.ChoiceField(choices=[])
    weight = forms.IntegerField(
        label="Share", min_value=1, max_value=100, initial=1, help_text="2 gets twice as many as 1."
    )
    capacity = forms.IntegerField(
        label="Most open leads", required=False, min_value=0, max_value=100_000, help_text="Empty: no limit."
    )
    calendar = forms.ChoiceField(label="Hours", required=False)
    is_active = forms.BooleanField(label="Gets leads from this queue", required=False, initial=True)
    absent_until = forms.DateTimeField(
        label="Away until", required=False, widget=moment_input(), help_text="Empty: not away. It holds for all queues."
    )

    def __init__(self, data=None, *, people, queue: Queue, place: QueueMember | None):
        super().__init__(data, territory=place.territory if place else None, initial=_terms_of(place))
        self.people = {str(m.public_id): m for m in people}
        offer(self, "member", [(code, with_role(m)) for code, m in self.people.items()])
        usual = f"Those of the queue ({queue.calendar or 'around the clock'})"
        self.calendars = offer_calendars(self, usual=usual)

    def clean_calendar(self):
        return self.calendars.get(self.cleaned_data["calendar"])

    def clean_member(self):
        return self.people[self.cleaned_data["member"]]

    def terms(self) -> Terms:
        data = self.cleaned_data
        return Terms(data["weight"], data["capacity"], data["is_active"], data["territory"], data["calendar"])


def _terms_of(place: QueueMember | None) -> dict[str, object]:
    if place is None:
        return {}
    return {
        "member": str(place.member.public_id),
        "weight": place.weight,
        "capacity": place.capacity,
        "calendar": str(place.calendar.public_id) if place.calendar else "",
        "is_active": place.is_active,
        "absent_until": place.member.absent_until,
    }


def people_for_queues():
    """Whoever can hold leads: everyone but those who only look after the system."""
    members = Membership.objects.filter(is_active=True).exclude(role=Role.ADMINISTRATOR)
    return members.select_related("user").order_by("user__name")
