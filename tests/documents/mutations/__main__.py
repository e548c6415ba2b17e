"""All mutants: `python -m tests.documents.mutations`. Prints where each kind was caught, and what got out."""

from __future__ import annotations

import click

from tests.documents.mutations.rig import table, verdicts


@click.command()
@click.option("--seed", default=5, help="Which names stand in for which, which digits change.")
@click.option("--each", default=1, help="Try one of so many faults of templates.")
def main(seed: int, each: int) -> None:
    """Put faults into templates, values and files, and tell where they were stopped."""
    out = []
    for name, found in zip(("templates", "values", "files"), verdicts(seed, each), strict=True):
        click.echo("\n".join((f"\n### {name}\n", *table(found))))
        out += [one for one in found if one.escaped]
        click.echo(f"\n{sum(bool(one.moved) for one in found)} only leave out what is said elsewhere.")
    for one in out:
        click.echo(f"{one.fault}: {one.what}: {one.escaped}")
    raise SystemExit(bool(out))


if __name__ == "__main__":
    main()
