"""Texts: words, names and numbers of people in every language of the country. The lowest floor; imports no other
room.
"""
