"""Conferences: delegates by category, programme, recommendations."""
