/** Style sheets are texts to what imports them. */
module.exports = { process: (text) => ({ code: `module.exports = ${JSON.stringify(text)};` }) };
