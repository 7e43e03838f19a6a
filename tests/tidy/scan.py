"""A light reading of C++ and TypeScript: what is code, what is text, where functions are.

It is right for code formatted as this repository is (.clang-format), not for every program: the
brace of a body has a space before it, the brace of an initialiser has none or follows `=`, `(` or
a comma.
"""
import re

TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/                       # comments
      |R"(?P<mark>[^()\s\\]{0,16})\(.*?\)(?P=mark)"  # raw strings
      |"(?:\\.|[^"\\\n])*"|(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'
      |`(?:\\.|[^`\\])*`""", re.DOTALL | re.VERBOSE)
DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)
LABELS = re.compile(r"\s*(?:(?:public|private|protected):\s*)*")
SCOPE = re.compile(r"(?:(?:export|inline|typedef|default|abstract)\s+)*"
                   r"(?:namespace|class|struct|enum|union|extern|interface)\b")


def blank(text):
    return re.sub(r"[^\n]", " ", text)


def split(text):
    """(code, strings): the code with comments and strings blanked, every line where it was; the
    strings as (line, contents)."""
    strings = []

    def replace(match):
        token = match.group(0)
        if token[0] in "\"R`":
            strings.append((text.count("\n", 0, match.start()) + 1, token))
        return blank(token)

    code = TOKEN.sub(replace, text)
    return code, strings


def without_template_head(header):
    while header.startswith("template"):
        depth = 0
        for at, char in enumerate(header):
            depth += (char == "<") - (char == ">")
            if depth == 0 and char == ">":
                header = header[at + 1:].lstrip()
                break
        else:
            return header
    return header


def kind_of_brace(code, at, header):
    before = code[:at].rstrip()[-1:]
    if code[at - 1:at].strip() or before in "=(,[?:" or header.endswith("return"):
        if before != ")" and not header.endswith("=>"):
            return "value"
    header = without_template_head(header[LABELS.match(header).end():])
    header = re.sub(r"^(\[\[.*?\]\]\s*)+", "", header)
    if SCOPE.match(header):
        return "scope"
    return "function" if "(" in header else "scope" if not header else "value"


def functions(text):
    """Yields (first line, length in lines) of each outermost function."""
    code = DIRECTIVE.sub(lambda match: blank(match.group(0)), split(text)[0])
    stack, start = [], 0
    for match in re.finditer(r"[{};]", code):
        at, char = match.start(), match.group(0)
        inside = any(kind == "function" for kind, _ in stack)
        if char == "{":
            header = code[start:at]
            kind = "inner" if inside else kind_of_brace(code, at, header.strip())
            first = start + LABELS.match(header).end()
            stack.append((kind, first))
            if kind != "value":
                start = at + 1
        elif char == "}" and stack:
            kind, first = stack.pop()
            if kind == "function":
                line = code.count("\n", 0, first) + 1
                yield line, code.count("\n", 0, at) + 2 - line
            if kind != "value":
                start = at + 1
        elif char == ";" and not any(kind == "value" for kind, _ in stack):
            start = at + 1


def passes_luhn(digits):
    total = 0
    for place, char in enumerate(reversed(digits)):
        digit = int(char) * (2 if place % 2 else 1)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0
