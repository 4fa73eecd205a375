"""What a proposal would change, field by field, as text."""

from dataclasses import dataclass

from accounts.proposals.content import Content, ReferenceNames
from accounts.proposals.schema import EntrySchema


@dataclass(frozen=True)
class Difference:
    """One field: its lines at the start of the draft, now, and after acceptance."""

    field: str
    label: str
    before: list[str]
    now: list[str]
    after: list[str]

    @property
    def is_contested(self) -> bool:
        return self.before != self.now


def list_differences(
    schema: EntrySchema, base: Content, now: Content, after: Content, fields: list[str]
) -> list[Difference]:
    """Return the fields whose lines differ between base, now and after."""
    names = ReferenceNames()
    rows = (
        Difference(
            field,
            schema.get_label(field),
            *(
                schema.format_value(field, content.get(field), names)
                for content in (base, now, after)
            ),
        )
        for field in fields
    )
    return [row for row in rows if row.before != row.after or row.is_contested]
