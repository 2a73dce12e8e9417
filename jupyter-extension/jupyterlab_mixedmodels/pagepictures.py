"""Lets the pictures of nbconvert's HTML pages fit the page, whose own style cuts wider ones when it is printed."""

from nbconvert.preprocessors import Preprocessor
from nbformat.v4 import new_output

OWN = "application/vnd.mixedmodels.v1+json"
# On a screen with room their letters are as large as those of the page.
STYLE = """<style>
.jp-RenderedSVG > img { max-width: 100%; height: auto; }
@media screen and (min-width: 1100px) { .jp-RenderedSVG > img { zoom: 1.25; } }
</style>"""


class PagePictures(Preprocessor):
    """Puts its style before the first result of ours on a page: nbconvert's own list of styles is made later."""

    enabled = True

    def preprocess(self, nb, resources):
        if not str(resources.get("output_extension", "")).endswith(".html"):
            return nb, resources
        for cell in nb.cells:
            outputs = cell.get("outputs", [])
            if any(OWN in output.get("data", {}) for output in outputs):
                outputs.insert(0, new_output("display_data", data={"text/html": STYLE}))
                break
        return nb, resources
