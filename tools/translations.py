"""The translations of each module, without the gettext programs: extract, check, compile.

English is written in the code; ``locale/es/LC_MESSAGES/django.po`` of each module holds the
Spanish. ``extract`` brings those files up to date and keeps what was translated; ``check`` names
whatever is missing; ``compile`` writes the ``.mo`` files, which git ignores.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract as babel_extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "alameda"
LANGUAGES = ("es",)
NOT_TRANSLATED = {"settings", "cli"}  # the operator's tools speak English; Django names languages
NOT_READ = {"tests", "migrations"}
TEMPLATES = {".html", ".txt", ".xml", ".svg"}
PLAIN, PLURAL = None, (1, 2)
CONTEXT, CONTEXT_PLURAL = ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS = {
    "_": PLAIN,
    "gettext": PLAIN,
    "gettext_lazy": PLAIN,
    "gettext_noop": PLAIN,
    "ngettext": PLURAL,
    "ngettext_lazy": PLURAL,
    "pgettext": CONTEXT,
    "pgettext_lazy": CONTEXT,
    "npgettext": CONTEXT_PLURAL,
    "npgettext_lazy": CONTEXT_PLURAL,
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%([sd])|\{(\w*)\}")
HEADER = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Language: {language}\\n"
"Plural-Forms: {plural}\\n"

"""
Key = tuple[str, tuple[str, ...]]


def modules() -> list[Path]:
    """The modules whose words are translated."""
    found = (path for path in PACKAGE.iterdir() if (path / "__init__.py").is_file())
    return sorted(path for path in found if path.name not in NOT_TRANSLATED)


def sources(module: Path) -> Iterator[tuple[Path, bytes]]:
    """The Python that holds a module's words: its own, and what its templates amount to.

    The foundation keeps those of the files that stand beside the modules, which are in none.
    """
    beside = PACKAGE.glob("*.py") if module == PACKAGE / "foundation" else ()
    for path in [*sorted(beside), *sorted(module.rglob("*"))]:
        if NOT_READ & set(path.relative_to(PACKAGE).parts):
            continue
        if path.suffix == ".py":
            yield path, path.read_bytes()
        elif path.suffix in TEMPLATES and "templates" in path.parts:
            text = templatize(path.read_text(encoding="utf-8"), str(path))
            # Every string stands on one line, and the indentation of a page is not Python's.
            flat = "\n".join(line.lstrip() for line in text.splitlines())
            yield path, flat.encode()


def key_of(message: Message) -> Key:
    """What makes two messages the same."""
    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    return message.context or "", tuple(ids)


def found_in(module: Path, language: str) -> Catalog:
    """What the module says, untranslated."""
    catalog = Catalog(locale=language, charset="utf-8", fuzzy=False)
    for path, text in sources(module):
        try:
            found = list(babel_extract("python", io.BytesIO(text), KEYWORDS, ()))
        except (SyntaxError, ValueError) as error:
            message = f"{path}: its words cannot be read: {error}"
            raise SystemExit(message) from error
        for _line, message_id, _comments, context in found:
            if message_id and message_id != ("", ""):
                catalog.add(message_id, context=context)
    return catalog


def po_of(module: Path, language: str) -> Path:
    """The module's file of translations."""
    return module / "locale" / language / "LC_MESSAGES" / "django.po"


def kept_in(module: Path, language: str) -> dict[Key, Message]:
    """What is translated already."""
    path = po_of(module, language)
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        return {
            key_of(message): message for message in read_po(file, locale=language) if message.id
        }


def known(language: str) -> dict[Key, Message]:
    """What any module has translated: one word is said one way."""
    return {
        key: message
        for module in modules()
        for key, message in kept_in(module, language).items()
        if all(strings_of(message)) and not message.fuzzy
    }


def extract(module: Path, language: str, elsewhere: dict[Key, Message]) -> None:
    """Bring the file of translations up to date; a word that another module knows is taken over."""
    catalog, kept = found_in(module, language), kept_in(module, language)
    path = po_of(module, language)
    if not len(catalog):
        path.unlink(missing_ok=True)
        return
    for message in catalog:
        former = kept.get(key_of(message))
        if former is None or not all(strings_of(former)):
            former = elsewhere.get(key_of(message), former)
        if message.id and former:
            message.string = former.string
            message.user_comments = former.user_comments
            message.flags |= former.flags & {"fuzzy"}
    body = io.BytesIO()
    write_po(
        body,
        catalog,
        width=100,
        no_location=True,
        omit_header=True,
        sort_output=True,
        ignore_obsolete=True,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    head = HEADER.format(language=language, plural=catalog.plural_forms)
    path.write_text(head + body.getvalue().decode().strip() + "\n", encoding="utf-8")


def strings_of(message: Message) -> list[str]:
    """The translations of a message, one a plural form."""
    return list(message.string) if isinstance(message.string, tuple | list) else [message.string]


def placeholders(text: str) -> list[str]:
    """What will be filled in."""
    return sorted(found.group(0) for found in PLACEHOLDER.finditer(text))


def fault_of(message: Message) -> str:
    """What is wrong with a translation; empty where nothing is."""
    strings = strings_of(message)
    if not all(strings):
        return "is not translated"
    if message.fuzzy:
        return "is marked as doubtful (fuzzy)"
    ids = key_of(message)[1]
    wanted = [placeholders(text) for text in ids]
    # One form of a plural may leave the number out ("one page"); none may add anything.
    allowed = {name for names in wanted for name in names}
    exact = len(ids) == 1
    for string in strings:
        has = placeholders(string)
        if (exact and has != wanted[0]) or not set(has) <= allowed:
            return f"has placeholders {has} where {wanted[-1]} are meant"
    return ""


def check(language: str) -> list[str]:
    """Every fault in every module."""
    faults = []
    elsewhere: dict[Key, tuple[str, list[str]]] = {}
    for module in modules():
        kept = kept_in(module, language)
        said = {key_of(message) for message in found_in(module, language) if message.id}
        name = f"{module.name} ({language})"
        faults += [f"{name}: {key[1][0]!r} is missing" for key in sorted(said - kept.keys())]
        faults += [f"{name}: {key[1][0]!r} is said no more" for key in sorted(kept.keys() - said)]
        for key, message in kept.items():
            fault = fault_of(message)
            if fault:
                faults.append(f"{name}: {key[1][0]!r} {fault}")
            if not all(strings_of(message)):
                continue
            other, strings = elsewhere.setdefault(key, (module.name, strings_of(message)))
            if strings != strings_of(message):
                faults.append(f"{name}: {key[1][0]!r} is translated otherwise in {other}")
    return faults


def compile_all() -> None:
    """Write the .mo files, and remove those without a source."""
    for stale in PACKAGE.glob("*/locale/*/LC_MESSAGES/django.mo"):
        stale.unlink()
    for path in PACKAGE.glob("*/locale/*/LC_MESSAGES/django.po"):
        with path.open("rb") as source, path.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source, locale=path.parts[-3]))


def main(arguments: list[str]) -> int:
    """Do what the one word says."""
    faults: list[str] = []
    match arguments:
        case ["extract"]:
            for language in LANGUAGES:
                elsewhere = known(language)
                for module in modules():
                    extract(module, language, elsewhere)
        case ["check"]:
            faults = [fault for language in LANGUAGES for fault in check(language)]
        case ["compile"]:
            compile_all()
        case _:
            faults = ["usage: tools/translations.py extract|check|compile"]
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
