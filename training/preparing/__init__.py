"""How training.prepare works: list the pictures, cut them in parallel, put them together."""
