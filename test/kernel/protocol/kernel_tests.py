"""Jupyter's own tests of kernels, with samples for this one."""

import unittest

import jupyter_kernel_test



class TypeScriptKernel(jupyter_kernel_test.KernelTests):
    kernel_name = "mixedmodels"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = 'console.log("hello, world")'
    code_stderr = 'console.error("oh")'
    completion_samples = [{"text": "Number.MAX_S", "matches": {"MAX_SAFE_INTEGER"}}]
    complete_code_samples = ["1", "const a = `b`", "function f() { return 1 }", "// c", "{ }"]
    incomplete_code_samples = ["function f() {", "`abc", "[1,", "if (true) {\n  1", "/* abc", "const x ="]
    invalid_code_samples = ["const = 3", "1 2", "}", "foo bar", '"abc']
    code_generate_error = 'throw new Error("e")'
    code_execute_result = [
        {"code": "1 + 2", "result": "3"},
        {"code": '"a" + "b"', "result": "'ab'"},
        {"code": "[1, 2]", "result": "[ 1, 2 ]"},
    ]
    code_display_data = [
        {"code": 'import { display } from "tslab"; display.html("<b>x</b>")', "mime": "text/html"},
        {"code": "display.png(new Uint8Array([1, 2]))", "mime": "image/png"},
    ]
    supported_history_operations = ("tail", "range", "search")
    code_history_pattern = "1?+*"
    code_inspect_sample = "Math.sqrt"
    code_clear_output = "console.clear()"


del jupyter_kernel_test.KernelTests

if __name__ == "__main__":
    unittest.main()
