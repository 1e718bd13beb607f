"""What grants keep."""

from qorgan.grants.models.theme import Theme, ThemeApproval, ThemeComment, ThemeDocument, ThemeVersion

__all__ = ["Theme", "ThemeApproval", "ThemeComment", "ThemeDocument", "ThemeVersion"]
