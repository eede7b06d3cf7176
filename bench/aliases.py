"""How long does a large alias table take to load, and a name to be found in it?

    python bench/aliases.py                  # 100,000 people, in every format
    python bench/aliases.py --people 10000

The people are made up: three names and two roles with days each. Seconds are processor time, those of a lookup the
mean of 100,000. The first lookup makes the index and is shown by itself.
"""

import argparse
import datetime
import json
import random
import tempfile
import time
from pathlib import Path

import yaml

from quoteattr import AliasTable

LOOKUPS = 100_000
SYLLABLES = ("ba", "ko", "li", "mar", "ne", "os", "ra", "sel", "ta", "vin", "du", "per")
DAY = datetime.date(2010, 5, 1)


def people(count: int) -> list[dict[str, object]]:
    draw = random.Random(7)  # noqa: S311
    rows: list[dict[str, object]] = []
    for number in range(count):
        given, last = ("".join(draw.choices(SYLLABLES, k=3)).title() for _ in range(2))
        office = draw.randrange(count // 4 + 1)
        rows.append(
            {
                "name": f"{given} {last}",
                "aliases": [f"{given[0]}. {last}", f"{given} Ota {last}"],
                "roles": [
                    f"minister of region {office} [{1980 + number % 30}..{1990 + number % 30}]",
                    f"author {number}",
                ],
                "kind": "person",
                "ids": {"wikidata": f"Q{number}"},
            }
        )
    return rows


def write(folder: Path, rows: list[dict[str, object]]) -> list[Path]:
    lines = [
        f"{row['name']},{'|'.join(row['aliases'])},{'|'.join(row['roles'])},person,{row['ids']['wikidata']}"
        for row in rows
    ]
    bodies = {
        "people.csv": "\n".join(["name,aliases,roles,kind,ids.wikidata", *lines]) + "\n",
        "people.jsonl": "".join(json.dumps(row) + "\n" for row in rows),
        "people.toml": "".join(_toml(row) for row in rows),
        "people.yaml": yaml.dump(rows, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper), sort_keys=False),
    }
    for name, body in bodies.items():
        (folder / name).write_text(body, encoding="utf-8")
    return [folder / name for name in bodies]


def _toml(row: dict[str, object]) -> str:
    fields = (f"{key} = {json.dumps(row[key])}\n" for key in ("name", "aliases", "roles", "kind"))
    return f'[[speakers]]\n{"".join(fields)}ids = {{wikidata = "{row["ids"]["wikidata"]}"}}\n'


def timed(action, *arguments):
    begin = time.process_time()
    result = action(*arguments)
    return time.process_time() - begin, result


def lookups(find, names: list[str]) -> float:
    """Microseconds of a lookup."""
    begin = time.process_time()
    for name in names:
        find(name)
    return 1e6 * (time.process_time() - begin) / len(names)


def main() -> None:
    parser = argparse.ArgumentParser(description="How long does a large alias table take?")
    parser.add_argument("--people", type=int, default=100_000, help="entries of the table (default 100,000)")
    rows = people(parser.parse_args().people)
    with tempfile.TemporaryDirectory() as folder:
        for file in write(Path(folder), rows):
            seconds, table = timed(AliasTable.read, file)
            print(f"read {file.suffix:6} {file.stat().st_size / 1e6:6.1f} MB {seconds:8.2f} s")
    print(f"first name lookup    {timed(table.lookup, 'nobody')[0]:8.2f} s")
    print(f"first role lookup    {timed(table.lookup_role, 'nobody')[0]:8.2f} s")
    print(f"first surname lookup {timed(table.with_last_word, 'nobody', 'n')[0]:8.2f} s")
    draw = random.Random(8)  # noqa: S311
    asked = draw.choices(rows, k=LOOKUPS)
    roles = [row["roles"][0].partition(" [")[0] for row in asked]
    print(f"a name               {lookups(table.lookup, [row['name'] for row in asked]):8.2f} µs")
    print(f"no name of it        {lookups(table.lookup, [row['name'] + 'x' for row in asked]):8.2f} µs")
    print(f"a role on a day      {lookups(lambda role: table.lookup_role(role, DAY), roles):8.2f} µs")


if __name__ == "__main__":
    main()
