"""Add Debian's backports suite to apt, by copying the source entry that apt already uses.

Usage: python3 backports.py APT_FOLDER CODENAME

The mirror, the keyring and every option stay those of the machine; only the suite's name
changes. Prints the file it wrote, or nothing when the suite is there already.
"""

import sys
from pathlib import Path

NAME = "xlbilling-backports"


def field(stanza: str, name: str) -> list[str]:
    """Return the words of one field of a deb822 stanza; continuation lines count."""
    words: list[str] = []
    inside = False
    for line in stanza.splitlines():
        if line.startswith("#"):
            continue
        if line.startswith((" ", "\t")):
            words += line.split() if inside else []
        else:
            key, _, value = line.partition(":")
            inside = key.strip().lower() == name.lower()
            words += value.split() if inside else []
    return words


def with_suite(stanza: str, suite: str) -> str:
    """Return the stanza with its suites replaced and its comments left out."""
    kept: list[str] = []
    skipping = False
    for line in stanza.splitlines():
        if line.startswith("#"):
            continue
        if not line.startswith((" ", "\t")):
            skipping = line.lower().startswith("suites:")
            if skipping:
                kept.append(f"Suites: {suite}")
        if not skipping:
            kept.append(line)
    return "\n".join(kept) + "\n"


def stanzas(folder: Path) -> list[str]:
    """Return the enabled binary stanzas of all .sources files, in apt's order."""
    texts = [p.read_text("utf-8") for p in sorted(folder.glob("sources.list.d/*.sources"))]
    blocks = [block for text in texts for block in text.split("\n\n") if block.strip()]
    return [
        b.strip("\n")
        for b in blocks
        if "deb" in field(b, "Types") and field(b, "Enabled")[:1] != ["no"]
    ]


def one_line_entries(folder: Path) -> list[str]:
    """Return the `deb` lines of sources.list and of all .list files."""
    paths = [folder / "sources.list", *sorted(folder.glob("sources.list.d/*.list"))]
    lines = [
        line.strip() for p in paths if p.is_file() for line in p.read_text("utf-8").split("\n")
    ]
    return [line for line in lines if line.startswith(("deb ", "deb\t"))]


def suite_of(entry: str) -> str:
    """Return the suite of a one-line entry, which follows the options and the address."""
    words = entry.split("]", 1)[-1].split() if "[" in entry else entry.split()[1:]
    return words[1]


def new_source(folder: Path, codename: str) -> tuple[str, str] | None:
    """Return the new file's ending and text, or None when the suite is there already.

    Raises:
        SystemExit: apt uses no entry for the codename, so there is nothing to copy.
    """
    suite = f"{codename}-backports"
    modern, classic = stanzas(folder), one_line_entries(folder)
    suites = {word for stanza in modern for word in field(stanza, "Suites")}
    if suite in suites | {suite_of(entry) for entry in classic}:
        return None
    for stanza in modern:
        if codename in field(stanza, "Suites"):
            return "sources", with_suite(stanza, suite)
    for entry in classic:
        if suite_of(entry) == codename:
            return "list", entry.replace(f" {codename} ", f" {suite} ", 1) + "\n"
    message = f"apt has no source entry for {codename} to copy; add {suite} by hand"
    raise SystemExit(message)


def main() -> None:
    """Write the entry beside the others and say where."""
    folder, codename = Path(sys.argv[1]), sys.argv[2]
    made = new_source(folder, codename)
    if made:
        target = folder / "sources.list.d" / f"{NAME}.{made[0]}"
        target.write_text(made[1], encoding="utf-8")
        sys.stdout.write(f"wrote {target}\n")


if __name__ == "__main__":
    main()
