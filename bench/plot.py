#!/usr/bin/env python3
"""The pictures of docs/performance.md, out of figures that were measured.

    bench/plot.py cases docs/performance-cases.svg build/peers/1000.json build/peers/10000.json ...
    bench/plot.py rules docs/performance-rules.svg build/rules.json

`cases` takes what bench/peers/peers.py --json wrote for several numbers of cases; `rules` what
credence_bench --benchmark_filter=RulesThatCannotMatch --benchmark_out did.
"""

import argparse
import json
import pathlib

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402  pylint: disable=wrong-import-position

RULES_OF_THE_DOZEN = 12


def figure(title: str, across: str, up: str):
    # Letters as letters, and the same bytes for the same figures.
    plt.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "credence", "font.size": 10})
    picture, axes = plt.subplots(figsize=(7.2, 4.2), layout="constrained")
    axes.set_title(title, fontsize=11, loc="left")
    axes.set_xscale("log")
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.grid(True, which="major", color="#dddddd", linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)
    return picture, axes


def read(files: list) -> list:
    return [json.loads(pathlib.Path(name).read_text(encoding="utf-8")) for name in files]


def cases(files: list):
    """A line a system: time a case over that of the native code in the same run."""
    picture, axes = figure("The same policy over more and more cases", "cases decided at once",
                           "time a case, native C++ of the same run = 1")
    lines = {}
    for run in read(files):
        for of in run:
            lines.setdefault(of["system"], []).append((of["cases"], of["native"]))
    # Named in the order in which they end, the slowest first.
    for name, points in sorted(lines.items(), key=lambda line: -sorted(line[1])[-1][1]):
        ours = name.startswith("Credence")
        axes.plot(*zip(*sorted(points)), marker="o", markersize=4, linewidth=2.4 if ours else 1.2,
                  label=name)
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False, fontsize=9)
    axes.set_yscale("log")
    axes.set_ylim(bottom=0.7)
    return picture


def rules(files: list):
    """Time of a case over that of a policy of a dozen rules, by how many the policy has."""
    picture, axes = figure("Rules that cannot match a case, beside twelve that can",
                           "rules of the policy", "time a case, the twelve alone = 1")
    points = [(RULES_OF_THE_DOZEN, 1.0)]
    for run in read(files):
        for of in run["benchmarks"]:
            points.append((int(of["name"].split("/")[1]), of["ratio"]))
    points.sort()
    axes.plot(*zip(*points), marker="o", markersize=5, linewidth=2.4, label="Credence")
    for at in points:
        axes.annotate(f"{at[0]:,}: {at[1]:.2f}", at, xytext=(0, 8), textcoords="offset points",
                      ha="center", fontsize=9)
    axes.set_ylim(0, 2)
    return picture


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["cases", "rules"])
    parser.add_argument("picture")
    parser.add_argument("figures", nargs="+")
    asked = parser.parse_args()
    picture = (cases if asked.what == "cases" else rules)(asked.figures)
    picture.savefig(asked.picture, metadata={"Date": None, "Creator": None})
    text = pathlib.Path(asked.picture).read_text(encoding="utf-8")
    lines = (line.rstrip() for line in text.splitlines())
    pathlib.Path(asked.picture).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
