/** A style sheet without its comments and its white space. */
function squeezed(source) {
  return source
    .replace(/\/\*[^]*?\*\//g, "")
    .replace(/\s+/g, " ")
    .replace(/ ?([{};]) ?/g, "$1")
    .replaceAll(";}", "}")
    .trim();
}

module.exports = squeezed;
