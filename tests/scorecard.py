"""Print the countable rows of the style page for this project: python -m tests.scorecard."""

from tests.frame.measures import functions, parse, share
from tests.tree import python_files, source_files


def main() -> None:
    """Count and print, one line a row."""
    modules = parse(source_files())
    sizes = [len(m.lines) for m in modules if m.lines]
    found = [f for m in modules for f in functions(m)]
    lengths = [f.length for f in found]
    public = [f for f in found if f.public]
    tests = sum(len(m.lines) for m in parse(python_files("tests")))
    print(f"modules            {len(sizes)}")
    print(f"module lines       median {share(sizes, 50)}, p90 {share(sizes, 90)}, max {max(sizes)}")
    print(f"functions          {len(lengths)}")
    print(
        f"function lines     median {share(lengths, 50)}, p90 {share(lengths, 90)},"
        f" max {max(lengths)}"
    )
    print(f"functions over 50  {sum(n > 50 for n in lengths)}")
    print(f"documented public  {sum(f.documented for f in public)} of {len(public)}")
    print(f"annotated          {sum(f.annotated for f in found)} of {len(found)}")
    print(f"tests : source     {tests} : {sum(sizes)} = {tests / sum(sizes):.2f}")


if __name__ == "__main__":
    main()
