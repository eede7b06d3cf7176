"""Who is who in a text: its members, how names and noun phrases are read and compared, how candidates are chosen."""

from .members import Cast, Doubt, Member, Role

__all__ = ["Cast", "Doubt", "Member", "Role"]
