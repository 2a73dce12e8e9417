"""Carries the texts of charts into nbconvert's LaTeX, whose templates leave out what a picture shows."""

from nbconvert.filters import escape_latex
from nbconvert.preprocessors import Preprocessor

OWN = "application/vnd.mixedmodels.v1+json"
# LaTeX before 2021 has no key alt.
FIGURE = r"""\expandafter\providecommand\csname KV@Gin@alt\endcsname[1]{}
\begin{center}
\adjustbox{max size={0.9\linewidth}{0.9\paperheight}}{\includegraphics[alt={%s}]{%s}}
\end{center}
{ \hspace*{\fill} \\}"""


class AltTexts(Preprocessor):
    """Runs after nbconvert has written the pictures as files; only its LaTeX and PDF have them as PDF."""

    enabled = True

    def preprocess_cell(self, cell, resources, cell_index):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            file = output.get("metadata", {}).get("filenames", {}).get("application/pdf")
            if file is not None and OWN in data and "text/plain" in data and "text/latex" not in data:
                text = " ".join(data["text/plain"].split())
                data["text/latex"] = FIGURE % (escape_latex(text), file.replace("\\", "/"))
        return cell, resources
