"""Calendars, mail and cards read as proposals that wait for a person's word."""
