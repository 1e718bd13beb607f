"""The bare framework: what `django-admin startproject` gives, one plain table, one list, one INSERT.

It has the same rows and columns as the measured page, filters, page links and a signed-in reader by the stock session; no
permission, no need to know, no row security, no sealing, no journal, no shell of a product around the list. It speaks to
the same database through the same pool, and is served by the same server.
"""
