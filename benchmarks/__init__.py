"""How fast we are beside others, on the same template and data: `python -m benchmarks.render`."""
