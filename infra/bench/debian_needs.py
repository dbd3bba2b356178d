#!/usr/bin/env python3
"""Interactions that nobody tuned for: what Debian's packages need, as this machine's package lists have it.

Writes stream.csv and test.csv (columns package, section, needs) into a folder: a quarter of the packages, in
the order of their names' hashes, one after the other; the last 7 % of them are the test, so its packages are
all new. On Debian or Ubuntu:

    infra/bench/debian_needs.py /tmp/needs
    infra/slipstream evaluate recommend --stream /tmp/needs/stream.csv --test /tmp/needs/test.csv \\
        --user package --item needs --context section --json
"""
import csv
import hashlib
import re
import subprocess
import sys
from pathlib import Path

SHARE_OF_PACKAGES = 4
TEST_SHARE = 0.07


def packages():
    """Section and needs of each package, by name; of alternatives the first."""
    listing = subprocess.run(["apt-cache", "dumpavail"], capture_output=True, text=True, check=True).stdout
    found = {}
    for record in listing.split("\n\n"):
        fields = dict(re.findall(r"^(Package|Section|Depends): (.*)$", record, re.MULTILINE))
        if "Depends" in fields:
            names = re.findall(r"(?:^|,)\s*([a-z0-9.+-]+)", fields["Depends"])
            found[fields["Package"]] = (fields.get("Section", "unknown"), list(dict.fromkeys(names)))
    return found


def main(folder):
    found = packages()
    names = sorted(found, key=lambda name: hashlib.md5(name.encode()).hexdigest())
    names = names[: len(names) // SHARE_OF_PACKAGES]
    cut = int(len(names) * (1 - TEST_SHARE))
    folder.mkdir(parents=True, exist_ok=True)
    for file, part in (("stream.csv", names[:cut]), ("test.csv", names[cut:])):
        with open(folder / file, "w", newline="") as out:
            rows = csv.writer(out)
            rows.writerow(["package", "section", "needs"])
            for name in part:
                section, needs = found[name]
                rows.writerows([name, section, need] for need in needs)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
