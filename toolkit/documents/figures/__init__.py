"""What each document says: one module a kind, a typed record each, built from what is known. Pure."""
