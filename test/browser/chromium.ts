import { type Browser, chromium, type LaunchOptions } from "playwright-core";

export const { chromiumAbsent, launchOptions } = require("./chromiumHere.cjs") as {
  chromiumAbsent(): string | undefined;
  launchOptions(): LaunchOptions;
};

export function launchChromium(): Promise<Browser> {
  return chromium.launch(launchOptions());
}
