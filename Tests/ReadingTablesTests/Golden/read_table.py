#!/usr/bin/env python3
"""Reads a table as docs/gaze-tables.md says and prints what arrived, for LoadingTests.

    read_table.py pandas|polars FOLDER TABLE

FOLDER has columns.csv and TABLE.csv. A line is a column: its name, its type and its cells in canonical form.
"""

import sys


def canonical(value, kind):
    if kind == "text":
        return "t" + value.encode().hex()
    return {"integer": "i%d", "number": "n%.17g", "boolean": "b%d"}[kind] % value


def read_with_pandas(folder, name):
    import pandas as pd

    columns = pd.read_csv(f"{folder}/columns.csv", keep_default_na=False)
    kinds = {"text": "string", "integer": "Int64", "number": "float64", "boolean": "boolean"}
    types = columns[columns["table"] == name].set_index("column")["type"].map(kinds).to_dict()
    table = pd.read_csv(f"{folder}/{name}.csv", dtype=types, keep_default_na=False, na_values=[""])
    back = {kind: name for name, kind in kinds.items()}
    for column in table:
        kind = back.get(str(table[column].dtype).replace("str", "string").replace("stringing", "string"), "other")
        yield column, kind, [None if pd.isna(value) else value for value in table[column]]


def read_with_polars(folder, name):
    import polars as pl

    columns = pl.read_csv(f"{folder}/columns.csv").filter(pl.col("table") == name)
    kinds = {"text": pl.String, "integer": pl.Int64, "number": pl.Float64, "boolean": pl.Boolean}
    types = {name: kinds[kind] for name, kind in columns.select("column", "type").iter_rows()}
    table = pl.read_csv(f"{folder}/{name}.csv", schema_overrides=types)
    back = {kind: name for name, kind in kinds.items()}
    for column in table.iter_columns():
        yield column.name, back.get(column.dtype, "other"), column.to_list()


def main():
    library, folder, name = sys.argv[1:]
    for column, kind, values in {"pandas": read_with_pandas, "polars": read_with_polars}[library](folder, name):
        cells = ["-" if value is None else canonical(value, kind) for value in values]
        print(column, kind, *cells, sep="\t")


if __name__ == "__main__":
    main()
