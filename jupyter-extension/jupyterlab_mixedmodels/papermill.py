"""Tells papermill how parameters stand in TypeScript cells.

papermill asks packages for engines only, so this module is the entry point of one, papermill's own; when it is loaded,
notebooks of the kernel have their translator.
"""

import json
import math
import re

from papermill.engines import NBClientEngine
from papermill.models import Parameter
from papermill.translators import Translator, papermill_translators

KERNEL = "mixedmodels"
DECLARATION = re.compile(
    r"^\s*(?:export\s+)?(?:let|const|var)\s+([\w$]+)\s*(?::\s*([^=]+?))?\s*=\s*(.*?)\s*;?\s*(?://\s*(.*?)\s*)?$"
)


class Engine(NBClientEngine):
    """papermill's own engine."""


class TypeScriptTranslator(Translator):
    """Writes parameters as declarations, which cells of the kernel may repeat."""

    @classmethod
    def translate_none(cls, val):
        return "null"

    @classmethod
    def translate_bool(cls, val):
        return "true" if val else "false"

    @classmethod
    def translate_int(cls, val):
        return f"{val}n" if abs(val) > 2**53 else str(val)

    @classmethod
    def translate_float(cls, val):
        if math.isnan(val):
            return "NaN"
        return ("Infinity" if val > 0 else "-Infinity") if math.isinf(val) else repr(val)

    @classmethod
    def translate_str(cls, val):
        return json.dumps(str(val), ensure_ascii=False)

    @classmethod
    def translate_escaped_str(cls, str_val):
        return cls.translate_str(str_val)

    @classmethod
    def translate_list(cls, val):
        return f"[{', '.join(cls.translate(one) for one in val)}]"

    @classmethod
    def translate_dict(cls, val):
        # A computed name is an own property whatever it is called.
        entries = (f"[{cls.translate_str(key)}]: {cls.translate(one)}" for key, one in val.items())
        return f"{{ {', '.join(entries)} }}" if val else "{}"

    @classmethod
    def comment(cls, cmt_str):
        return f"// {cmt_str}".strip()

    @classmethod
    def assign(cls, name, str_val):
        return f"let {name} = {str_val};"

    @classmethod
    def inspect(cls, parameters_cell):
        found = map(DECLARATION.match, parameters_cell["source"].splitlines())
        return [
            Parameter(name=one[1], inferred_type_name=one[2] or "None", default=one[3], help=one[4] or "")
            for one in found
            if one
        ]


papermill_translators.register(KERNEL, TypeScriptTranslator)
