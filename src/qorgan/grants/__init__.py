"""Grants: themes and their approvals, calls, applications, awards."""
