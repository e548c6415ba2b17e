"""A synthetic sales year: made-up customers and staff whose filled forms go the real way, day by day."""
