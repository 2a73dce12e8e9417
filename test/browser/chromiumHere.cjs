const { existsSync } = require("node:fs");

const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/snap/bin/chromium",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
];
const FLAGS = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Chromium or Chrome: the one that the environment variable CHROMIUM names, else one in a usual place. */
function chromiumFile() {
  const named = process.env.CHROMIUM;
  return named === undefined || named === "" ? PLACES.find(existsSync) : named;
}

/** Why there are no tests in a browser on this machine, or undefined where there are. */
function chromiumAbsent() {
  return chromiumFile() === undefined
    ? "there is no Chromium or Chrome in the usual places: " +
        "install one (on Debian and Ubuntu: apt install chromium) or name its file in CHROMIUM"
    : undefined;
}

/** For playwright's `chromium.launch`. */
function launchOptions() {
  const rootNeeds = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return { executablePath: chromiumFile(), headless: true, args: [...FLAGS, ...rootNeeds] };
}

module.exports = { chromiumAbsent, chromiumFile, launchOptions };
