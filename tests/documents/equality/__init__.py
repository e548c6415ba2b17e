"""Whether our compiled templates say what docxtpl says: the same templates and values through both, compared."""
