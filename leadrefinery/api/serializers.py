"""Parts that the serializers of all rooms share."""

from rest_framework import serializers
from rest_framework.reverse import reverse


class Strict(serializers.Serializer):
    """Input: a name it does not know is an error, not silence."""

    def to_internal_value(self, data):
        unknown = set(data) - set(self.fields) if isinstance(data, dict) else set()
        if unknown:
            no_such = serializers.ErrorDetail("There is no such field.", code="unknown_field")
            raise serializers.ValidationError({name[:40]: no_such for name in sorted(unknown)})
        return super().to_internal_value(data)


class Link(serializers.URLField):
    """The address of the object itself."""

    def __init__(self, view_name: str, **kwargs):
        self.view_name = view_name
        super().__init__(source="public_id", read_only=True, **kwargs)

    def to_representation(self, value):
        return reverse(self.view_name, args=[value], request=self.context.get("request"))


class Name(serializers.CharField):
    """A member, queue or other object by what people call it; null where there is none."""

    def __init__(self, **kwargs):
        super().__init__(read_only=True, allow_null=True, **kwargs)

    def to_representation(self, value):
        return str(value)
