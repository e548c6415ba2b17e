"""A Word template as a program: patched and compiled once, run for each document."""
