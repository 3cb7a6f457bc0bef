"""Second names of fields: the same value under the name the business reference gives it."""

from __future__ import annotations

from typing import Any, ClassVar

from lib.api.resources import BodySerializer


class SecondNamesSerializer(BodySerializer):
    """A body whose fields are taken under either name.

    `second_names` is {second name: name}. Where both are given, the one that differs from what
    stands counts: a client that gives back all it read changes what it changed. `context["row"]`
    is the object as it stands, if there is one.
    """

    second_names: ClassVar[dict[str, str]] = {}

    def validate(self, attributes: dict[str, Any]) -> dict[str, Any]:
        row = self.context.get("row")
        for second, name in self.second_names.items():
            if second not in attributes:
                continue
            value = attributes.pop(second)
            if name not in attributes or (
                row is not None and attributes[name] == getattr(row, name)
            ):
                attributes[name] = value
        return attributes
