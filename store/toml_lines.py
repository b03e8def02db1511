"""Where each key of a TOML file stands, because its parser does not tell."""

Place = tuple[str | int, ...]


def key_lines(text: str) -> dict[Place, int]:
    """Return the line, from 1, of each table and key: `("tasks", 2, "kind")` is `kind` of the third `[[tasks]]`.

    The text is one that the parser has accepted.
    """
    lines: dict[Place, int] = {}
    counted: dict[str, int] = {}
    table: Place = ()
    quotes = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if quotes:  # inside a string of several lines
            quotes = "" if quotes in line else quotes
            continue
        words = line.strip()
        if words.startswith("["):
            name = words.partition("#")[0].strip()
            if name.startswith("[[") and name.endswith("]]"):
                name = name[2:-2].strip()
                table = (name, counted.get(name, 0))
                counted[name] = counted.get(name, 0) + 1
                lines.setdefault((name,), number)
                lines[table] = number
            elif name.endswith("]") and _names(name[1:-1]):
                table = _names(name[1:-1])
                lines.setdefault(table, number)
        elif "=" in words and _names(words.partition("=")[0]):
            lines.setdefault((*table, *_names(words.partition("=")[0])), number)
        quotes = next((q for q in ('"""', "'''") if words.count(q) % 2), "")
    return lines


def line_of(lines: dict[Place, int], place: Place) -> int | None:
    """Return the line of a place, or of the nearest thing around it that has one."""
    for length in range(len(place), 0, -1):
        if place[:length] in lines:
            return lines[place[:length]]
    return None


def _names(key: str) -> Place:
    """Return the parts of a bare, quoted or dotted key; none where it is no key."""
    parts = [part.strip() for part in key.split(".")]
    bare = [part[1:-1] if len(part) > 2 and part[0] == part[-1] and part[0] in "\"'" else part for part in parts]
    return tuple(bare) if all(part.replace("_", "").replace("-", "").isalnum() for part in bare) else ()
