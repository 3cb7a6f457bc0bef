import sys

from tools.messages import catalogue


def main(arguments: list[str]) -> int:
    verb = arguments[0] if len(arguments) == 1 else ""
    if verb == "compile":
        catalogue.compile_all()
        return 0
    if verb not in {"update", "check"}:
        sys.exit("Say one of: update, compile, check")
    from tools.messages import extraction  # here: it needs Babel, which production has not

    found = extraction.all_messages()
    if verb == "update":
        catalogue.update_all(found)
        return 0
    faults = catalogue.faults(found)
    print("\n".join(faults[:100]))
    print(f"{len(faults)} faults in translations" if faults else "Translations are complete.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
